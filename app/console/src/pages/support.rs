//! The look-up while a shopper asks about an order: one form, and the orders
//! that it may be.

use super::field::TextField;
use super::order_table::{self, Columns};
use super::page_context::PageContext;
use super::problems::Problems;
use super::support_query::SupportQuery;
use super::{PageBody, empty_list, summary};
use domain::console::{ConsoleField, OrderRow};
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};

/// The page with what was found; `None` before anything is looked up.
pub(crate) fn view(
    page: &PageContext<'_>,
    query: &SupportQuery,
    problems: &Problems,
    found: Option<&[OrderRow]>,
) -> PageBody {
    let text = &page.text.support;
    let list = found.map(|rows| list(page, query, rows));
    let body = view! {
        {summary::errors(page, problems)}
        <h1 class="title">{text.title}</h1>
        <p class="lead">{text.lead}</p>
        {form(page, query, problems)}
        {list}
    };
    PageBody::new(text.title, body.into_html())
}

/// The form. It is sent by GET, and changes nothing.
fn form(page: &PageContext<'_>, query: &SupportQuery, problems: &Problems) -> Html {
    let text = &page.text.support;
    let typed = |of| query.typed(of);
    let number = TextField {
        hint: Some(text.number_hint),
        width: "input--code",
        first: true,
        ..TextField::line(
            ConsoleField::OrderNumber,
            text.number,
            typed(ConsoleField::OrderNumber),
        )
    };
    let amount = TextField {
        inputmode: "decimal",
        width: "input--code",
        ..TextField::line(
            ConsoleField::Amount,
            text.amount,
            typed(ConsoleField::Amount),
        )
    };
    let day = TextField::day(
        page,
        problems,
        (ConsoleField::Day, text.day),
        typed(ConsoleField::Day),
    );
    view! {
        <form class="filter" role="search" aria-label=text.title action=page.scope_path("/support")>
            {page.language_field()}
            {number.view(page, problems)}
            <p class="field__hint" id="card-hint">{text.card_hint}</p>
            <div class="filter__row" role="group" aria-labelledby="card-hint">
                {amount.view(page, problems)}
                {day.view(page, problems)}
                <button class="button button--own">{text.find}</button>
            </div>
        </form>
    }
    .into_html()
}

fn list(page: &PageContext<'_>, query: &SupportQuery, rows: &[OrderRow]) -> Html {
    let text = &page.text.support;
    if rows.is_empty() {
        let has_all = !query.typed(ConsoleField::Amount).is_empty();
        let next = if query.may_be_card() && !has_all {
            text.none_card
        } else {
            text.none_next
        };
        return empty_list::view(text.none, Some(next), None);
    }
    view! {
        <section class="part">
            <h2 class="part__title" id="orders">{text.found}</h2>
            {order_table::view(page, rows, Columns::OfAll)}
            <p class="next">{page.text.layout.beijing}</p>
        </section>
    }
    .into_html()
}
