//! The buyer's orders, newest first.

use super::order::tone;
use super::{price_text, time};
use crate::mall::goods::Article;
use crate::mall::purchase::Purchase;
use crate::mall::text::MallText;
use domain::locale::Locale;
use maud::{Markup, PreEscaped, html};

/// The page.
pub(in crate::mall) fn orders(purchases: &[Purchase], locale: Locale) -> Markup {
    let text = MallText::of(locale);
    if purchases.is_empty() {
        return html! {
            div.empty {
                h1 { (text.orders_empty) }
                p { (text.basket_empty_words) }
                a.button href="/" { (text.go_shopping) }
            }
        };
    }
    html! {
        h1 { (text.orders) }
        ul.orders { @for purchase in purchases { (row(purchase, text)) } }
    }
}

fn row(purchase: &Purchase, text: &MallText) -> Markup {
    let pieces = purchase.bought.iter().map(|b| b.quantity).sum();
    let art = purchase
        .bought
        .first()
        .and_then(|b| Article::find(&b.sku))
        .map(|a| a.art);
    html! {
        li.orders-row {
            span.bought-art aria-hidden="true" { @if let Some(art) = art { (PreEscaped(art)) } }
            div.orders-words {
                a.orders-link href={ "/orders/" (purchase.no()) } { (purchase.order.subject) }
                p.quiet { (purchase.no()) " · " (time(purchase.placed_at())) " · " ((text.pieces)(pieces)) }
            }
            span.badge data-tone=(tone(purchase.state)) { (text.state(purchase.state).0) }
            (price_text(&purchase.order.amount.value))
        }
    }
}
