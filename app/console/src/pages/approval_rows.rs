//! What a request changes: before and after, in a list of facts or in a cell of
//! a table.

use super::facts::fact;
use super::page_context::PageContext;
use domain::console::{ApprovalRow, ApprovalRowValue};
use leptos::prelude::*;
use ui::amount::yuan;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;
use ui::words;

/// Facts, with words for those who cannot see the arrow.
pub(super) fn facts(page: &PageContext<'_>, rows: &[ApprovalRow]) -> Vec<Html> {
    let text = &page.text.approvals;
    let row = |row: &ApprovalRow| {
        let change = view! {
            <span class="change">
                <span class="hidden-text">{text.before}</span>
                {value(page, &row.before)}
                <span aria-hidden="true">" → "</span>
                <span class="hidden-text">" " {text.after} " "</span>
                <strong>{value(page, &row.after)}</strong>
            </span>
        };
        fact((text.of_row)(row.of), change.into_html())
    };
    rows.iter().map(row).collect()
}

/// The same in a cell.
pub(super) fn cell(page: &PageContext<'_>, rows: &[ApprovalRow]) -> Html {
    let text = &page.text.approvals;
    let row = |row: &ApprovalRow| {
        view! {
            {value(page, &row.before)} " → " {value(page, &row.after)}
            <span class="table__more">{(text.of_row)(row.of)}</span>
        }
    };
    let rows: Vec<_> = rows.iter().map(row).collect();
    view! { <span>{rows}</span> }.into_html()
}

fn value(page: &PageContext<'_>, of: &ApprovalRowValue) -> Html {
    match of {
        ApprovalRowValue::Amount(amount) => yuan(*amount).into_html(),
        ApprovalRowValue::Allowed(true) => page.text.freezes.allowed.into_html(),
        ApprovalRowValue::Allowed(false) => page.text.freezes.stopped.into_html(),
        ApprovalRowValue::Products(products) => {
            let locale = page.document.locale;
            let products = products.iter();
            let names: Vec<_> = products
                .map(|product| words::product(locale, *product))
                .collect();
            names.join(" · ").into_html()
        }
        ApprovalRowValue::Text(text) => foreign::name(page.document.locale, text).into_html(),
    }
}
