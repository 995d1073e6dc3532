//! The audit log of a scope, page by page.

use super::PageBody;
use super::page_context::PageContext;
use super::time;
use domain::console::{AuditEntry, AuditPage, Role};
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};

/// Stands for no value.
const NONE: &str = "–";

/// The page. `is_first` is true for the newest entries.
pub(crate) fn view(page: &PageContext<'_>, log: &AuditPage, is_first: bool) -> PageBody {
    let text = &page.text.audit;
    let list = if log.entries.is_empty() {
        view! { <p class="part__lead">{text.empty}</p> }.into_html()
    } else {
        table(page, &log.entries)
    };
    let path = page.scope_path("/audit");
    let newest = (!is_first).then(|| {
        view! { <a class="button button--quiet" href=page.link(&path)>{text.newest}</a> }
    });
    let older = log.next.as_ref().map(|next| {
        let path = page.link(&format!("{path}?after={}", next.0));
        view! { <a class="button button--quiet" rel="next" href=path>{text.older}</a> }
    });
    let body = view! {
        <h1 class="title" id="audit">{text.title}</h1>
        <p class="lead">{text.lead}</p>
        {list}
        <div class="actions actions--pages">{newest}{older}</div>
        <p class="next">{page.text.layout.beijing}</p>
    };
    PageBody::new(text.title, body.into_html())
}

fn table(page: &PageContext<'_>, entries: &[AuditEntry]) -> Html {
    let text = &page.text.audit;
    let rows: Vec<_> = entries.iter().map(|entry| row(page, entry)).collect();
    view! {
        <table class="table" aria-labelledby="audit">
            <thead>
                <tr>
                    <th scope="col">{text.at}</th>
                    <th scope="col">{text.by}</th>
                    <th scope="col">{text.what}</th>
                    <th scope="col">{text.subject}</th>
                    <th scope="col">{text.change}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_html()
}

/// A cell that is left out of a row's lines on a phone where it has nothing.
fn may_be_none(label: &'static str, value: Option<String>) -> Html {
    let none = value.is_none();
    let value = value.unwrap_or_else(|| NONE.to_owned());
    view! { <td data-label=label class:table__none=none>{value}</td> }.into_html()
}

/// A role by its name on the page, with its store's id where it has one; any
/// other value as it is.
fn in_words(page: &PageContext<'_>, value: String) -> String {
    let (role, store) = value.split_once(' ').unwrap_or((&value, ""));
    match Role::parse(role) {
        Some(role) => format!("{} {store}", page.role(role).name)
            .trim_end()
            .to_owned(),
        None => value,
    }
}

fn row(page: &PageContext<'_>, entry: &AuditEntry) -> Html {
    let text = &page.text.audit;
    let by = entry.by.clone();
    let by = by.unwrap_or_else(|| text.command_line.to_owned());
    let ip = entry.ip.clone();
    let ip = ip.map(|ip| view! { <span class="table__more">{ip}</span> });
    let action = (text.action)(entry.action);
    let change = match (entry.before.clone(), entry.after.clone()) {
        (None, None) => None,
        (before, after) => {
            let or_none = |value: Option<String>| match value {
                Some(value) => in_words(page, value),
                None => NONE.to_owned(),
            };
            Some(format!("{} → {}", or_none(before), or_none(after)))
        }
    };
    view! {
        <tr>
            <td data-label=text.at class="table__time">{time::second(entry.at)}</td>
            <td data-label=text.by>
                <span>{by}{ip}</span>
            </td>
            <td data-label=text.what>{action}</td>
            <td data-label=text.subject>{entry.subject.clone()}</td>
            {may_be_none(text.change, change)}
        </tr>
    }
    .into_html()
}
