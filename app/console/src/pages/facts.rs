//! Lists of facts: a name and a value in each row.

use leptos::prelude::*;

/// A value in words.
pub(super) fn fact(term: &'static str, value: AnyView) -> AnyView {
    view! { <div class="facts__row"><dt>{term}</dt><dd>{value}</dd></div> }.into_any()
}

/// An id, a number or an address.
pub(super) fn code(term: &'static str, value: &str) -> AnyView {
    let value = value.to_owned();
    view! {
        <div class="facts__row"><dt>{term}</dt><dd class="facts__code">{value}</dd></div>
    }
    .into_any()
}

/// A section with facts.
pub(super) fn part(title: &'static str, rows: Vec<AnyView>) -> AnyView {
    view! {
        <section class="part">
            <h2 class="part__title">{title}</h2>
            <dl class="facts facts--order">{rows}</dl>
        </section>
    }
    .into_any()
}
