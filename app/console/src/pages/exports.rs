//! The exports of a merchant's orders: how far each is, and its file.

use super::PageBody;
use super::order_query::OrderQuery;
use super::page_context::PageContext;
use super::problems::Problems;
use super::{form, order_filter, summary, time};
use domain::console::{Export, ExportState};
use leptos::prelude::*;
use ui::amount::grouped;
use ui::html::{Html, IntoHtml};

/// The reload without scripts, while one is being written.
const REFRESH_S: u32 = 3;

/// The page.
pub(crate) fn view(page: &PageContext<'_>, exports: &[Export], problems: &Problems) -> PageBody {
    let text = &page.text.exports;
    let is_running = exports.iter().any(|of| of.state == ExportState::Running);
    let running = is_running.then(|| {
        view! {
            <p class="part__lead" role="status">{text.running_lead}</p>
            <p class="actions">
                <a class="button button--quiet" href=page.link(&page.scope_path("/exports"))>
                    {text.reload}
                </a>
            </p>
        }
    });
    let list = if exports.is_empty() {
        view! {
            <section class="empty">
                <h2 class="part__title">{text.none}</h2>
                <p class="part__lead">{text.none_next}</p>
            </section>
        }
        .into_html()
    } else {
        table(page, exports)
    };
    let body = view! {
        {summary::errors(page, problems)}
        <p class="crumb">
            <a href=page.link(&page.scope_path("/orders"))>{text.to_list}</a>
        </p>
        <h1 class="title" id="exports">{text.title}</h1>
        <p class="lead">{text.lead}</p>
        {running}
        {list}
        <section class="part">
            <h2 class="part__title">{text.notes}</h2>
            <p class="part__lead">{text.about_file}</p>
        </section>
        <p class="next">{page.text.layout.beijing}</p>
    };
    PageBody {
        refresh_s: is_running.then_some(REFRESH_S),
        ..PageBody::new(text.title, body.into_html())
    }
}

/// The form on the list of orders that asks for an export of what is filtered,
/// and the way to the files.
pub(super) fn ask(page: &PageContext<'_>, query: &OrderQuery) -> Html {
    let text = &page.text.exports;
    let label = if query.is_filtered() {
        text.ask_filtered
    } else {
        text.ask
    };
    let fields: Vec<_> = query
        .filter_pairs()
        .map(|(name, value)| {
            view! { <input type="hidden" name=name value=value.to_owned() /> }
        })
        .collect();
    let fields = view! {
        {fields}
        <button class="button button--quiet">{label}</button>
        <a class="line-link" href=page.link(&page.scope_path("/exports"))>{text.ask_lead}</a>
    };
    form::form(
        page,
        &page.scope_path("/exports"),
        "actions part__form",
        fields.into_html(),
    )
}

fn table(page: &PageContext<'_>, exports: &[Export]) -> Html {
    let text = &page.text.exports;
    let rows: Vec<_> = exports.iter().map(|export| row(page, export)).collect();
    view! {
        <table class="table" aria-labelledby="exports">
            <thead>
                <tr>
                    <th scope="col">{text.asked}</th>
                    <th scope="col">{text.filter}</th>
                    <th scope="col">{text.state}</th>
                    <th scope="col">{text.until}</th>
                    <th scope="col">{text.file}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_html()
}

fn row(page: &PageContext<'_>, export: &Export) -> Html {
    let text = &page.text.exports;
    let rows = grouped(export.rows);
    let total = export.total.map(grouped);
    let state = (text.of_state)(export.state, &rows, total.as_deref());
    let bar = export
        .total
        .filter(|total| export.state == ExportState::Running && *total > 0);
    let bar = bar.map(|total| {
        view! { <progress class="progress" aria-label=text.progress max=total value=export.rows></progress> }
    });
    let file = (export.state == ExportState::Done).then(|| {
        let path = page.scope_path(&format!("/exports/{}", export.id));
        let label = (text.download_rows)(&rows);
        view! { <a class="table__link" href=page.link(&path) download=true>{label}</a> }
    });
    let none = file.is_none();
    let filter = order_filter::in_words(page, &export.filter, export.created_at);
    let filter = if filter.is_empty() {
        text.all.to_owned()
    } else {
        filter
    };
    view! {
        <tr>
            <td data-label=text.asked class="table__time">
                <span>{time::minute(export.created_at)}<span class="table__more">{export.by.clone()}</span></span>
            </td>
            <td data-label=text.filter>{filter}</td>
            <td data-label=text.state>
                <span>{state}{bar}</span>
            </td>
            <td data-label=text.until class="table__time">{time::minute(export.expires_at)}</td>
            <td data-label=text.file class:table__none=none>{file}</td>
        </tr>
    }
    .into_html()
}
