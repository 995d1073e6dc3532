//! What stands where a list has nothing: why, and what comes next.

use leptos::prelude::*;
use ui::html::{Html, IntoHtml};

/// The reason, what to do, and a link or nothing.
pub(super) fn view(title: &'static str, next: Option<&'static str>, link: Option<Html>) -> Html {
    let next = next.map(|next| view! { <p class="part__lead">{next}</p> });
    view! {
        <section class="empty" role="status">
            <h2 class="part__title">{title}</h2>
            {next}
            {link}
        </section>
    }
    .into_html()
}
