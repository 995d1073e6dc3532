//! The order page's refunds, and the form that requests one.

use super::{price_text, time};
use crate::mall::purchase::Purchase;
use crate::mall::refund::{MallRefundState, PurchaseRefund};
use crate::mall::text::MallText;
use domain::money::Money;
use maud::{Markup, html};

/// The section; empty for an order without payment or refunds. `wrong` is a
/// typed amount that was refused, shown again.
pub(super) fn section(purchase: &Purchase, wrong: Option<&str>, text: &MallText) -> Markup {
    let rest = purchase.left_to_refund().filter(|rest| rest.minor() > 0);
    html! {
        @if rest.is_some() || !purchase.refunds.is_empty() {
            section.refunds aria-labelledby="refunds" {
                h2 #refunds { (text.refunds) }
                @if !purchase.refunds.is_empty() {
                    ul { @for refund in &purchase.refunds { (line(purchase, refund, text)) } }
                }
                @if let Some(rest) = rest { (form(purchase, rest, wrong, text)) }
            }
        }
    }
}

fn form(purchase: &Purchase, rest: Money, wrong: Option<&str>, text: &MallText) -> Markup {
    html! {
        form.refund method="post" action={ "/orders/" (purchase.no()) "/refund" } {
            input type="hidden" name="refund_no" value=(purchase.next_refund_no());
            label for="refund-amount" { (text.refund_amount) }
            input #refund-amount name="amount" value=[wrong] inputmode="decimal" autocomplete="off"
                maxlength="16" placeholder=(rest.decimal())
                aria-invalid=[wrong.map(|_| "true")] aria-describedby="refund-hint";
            button.button.button-second { (text.refund_ask) }
            p.quiet #refund-hint role=[wrong.map(|_| "alert")] {
                @if wrong.is_some() { (text.refund_wrong(rest)) } @else { (text.refund_hint) }
            }
        }
    }
}

fn line(purchase: &Purchase, refund: &PurchaseRefund, text: &MallText) -> Markup {
    let tone = match refund.state {
        MallRefundState::Succeeded => "good",
        MallRefundState::Sending | MallRefundState::Pending => "waiting",
        MallRefundState::Refused(_) | MallRefundState::Failed => "over",
    };
    html! {
        li data-tone=(tone) {
            span.refund-state {
                (text.refund_stands(&refund.state))
                @if let MallRefundState::Refused(code) = &refund.state { " " code { (code) } }
            }
            @match &refund.amount {
                Some(amount) => { (price_text(&amount.value)) }
                None => { span.price { (text.refund_rest) } }
            }
            span.quiet {
                @match &refund.no {
                    Some(no) => { (no) }
                    None => { (text.refund_surplus) }
                }
                " · " (time(refund.at))
            }
            @if let (MallRefundState::Sending, Some(no)) = (&refund.state, &refund.no) {
                form method="post" action={ "/orders/" (purchase.no()) "/refund" } {
                    input type="hidden" name="refund_no" value=(no);
                    input type="hidden" name="amount" value=(refund.amount.as_ref().map_or("", |a| &a.value));
                    button.link { (text.refund_again) }
                }
            }
        }
    }
}
