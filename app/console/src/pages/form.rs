//! A form: it is sent to a path of this origin, and repeats the form token.

use super::page_context::PageContext;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};

/// The name of the field with the form token.
pub(crate) const TOKEN: &str = "form_token";

/// A form with these fields and buttons.
pub(super) fn form(page: &PageContext<'_>, path: &str, class: &'static str, fields: Html) -> Html {
    let token = token(page);
    view! {
        <form class=class method="post" action=page.link(path) novalidate=true>
            {token}
            {fields}
        </form>
    }
    .into_html()
}

/// A form with an id, which a script knows it by.
pub(super) fn form_with_id(
    page: &PageContext<'_>,
    id: &'static str,
    path: &str,
    fields: Html,
) -> Html {
    let token = token(page);
    view! {
        <form class="form" id=id method="post" action=page.link(path) novalidate=true>
            {token}
            {fields}
        </form>
    }
    .into_html()
}

/// The field with the form token.
pub(super) fn token(page: &PageContext<'_>) -> Option<Html> {
    let token = page.form_token?.to_owned();
    Some(view! { <input type="hidden" name=TOKEN value=token /> }.into_html())
}

/// The form of a page of its own, sent to its path: fields, a button, and the
/// way back to another page.
pub(super) fn with_way_back(
    page: &PageContext<'_>,
    fields: Html,
    button: &'static str,
    back: &str,
) -> Html {
    let fields = view! {
        {fields}
        <div class="actions">
            <button class="button button--own">{button}</button>
            <a class="button button--quiet" href=page.link(back)>{page.text.layout.back}</a>
        </div>
    };
    form(page, page.path, "form form--narrow", fields.into_html())
}

/// The path of the page, with the query that it was opened with.
pub(super) fn own_path(page: &PageContext<'_>) -> String {
    if page.query.is_empty() {
        page.path.to_owned()
    } else {
        format!("{}?{}", page.path, page.query)
    }
}
