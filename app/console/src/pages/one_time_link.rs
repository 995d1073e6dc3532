//! A one-time link, shown once, to copy. A click selects all of it.

use super::PageBody;
use super::page_context::PageContext;
use leptos::prelude::*;
use ui::html::IntoHtml;

/// The page. `address` is the whole URL.
pub(super) fn view(page: &PageContext<'_>, lead: String, address: String) -> PageBody {
    let text = &page.text.team;
    let body = view! {
        <h1 class="title">{text.link_title}</h1>
        <p class="lead">{lead}</p>
        <h2 class="setup__label" id="link-label">{text.link}</h2>
        <p class="secret" id="link" tabindex="0" aria-labelledby="link-label">{address}</p>
        <div class="actions">
            <a class="button button--quiet" href=page.link(&page.scope_path("/team"))>
                {text.to_team}
            </a>
        </div>
    };
    PageBody::new(text.link_title, body.into_html())
}
