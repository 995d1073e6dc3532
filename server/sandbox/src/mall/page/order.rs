//! The order page: the state of the payment, the possible actions, and the
//! history.

use super::{price_text, refund, time};
use crate::mall::goods::Article;
use crate::mall::purchase::{CreateVia, NoteKind, Purchase, PurchaseNote, PurchaseState};
use crate::mall::text::MallText;
use domain::clock::At;
use domain::locale::Locale;
use maud::{Markup, PreEscaped, html};

/// The page. `wrong` is a typed refund amount that was refused.
pub(in crate::mall) fn order(
    purchase: &Purchase,
    wrong: Option<&str>,
    locale: Locale,
    now: At,
) -> Markup {
    let text = MallText::of(locale);
    let (name, meaning) = text.state(purchase.state);
    html! {
        article.order data-state=(tone(purchase.state)) {
            header.order-head {
                span.order-mark aria-hidden="true" { (mark(purchase.state)) }
                div role="status" {
                    h1 { (name) }
                    p { (meaning) }
                    @if let Some(code) = refusal(purchase) { p.quiet { code { (code) } } }
                }
                p.order-sum { (price_text(&purchase.order.amount.value)) }
            }
            (actions(purchase, text))
            div.order-parts {
                section aria-labelledby="bought" {
                    h2 #bought { (text.order_goods) }
                    (goods(purchase))
                }
                section aria-labelledby="facts" {
                    h2 #facts { (text.order) }
                    (facts(purchase, locale))
                }
            }
            (refund::section(purchase, wrong, text))
            @let unfolded = purchase.state.is_waiting();
            details.journey open[unfolded] data-unfolded[unfolded] {
                summary { h2 { (text.journey) } }
                p.quiet { (text.journey_words) }
                ol { @for note in &purchase.notes { (seen(note, text)) } }
            }
        }
        @if purchase.may_change(now) {
            div hidden data-live={ "/orders/" (purchase.no()) "/state" } data-state=(stamp(purchase)) {}
        }
    }
}

/// A text that changes whenever the page would; the script compares it.
pub(in crate::mall) fn stamp(purchase: &Purchase) -> String {
    let open = purchase.refunds.iter().filter(|r| r.is_waiting()).count();
    format!("{:?}-{}-{open}", purchase.state, purchase.notes.len())
}

fn actions(purchase: &Purchase, text: &MallText) -> Markup {
    let no = purchase.no();
    html! {
        div.order-actions {
            @if purchase.state.is_waiting() {
                form method="post" action={ "/orders/" (no) "/pay" } {
                    button.button { (text.pay_now) }
                }
                a.button.button-second href={ "/orders/" (no) } { (text.refresh) }
                @if purchase.desk_id.is_some() && purchase.state == PurchaseState::Open {
                    form method="post" action={ "/orders/" (no) "/cancel" } {
                        button.link { (text.cancel) }
                    }
                }
            } @else {
                @if purchase.state.is_paid() {
                    form method="post" action={ "/orders/" (no) "/pay" } {
                        button.button { (text.receipt) }
                    }
                }
                @if purchase.state == PurchaseState::Refused { a.button href="/basket" { (text.basket) } }
                a.button.button-second href="/" { (text.again) }
            }
        }
    }
}

fn goods(purchase: &Purchase) -> Markup {
    let art = |i: usize| Article::find(&purchase.bought.get(i)?.sku).map(|a| a.art);
    html! {
        ul.bought {
            @for (i, item) in purchase.order.items.iter().enumerate() {
                li {
                    span.bought-art aria-hidden="true" {
                        @if let Some(art) = art(i) { (PreEscaped(art)) }
                    }
                    span.bought-name { (item.name) }
                    span.quiet { "× " (item.quantity) }
                    (price_text(&item.unit_price))
                }
            }
        }
    }
}

fn facts(purchase: &Purchase, locale: Locale) -> Markup {
    let text = MallText::of(locale);
    let door = match purchase.create_via {
        CreateVia::Api => text.door_api,
        CreateVia::Link => text.door_link,
    };
    html! {
        dl.facts {
            div { dt { (text.order_no) } dd { (purchase.no()) } }
            div { dt { (text.placed_at) } dd { (time(purchase.placed_at())) } }
            div { dt { (text.store) } dd { (purchase.seller) } }
            div { dt { (text.deliver_to) } dd { (purchase.buyer.name(locale)) " · " (purchase.buyer.address(locale)) } }
            div { dt { (text.door) } dd { (door) } }
            @if let Some(id) = &purchase.desk_id { div { dt { (text.desk_no) } dd { code { (id) } } } }
        }
    }
}

fn seen(note: &PurchaseNote, text: &MallText) -> Markup {
    let kind = match note.saw {
        NoteKind::Event { .. } | NoteKind::Asked { .. } => "truth",
        NoteKind::Refused { .. } | NoteKind::RefundRefused { .. } | NoteKind::NoAnswer => "trouble",
        NoteKind::Placed
        | NoteKind::Accepted
        | NoteKind::RefundAsked { .. }
        | NoteKind::Returned { .. } => "plain",
    };
    html! { li data-kind=(kind) { span { (text.saw(&note.saw)) } (time(note.at)) } }
}

fn refusal(purchase: &Purchase) -> Option<&str> {
    purchase.notes.iter().rev().find_map(|n| match &n.saw {
        NoteKind::Refused { code } => Some(code.as_str()),
        _ => None,
    })
}

/// The CSS class of a state's colour.
pub(super) const fn tone(state: PurchaseState) -> &'static str {
    match state {
        PurchaseState::Paid | PurchaseState::PartiallyRefunded | PurchaseState::Refunded => "good",
        PurchaseState::Sending | PurchaseState::Open | PurchaseState::Paying => "waiting",
        PurchaseState::Refused | PurchaseState::Closed | PurchaseState::Expired => "over",
    }
}

fn mark(state: PurchaseState) -> Markup {
    let path = match tone(state) {
        "good" => "M14 25l7 7 13-15",
        "waiting" => "M24 14v11l7 5",
        _ => "M16 24h16",
    };
    html! {
        svg viewBox="0 0 48 48" { circle cx="24" cy="24" r="22" {} path d=(path) {} }
    }
}
