//! The page for a visitor who comes from another site, a mail or a chat: the
//! browser does not send the session's cookie with such a visit, but does with
//! the next one, which this page begins.

use super::PageBody;
use super::page_context::PageContext;
use leptos::prelude::*;
use ui::html::IntoHtml;

/// The page. `to` is where it leads.
pub(crate) fn view(page: &PageContext<'_>, to: String) -> PageBody {
    let text = &page.text.sign_in;
    let body = view! {
        <h1 class="title">{text.opening}</h1>
        <p class="lead">{text.opening_lead}</p>
        <div class="actions"><a class="button button--main" href=to>{text.go_on}</a></div>
    };
    PageBody::new(text.opening, body.into_html())
}
