//! What is said above a form: the error summary, focused when the page loads,
//! or the notice of a change that was made.

use super::field;
use super::page_context::PageContext;
use super::problems::Problems;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};

/// The error summary; empty without problems.
pub(super) fn errors(page: &PageContext<'_>, problems: &Problems) -> Html {
    if problems.is_empty() {
        return ().into_html();
    }
    let lines: Vec<_> = problems
        .messages(page.text)
        .map(|(field, message)| {
            let to = format!("#{}", field::id(field));
            view! { <li><a href=to>{message}</a></li> }
        })
        .collect();
    let lines = (!lines.is_empty()).then(|| view! { <ul class="alert__list">{lines}</ul> });
    let refusal = problems.refusal(page.text);
    let refusal = refusal.map(|refusal| view! { <p>{refusal}</p> });
    view! {
        <div class="alert" id="error-summary" role="alert" tabindex="-1" autofocus=true>
            <h2 class="alert__title">{page.text.layout.errors}</h2>
            {refusal}
            {lines}
        </div>
    }
    .into_html()
}

/// The notice of a change; empty without one.
pub(super) fn notice(text: Option<&'static str>) -> Html {
    text.map(|text| view! { <p class="notice" role="status">{text}</p> })
        .into_html()
}
