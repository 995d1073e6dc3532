//! The lists of merchants and of malls: search, table, pages.

use super::field::TextField;
use super::page_context::PageContext;
use super::problems::Problems;
use super::{PageBody, empty_list, summary, time};
use domain::console::{ConsoleField, DirectoryPage, DirectoryRow};
use leptos::prelude::*;
use std::fmt::Display;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;

/// Which of the two lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Directory {
    Merchants,
    Malls,
}

impl Directory {
    const fn path(self) -> &'static str {
        match self {
            Self::Merchants => "/merchants",
            Self::Malls => "/malls",
        }
    }

    fn title(self, page: &PageContext<'_>) -> &'static str {
        match self {
            Self::Merchants => page.text.directory.merchants,
            Self::Malls => page.text.directory.malls,
        }
    }
}

/// What a list is asked for in its address.
pub(crate) struct DirectoryAsked<'a> {
    pub of: Directory,
    /// What is searched, as typed.
    pub search: &'a str,
    /// False on a page after the first.
    pub is_first: bool,
}

/// A page of a list.
pub(crate) fn view<Id: Display>(
    page: &PageContext<'_>,
    asked: &DirectoryAsked<'_>,
    found: &DirectoryPage<Id>,
) -> PageBody {
    let list = if found.rows.is_empty() {
        empty(page, asked)
    } else {
        let rows = found
            .rows
            .iter()
            .map(|of| row(page, asked.of, of))
            .collect();
        table(page, asked.of, rows)
    };
    let list = view! {
        {list}
        {pages(page, asked, found.next.as_ref())}
        <p class="next">{page.text.layout.beijing}</p>
    };
    body(page, asked, &Problems::default(), list.into_html())
}

/// The search with what is wrong with it. Nothing is listed.
pub(crate) fn refused(
    page: &PageContext<'_>,
    asked: &DirectoryAsked<'_>,
    problems: &Problems,
) -> PageBody {
    body(page, asked, problems, ().into_html())
}

fn body(
    page: &PageContext<'_>,
    asked: &DirectoryAsked<'_>,
    problems: &Problems,
    list: Html,
) -> PageBody {
    let title = asked.of.title(page);
    let body = view! {
        {summary::errors(page, problems)}
        <h1 class="title" id="directory">{title}</h1>
        {form(page, asked, problems)}
        {list}
    };
    PageBody::new(title, body.into_html())
}

fn form(page: &PageContext<'_>, asked: &DirectoryAsked<'_>, problems: &Problems) -> Html {
    let text = &page.text.directory;
    let search = TextField {
        hint: Some(text.search_hint),
        width: "input--code",
        ..TextField::line(ConsoleField::Search, text.search, asked.search)
    };
    let path = page.scope_path(asked.of.path());
    let all = (!asked.search.is_empty()).then(|| {
        view! { <a class="line-link" href=page.link(&path)>{text.all}</a> }
    });
    view! {
        <form class="filter" role="search" aria-label=asked.of.title(page) action=path.clone()>
            {page.language_field()}
            {search.view(page, problems)}
            <div class="actions">
                <button class="button button--own">{text.find}</button>
                {all}
            </div>
        </form>
    }
    .into_html()
}

fn empty(page: &PageContext<'_>, asked: &DirectoryAsked<'_>) -> Html {
    let text = &page.text.directory;
    let (title, next) = match (asked.search.is_empty(), asked.of) {
        (false, _) => (text.none_found, text.none_found_next),
        (true, Directory::Merchants) => (text.none, text.no_merchants_next),
        (true, Directory::Malls) => (text.none, text.no_malls_next),
    };
    empty_list::view(title, Some(next), None)
}

fn table(page: &PageContext<'_>, of: Directory, rows: Vec<Html>) -> Html {
    let text = &page.text.directory;
    let uscc = match of {
        Directory::Merchants => text.uscc,
        Directory::Malls => text.operator_uscc,
    };
    view! {
        <table class="table" aria-labelledby="directory">
            <thead>
                <tr>
                    <th scope="col">{text.name}</th>
                    <th scope="col">{uscc}</th>
                    <th scope="col">{text.state}</th>
                    <th scope="col">{text.created}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_html()
}

fn row<Id: Display>(page: &PageContext<'_>, of: Directory, row: &DirectoryRow<Id>) -> Html {
    let text = &page.text.directory;
    let locale = page.document.locale;
    let path = page.scope_path(&format!("{}/{}", of.path(), row.id));
    let more = row.legal_name.as_deref().map(|name| {
        view! { <span class="table__more">{foreign::name(locale, name)}</span> }
    });
    view! {
        <tr>
            <th scope="row">
                <a class="table__link" href=page.link(&path)>{foreign::name(locale, &row.name)}</a>
                {more}
            </th>
            <td data-label=text.id>
                <span><code>{row.uscc.clone()}</code><span class="table__more">{row.id.to_string()}</span></span>
            </td>
            <td data-label=text.state>{state(page, row.active)}</td>
            <td data-label=text.created class="table__time">{time::minute(row.created_at)}</td>
        </tr>
    }
    .into_html()
}

/// Active or suspended, as a word.
pub(super) fn state(page: &PageContext<'_>, active: bool) -> Html {
    let text = &page.text.directory;
    if active {
        text.active.into_html()
    } else {
        view! { <strong>{text.suspended}</strong> }.into_html()
    }
}

fn pages<Id: Display>(
    page: &PageContext<'_>,
    asked: &DirectoryAsked<'_>,
    next: Option<&Id>,
) -> Html {
    let text = &page.text.directory;
    let path = page.scope_path(asked.of.path());
    let at = |after: Option<String>| {
        let pairs = [
            ("q", asked.search.to_owned()),
            ("after", after.unwrap_or_default()),
        ];
        let pairs: Vec<_> = pairs
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
        let mark = if query.is_empty() { "" } else { "?" };
        page.link(&format!("{path}{mark}{query}"))
    };
    if next.is_none() && asked.is_first {
        return ().into_html();
    }
    let newest = (!asked.is_first).then(|| {
        view! { <a class="button button--small" href=at(None)>{text.newest}</a> }
    });
    let older = next.map(|id| {
        let to = at(Some(id.to_string()));
        view! { <a class="button button--quiet" rel="next" href=to>{text.older}</a> }
    });
    view! {
        <nav class="actions actions--pages" aria-label=text.pages>{newest}{older}</nav>
    }
    .into_html()
}
