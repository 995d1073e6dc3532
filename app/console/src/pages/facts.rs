//! Lists of facts: a name and a value in each row.

use leptos::prelude::*;
use ui::html::{Html, IntoHtml};

/// A value in words.
pub(super) fn fact(term: &'static str, value: Html) -> Html {
    view! { <div class="facts__row"><dt>{term}</dt><dd>{value}</dd></div> }.into_html()
}

/// An id, a number or an address.
pub(super) fn code(term: &'static str, value: &str) -> Html {
    let value = value.to_owned();
    view! {
        <div class="facts__row"><dt>{term}</dt><dd class="facts__code">{value}</dd></div>
    }
    .into_html()
}

/// A section with facts.
pub(super) fn part(title: &'static str, rows: Vec<Html>) -> Html {
    view! {
        <section class="part">
            <h2 class="part__title">{title}</h2>
            <dl class="facts facts--order">{rows}</dl>
        </section>
    }
    .into_html()
}
