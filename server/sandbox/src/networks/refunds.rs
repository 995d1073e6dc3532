//! Refunds and undos on pages: the control page's table, and the messages on
//! the payer's phone.

use domain::clock::At;
use maud::{Markup, html};

use super::code::RespCode;
use super::page::notice_status;
use super::records::RefundRecord;
use super::{NetworkState, wire_time};

/// The most refunds shown.
const LISTED: usize = 50;

/// The control page's table.
pub(super) fn table(state: &NetworkState, now: At) -> Markup {
    let newest_transactions = state.records.newest_refunds();
    html! {
        h2 { "最近的退款" }
        @if newest_transactions.is_empty() { p { "还没有退款。" } }
        @else {
            div.scroll tabindex="0" role="region" aria-label="最近的退款" {
                table {
                    thead { tr { th { "时间" } th { "方式" } th { "退款单号" } th { "原交易 queryId" } th { "商户" } th { "金额" } th { "结果" } th { "通知" } } }
                    tbody { @for refund in newest_transactions.into_iter().take(LISTED) { (line(state, refund, now)) } }
                }
            }
        }
    }
}

fn line(state: &NetworkState, refund: &RefundRecord, now: At) -> Markup {
    let key = refund.key();
    let code = refund.result(now);
    html! {
        tr {
            td.number { (wire_time::clock_time(refund.taken_at)) }
            td { (refund.kind.text()) }
            td.number { (key.order_id) }
            td.number { (refund.payment) }
            td { (refund.merchant) }
            td.number { (refund.amount().grouped()) }
            td { (result(code)) "（" (code.digits()) "）" }
            td { @for notice in state.records.notices().filter(|l| l.key == key) { (notice_status(notice)) " " } }
        }
    }
}

/// Refund messages on the payers' phones; empty without any.
pub(super) fn on_the_phone(state: &NetworkState, now: At) -> Markup {
    let newest_transactions = state.records.newest_refunds();
    html! {
        @if !newest_transactions.is_empty() {
            h2 { "退款" }
            ol.messages role="list" {
                @for refund in newest_transactions.into_iter().take(LISTED) {
                    li {
                        div { (refund.merchant) " 退回 ¥" (refund.amount().grouped()) "：" (result(refund.result(now))) }
                        div.quiet { (refund.facts.card) " · " (wire_time::clock_time(refund.taken_at)) }
                    }
                }
            }
        }
    }
}

/// The state of a refund, as a text.
const fn result(code: RespCode) -> &'static str {
    match code {
        RespCode::Ok => "已退回原账户",
        RespCode::Accepted => "银行处理中",
        _ => "银行拒绝，未退回",
    }
}
