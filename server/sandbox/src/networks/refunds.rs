//! Refunds of all networks on pages: the control page's table, and the messages
//! on the payer's phone.

use domain::clock::At;
use maud::{Markup, html};

use super::page_language::PageLanguage;
use super::payment_network::RefundRow;
use super::{Networks, china_time, payer_text};

/// The most refunds shown.
const LISTED: usize = 50;

/// The newest refunds, the newest first.
fn newest(networks: &Networks, now: At) -> Vec<RefundRow> {
    let each = networks.list.iter().map(|network| network.refunds(now));
    let mut refunds: Vec<RefundRow> = each.flatten().collect();
    refunds.sort_by_key(|refund| std::cmp::Reverse(refund.taken_at));
    refunds.truncate(LISTED);
    refunds
}

/// The control page's table.
pub(super) fn table(networks: &Networks, now: At) -> Markup {
    let refunds = newest(networks, now);
    html! {
        h2 { "最近的退款" }
        @if refunds.is_empty() { p { "还没有退款。" } }
        @else {
            div.scroll tabindex="0" role="region" aria-label="最近的退款" {
                table {
                    thead { tr { th { "时间" } th { "方式" } th { "退款单号" } th { "原支付号" } th { "商户" } th { "金额" } th { "结果" } th { "通知" } } }
                    tbody { @for refund in &refunds { (line(refund)) } }
                }
            }
        }
    }
}

fn line(refund: &RefundRow) -> Markup {
    html! {
        tr {
            td.number { (china_time::date_and_time(refund.taken_at)) }
            td { (refund.method) }
            td.number { (refund.number) }
            td.number { (refund.payment) }
            td { (refund.merchant) }
            td.number { (refund.amount.grouped()) }
            td { (refund.result) "（" (refund.code) "）" }
            td { @for notice in &refund.notices { (notice) " " } }
        }
    }
}

/// Refund messages on the payers' phones; empty without any.
pub(super) fn on_the_phone(networks: &Networks, language: &PageLanguage, now: At) -> Markup {
    let refunds = newest(networks, now);
    let text = language.text();
    let result = |refund: &RefundRow| payer_text::result(language.locale, refund.result);
    html! {
        @if !refunds.is_empty() {
            h2 { (text.refunds) }
            ol.messages role="list" {
                @for refund in &refunds {
                    li {
                        div {
                            (refund.merchant) " " (text.refunded) " ¥" (refund.amount.grouped()) " · " (result(refund))
                        }
                        div.quiet { (refund.account) " · " (china_time::date_and_time(refund.taken_at)) }
                    }
                }
            }
        }
    }
}
