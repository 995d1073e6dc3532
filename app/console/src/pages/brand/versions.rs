//! The published versions, the newest first.

use super::BrandPage;
use crate::pages::form::form;
use crate::pages::page_context::PageContext;
use crate::pages::time;
use domain::console::BrandVersion;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};

/// The section.
pub(super) fn view(page: &PageContext<'_>, of: &BrandPage<'_>) -> Html {
    let text = &page.text.brand;
    let versions = &of.branding.versions;
    let list = if versions.is_empty() {
        view! { <p class="part__lead">{text.none_published}</p> }.into_html()
    } else {
        table(page, of, versions)
    };
    let first = (of.branding.live_number != 0).then(|| {
        let fields = view! {
            <input type="hidden" name="number" value="0" />
            <button class="button button--quiet" name="do" value="restore">{text.restore_first}</button>
        };
        form(page, &of.path(page, "/versions"), "part__form", fields.into_html())
    });
    view! {
        <section class="part" aria-labelledby="versions">
            <h2 class="part__title" id="versions">{text.versions}</h2>
            <p class="part__lead">{text.versions_lead}</p>
            {list}
            {first}
        </section>
    }
    .into_html()
}

fn table(page: &PageContext<'_>, of: &BrandPage<'_>, versions: &[BrandVersion]) -> Html {
    let text = &page.text.brand;
    let rows: Vec<_> = versions
        .iter()
        .map(|version| row(page, of, version))
        .collect();
    view! {
        <table class="table" aria-labelledby="versions">
            <thead>
                <tr>
                    <th scope="col">{text.version}</th>
                    <th scope="col">{text.live_from}</th>
                    <th scope="col">{text.by}</th>
                    <th scope="col">{text.state}</th>
                    <th scope="col">{text.change}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        <p class="next">{page.text.layout.beijing}</p>
    }
    .into_html()
}

fn row(page: &PageContext<'_>, of: &BrandPage<'_>, version: &BrandVersion) -> Html {
    let text = &page.text.brand;
    let number = version.number;
    let is_live = number == of.branding.live_number;
    let is_planned = !version.withdrawn && version.live_from > page.now;
    let state = match (version.withdrawn, is_live, is_planned) {
        (true, ..) => text.is_withdrawn,
        (_, true, _) => text.is_live,
        (_, _, true) => text.is_planned,
        _ => text.is_over,
    };
    let (action, name, label) = if is_planned {
        ("withdraw", text.withdraw, (text.withdraw_label)(number))
    } else {
        ("restore", text.restore, (text.restore_label)(number))
    };
    let button = (!is_live).then(|| {
        let fields = view! {
            <input type="hidden" name="number" value=number.to_string() />
            <button class="button button--small" name="do" value=action aria-label=label>{name}</button>
        };
        form(page, &of.path(page, "/versions"), "", fields.into_html())
    });
    view! {
        <tr>
            <td data-label=text.version class="table__number">{number.to_string()}</td>
            <td data-label=text.live_from class="table__time">{time::minute(version.live_from)}</td>
            <td data-label=text.by>{version.made_by.clone()}</td>
            <td data-label=text.state>{state}</td>
            <td data-label=text.change>{button}</td>
        </tr>
    }
    .into_html()
}
