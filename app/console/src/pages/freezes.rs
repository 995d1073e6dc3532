//! The list of freezes: the unreleased ones, or all.

use super::PageBody;
use super::page_context::PageContext;
use super::problems::Problems;
use super::{empty_list, freeze_table, summary};
use domain::console::FreezePage;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};

/// A page of the list. `is_first` is true for the newest.
pub(crate) fn view(
    page: &PageContext<'_>,
    found: &FreezePage,
    (unreleased, is_first): (bool, bool),
) -> PageBody {
    let text = &page.text.freezes;
    let list = if found.rows.is_empty() {
        empty_list::view(text.none, Some(text.none_next), None)
    } else {
        freeze_table::view(page, "freezes", &found.rows)
    };
    let path = path(page, unreleased);
    let newest = (!is_first).then(|| newest(page, unreleased));
    let older = found.next.as_ref().map(|next| {
        let mark = if unreleased { "?" } else { "&" };
        let path = page.link(&format!("{path}{mark}page={next}"));
        view! { <a class="button button--quiet" rel="next" href=path>{text.older}</a> }
    });
    let list = view! {
        {list}
        <div class="actions actions--pages">{newest}{older}</div>
        <p class="next">{page.text.layout.beijing}</p>
    };
    body(page, unreleased, &Problems::default(), list.into_html())
}

/// The answer to an address of no page.
pub(crate) fn no_such_page(
    page: &PageContext<'_>,
    unreleased: bool,
    problems: &Problems,
) -> PageBody {
    let newest = view! { <p class="actions">{newest(page, unreleased)}</p> };
    body(page, unreleased, problems, newest.into_html())
}

fn path(page: &PageContext<'_>, unreleased: bool) -> String {
    page.scope_path(if unreleased {
        "/freezes"
    } else {
        "/freezes?list=all"
    })
}

fn newest(page: &PageContext<'_>, unreleased: bool) -> Html {
    let path = page.link(&path(page, unreleased));
    view! { <a class="button button--quiet" href=path>{page.text.freezes.newest}</a> }.into_html()
}

fn body(page: &PageContext<'_>, unreleased: bool, problems: &Problems, list: Html) -> PageBody {
    let text = &page.text.freezes;
    let (lead, other) = if unreleased {
        (text.lead, text.all)
    } else {
        (text.all_lead, text.unreleased)
    };
    let other_path = page.link(&path(page, !unreleased));
    let body = view! {
        {summary::errors(page, problems)}
        <div class="heading">
            <h1 class="title" id="freezes">{text.title}</h1>
            <a class="button button--quiet" href=other_path>{other}</a>
        </div>
        <p class="lead">{lead}</p>
        {list}
    };
    PageBody::new(text.title, body.into_html())
}
