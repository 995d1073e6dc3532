//! Today's takings of each store.

use super::super::order_query::OrderQuery;
use super::super::page_context::PageContext;
use super::figure::{cell, column, share};
use domain::console::{DayResult, OrderResult, StoreTakings, Today};
use leptos::prelude::*;
use ui::amount::{grouped, yuan};
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;

/// The table; empty without a store that has something to count.
pub(super) fn view(page: &PageContext<'_>, today: &Today) -> Html {
    if today.stores.is_empty() {
        return ().into_html();
    }
    let text = &page.text.today;
    let rows: Vec<_> = today.stores.iter().map(|of| row(page, today, of)).collect();
    view! {
        <section class="part">
            <h2 class="part__title" id="by-store">{text.by_store}</h2>
            <p class="part__lead">{text.by_store_lead}</p>
            <table class="table" aria-labelledby="by-store">
                <thead>
                    <tr>
                        {column(page.text.stores.store, false)}
                        {column(text.takings, true)}
                        {column(text.payments, true)}
                        {column(text.success, true)}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_html()
}

fn row(page: &PageContext<'_>, today: &Today, of: &StoreTakings) -> Html {
    let text = &page.text.today;
    let paid = DayResult {
        day: today.figures.day,
        result: OrderResult::Paid,
    };
    let many = grouped(of.payments);
    let many = if of.payments == 0 {
        many.into_html()
    } else {
        let query = OrderQuery::happened(paid).of_store(&of.store.id);
        let to = page.link(&query.address(&page.scope_path("/orders")));
        view! { <a class="table__link" href=to>{many}</a> }.into_html()
    };
    let success = of.success_per_mille();
    let success = success.map_or_else(|| "–".to_owned(), share);
    view! {
        <tr>
            <th scope="row">{foreign::name(page.document.locale, &of.store.name)}</th>
            {cell(text.takings, yuan(of.takings).into_html())}
            {cell(text.payments, many)}
            {cell(text.success, success.into_html())}
        </tr>
    }
    .into_html()
}
