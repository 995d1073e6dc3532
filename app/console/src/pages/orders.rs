//! The orders of a merchant, page by page: filter, table, and what to do where
//! there are none.

use super::PageBody;
use super::order_query::OrderQuery;
use super::page_context::PageContext;
use super::problems::Problems;
use super::{order_filter, order_state, summary, time};
use domain::console::{ConsoleField, OrderCursor, OrderFilter, OrderPage, OrderRow};
use domain::order::OrderState;
use leptos::prelude::*;
use ui::amount::yuan;
use ui::parts::foreign;
use ui::words;

/// A page of the list.
pub(crate) fn view(page: &PageContext<'_>, query: &OrderQuery, found: &OrderPage) -> PageBody {
    let list = if found.rows.is_empty() {
        empty(page, query)
    } else {
        table(page, &found.rows)
    };
    let list = view! {
        {order_filter::chips(page, query)}
        {list}
        {pages(page, query, found)}
        <p class="next">{page.text.layout.beijing}</p>
    };
    body(page, query, &Problems::default(), list.into_any())
}

/// The filter with what is wrong with it. Nothing is listed.
pub(crate) fn refused(page: &PageContext<'_>, query: &OrderQuery, problems: &Problems) -> PageBody {
    let first = page.link(&query.at(None).address(&page.scope_path("/orders")));
    let first = (!query.is_first()).then(|| {
        view! {
            <p class="actions">
                <a class="button button--quiet" href=first>{page.text.orders.newest}</a>
            </p>
        }
    });
    body(page, query, problems, first.into_any())
}

fn body(
    page: &PageContext<'_>,
    query: &OrderQuery,
    problems: &Problems,
    list: AnyView,
) -> PageBody {
    let title = page.text.orders.title;
    let body = view! {
        {summary::errors(page, problems)}
        <h1 class="title" id="orders">{title}</h1>
        {order_filter::form(page, query, problems)}
        {list}
    };
    PageBody::new(title, body.into_any())
}

/// Why there are none, and what to do.
fn empty(page: &PageContext<'_>, query: &OrderQuery) -> AnyView {
    let text = &page.text.orders;
    let has_end_of_card = OrderFilter::is_card_end(query.typed(ConsoleField::OrderNumber));
    let (title, next) = match (query.is_filtered(), query.is_first()) {
        (_, false) => (text.none_here, None),
        (false, true) => (text.none, Some(text.none_next)),
        (true, true) if has_end_of_card && query.typed(ConsoleField::FromDay).is_empty() => {
            (text.none_found, Some(text.card_end_next))
        }
        (true, true) => (text.none_found, Some(text.none_found_next)),
    };
    let first = page.link(&query.at(None).address(&page.scope_path("/orders")));
    let first = (!query.is_first()).then(|| {
        view! { <a class="button button--quiet" href=first>{text.newest}</a> }
    });
    let next = next.map(|next| view! { <p class="part__lead">{next}</p> });
    view! {
        <section class="empty" role="status">
            <h2 class="part__title">{title}</h2>
            {next}
            {first}
        </section>
    }
    .into_any()
}

fn table(page: &PageContext<'_>, rows: &[OrderRow]) -> AnyView {
    let text = &page.text.orders;
    let rows: Vec<_> = rows.iter().map(|order| row(page, order)).collect();
    view! {
        <table class="table table--orders" aria-labelledby="orders">
            <thead>
                <tr>
                    <th scope="col">{text.order_and_goods}</th>
                    <th scope="col" class="table__sum">{text.amount}</th>
                    <th scope="col">{text.state_and_way}</th>
                    <th scope="col">{text.times}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(page: &PageContext<'_>, order: &OrderRow) -> AnyView {
    let text = &page.text.orders;
    let locale = page.document.locale;
    // The order's page leads back to this place of the list.
    let mark = if page.query.is_empty() { "" } else { "?" };
    let path = page.scope_path(&format!("/orders/{}{mark}{}", order.id, page.query));
    let more = |words: String| view! { <span class="table__more">{words}</span> };
    let refunded = (order.refunded.minor() > 0)
        .then(|| more(format!("{} {}", text.refunded, yuan(order.refunded))));
    let has_less = order.refundable != order.amount && order.state != OrderState::Refunded;
    let refundable = (order.state.is_paid() && has_less)
        .then(|| more(format!("{} {}", text.refundable, yuan(order.refundable))));
    let way = order.product.map(|product| words::product(locale, product));
    let way = way.map(|way| more(way.to_owned()));
    let paid = order.paid_at.map(|at| {
        view! { <span class="table__more">{text.paid} " " {time::minute(at)}</span> }
    });
    view! {
        <tr>
            <th scope="row">
                <a class="table__link" href=page.link(&path)>{order.mall_order_no.clone()}</a>
                <span class="table__more">{foreign::name(locale, &order.subject)}</span>
            </th>
            <td data-label=text.amount class="table__sum">
                <span>{yuan(order.amount)}{refunded}{refundable}</span>
            </td>
            <td data-label=text.state>
                <span>{order_state::view(page, order.state)}{way}</span>
            </td>
            <td data-label=text.created class="table__time">
                <span>{time::minute(order.created_at)}{paid}</span>
            </td>
        </tr>
    }
    .into_any()
}

/// The links to the pages beside this one.
fn pages(page: &PageContext<'_>, query: &OrderQuery, found: &OrderPage) -> AnyView {
    let text = &page.text.orders;
    if found.next.is_none() && found.previous.is_none() {
        return ().into_any();
    }
    let path = page.scope_path("/orders");
    let to = |cursor: Option<&OrderCursor>| page.link(&query.at(cursor).address(&path));
    let beside = |cursor: &Option<OrderCursor>, rel: &'static str, label: &'static str| {
        let cursor = cursor.as_ref()?;
        let to = to(Some(cursor));
        Some(view! { <a class="button button--quiet" rel=rel href=to>{label}</a> })
    };
    let newest = found.previous.as_ref().map(|_| {
        view! { <a class="button button--small" href=to(None)>{text.newest}</a> }
    });
    view! {
        <nav class="actions actions--pages" aria-label=text.pages>
            {newest}
            {beside(&found.previous, "prev", text.newer)}
            {beside(&found.next, "next", text.older)}
        </nav>
    }
    .into_any()
}
