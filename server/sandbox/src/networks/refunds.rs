//! Refunds and undos for people: lines of the control page, and what the
//! payer's phone says of money that came back.

use domain::clock::At;
use maud::{Markup, html};

use super::books::Refund;
use super::code::Code;
use super::control::mail;
use super::{Live, stamp};

/// Refunds shown.
const LISTED: usize = 50;

/// The control page's table.
pub(super) fn table(live: &Live, now: At) -> Markup {
    let newest = live.books.newest_refunds();
    html! {
        h2 { "最近的退款" }
        @if newest.is_empty() { p { "还没有退款。" } }
        @else {
            div.scroll tabindex="0" role="region" aria-label="最近的退款" {
                table {
                    thead { tr { th { "时间" } th { "方式" } th { "退款单号" } th { "原交易 queryId" } th { "商户" } th { "金额" } th { "结果" } th { "通知" } } }
                    tbody { @for refund in newest.into_iter().take(LISTED) { (line(live, refund, now)) } }
                }
            }
        }
    }
}

fn line(live: &Live, refund: &Refund, now: At) -> Markup {
    let key = refund.key();
    let code = refund.result(now);
    html! {
        tr {
            td.number { (stamp::clock_time(refund.taken_at)) }
            td { (refund.back.text()) }
            td.number { (key.order_id) }
            td.number { (refund.payment) }
            td { (refund.merchant) }
            td.number { (refund.amount().grouped()) }
            td { (result(code)) "（" (code.digits()) "）" }
            td { @for letter in live.books.letters().filter(|l| l.key == key) { (mail(letter)) " " } }
        }
    }
}

/// Money that came back, on the payers' phones; nothing without any.
pub(super) fn on_the_phone(live: &Live, now: At) -> Markup {
    let newest = live.books.newest_refunds();
    html! {
        @if !newest.is_empty() {
            h2 { "退款" }
            ol.messages role="list" {
                @for refund in newest.into_iter().take(LISTED) {
                    li {
                        div { (refund.merchant) " 退回 ¥" (refund.amount().grouped()) "：" (result(refund.result(now))) }
                        div.quiet { (refund.facts.card) " · " (stamp::clock_time(refund.taken_at)) }
                    }
                }
            }
        }
    }
}

/// How far it is.
const fn result(code: Code) -> &'static str {
    match code {
        Code::Ok => "已退回原账户",
        Code::Accepted => "银行处理中",
        _ => "银行拒绝，未退回",
    }
}
