//! A large amount with a small currency sign and small fen, and one plain
//! sentence for screen readers.

use crate::context::RenderContext;
use crate::html::{Html, IntoHtml as _};
use domain::money::Money;
use leptos::prelude::*;

/// The most characters of whole yuan that fit at full size: `100,000,000`.
const FULL_SIZE: usize = 11;

/// The amount of an order.
pub(crate) fn large_amount(context: &RenderContext, amount: Money) -> Html {
    let text = amount.grouped();
    let spoken = (context.text.order.spoken)(&text);
    let (whole, fen) = match text.split_once('.') {
        Some((whole, fen)) => (whole.to_owned(), format!(".{fen}")),
        None => (text, String::new()),
    };
    let class = if whole.len() > FULL_SIZE {
        "sum sum--long"
    } else {
        "sum"
    };
    view! {
        <span class=class>
            <span aria-hidden="true">
                <span class="sum__sign">"¥"</span>
                <span class="sum__whole">{whole}</span>
                <span class="sum__fen">{fen}</span>
            </span>
            <span class="hidden-text">{spoken}</span>
        </span>
    }
    .into_html()
}
