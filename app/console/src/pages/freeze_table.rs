//! Freezes in a table.

use super::page_context::PageContext;
use super::{freeze_words, time};
use domain::console::Freeze;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;

/// The table, named by an element of this id.
pub(super) fn view(page: &PageContext<'_>, named_by: &'static str, rows: &[Freeze]) -> Html {
    let text = &page.text.freezes;
    let rows: Vec<_> = rows.iter().map(|of| row(page, of)).collect();
    view! {
        <table class="table table--orders" aria-labelledby=named_by>
            <thead>
                <tr>
                    <th scope="col">{text.subject}</th>
                    <th scope="col">{text.stops}</th>
                    <th scope="col">{text.state}</th>
                    <th scope="col">{text.since}</th>
                    <th scope="col">{text.until}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_html()
}

fn row(page: &PageContext<'_>, of: &Freeze) -> Html {
    let text = &page.text.freezes;
    let locale = page.document.locale;
    let path = page.link(&page.scope_path(&format!("/freezes/{}", of.id)));
    let subject = freeze_words::subject(page, &of.subject);
    let merchant = of.subject.order.as_ref().map(|_| {
        let name = foreign::name(locale, &of.subject.merchant_name);
        view! { <span class="table__more">{name}</span> }
    });
    let cause = freeze_words::cause(page, &of.cause);
    let until = of
        .until
        .map_or_else(|| text.no_end.into_html(), time::minute);
    view! {
        <tr>
            <th scope="row">
                <a class="table__link" href=path>{foreign::name(locale, &subject)}</a>
                {merchant}
            </th>
            <td data-label=text.stops>
                <span>
                    {(text.of_stops)(of.stops)}
                    <span class="table__more">{foreign::name(locale, &cause)}</span>
                </span>
            </td>
            <td data-label=text.state>{freeze_words::state(page, of)}</td>
            <td data-label=text.since class="table__time">{time::minute(of.begun_at)}</td>
            <td data-label=text.until class="table__time">{until}</td>
        </tr>
    }
    .into_html()
}
