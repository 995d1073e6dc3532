//! Refunds of all networks on pages: the control page's table, and the messages
//! on the payer's phone.

use domain::clock::At;
use domain::locale::Locale;
use maud::{Markup, html};

use super::page_language::PageLanguage;
use super::payment_network::RefundRow;
use super::tester_text::{TesterText, network_lang};
use super::{Networks, china_time, page, payer_text};

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
pub(super) fn table(locale: Locale, networks: &Networks, now: At) -> Markup {
    let text = TesterText::of(locale);
    let refunds = newest(networks, now);
    let rows = html! { @for refund in &refunds { (line(locale, refund)) } };
    html! {
        h2 { (text.refunds) }
        @if refunds.is_empty() { p { (text.no_refunds) } }
        @else { (page::table(text.refunds, &text.refund_columns, &rows)) }
    }
}

fn line(locale: Locale, refund: &RefundRow) -> Markup {
    let lang = network_lang(locale);
    html! {
        tr {
            td.number { (china_time::date_and_time(refund.taken_at)) }
            td lang=[lang] { (refund.method) }
            td.number { (refund.number) }
            td.number { (refund.payment) }
            td lang=[lang] { (refund.merchant) }
            td.number { (refund.amount.grouped()) }
            td { (payer_text::result(locale, refund.result)) " (" (refund.code) ")" }
            td lang=[lang] { @for notice in &refund.notices { (notice) " " } }
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
