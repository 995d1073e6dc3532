//! The orders of a merchant, or for the provider of all, page by page: filter,
//! table, and what to do where there are none.

use super::order_query::OrderQuery;
use super::order_table::{self, Columns};
use super::page_context::PageContext;
use super::problems::Problems;
use super::{PageBody, empty_list, exports, order_filter, summary};
use domain::console::{ConsoleField, OrderCursor, OrderFilter, OrderPage, OrdersOf, Right};
use domain::merchant_store::MerchantStore;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};

/// A page of the list. `stores` are those to filter by.
pub(crate) fn view(
    page: &PageContext<'_>,
    (query, stores): (&OrderQuery, &[MerchantStore]),
    found: &OrderPage,
) -> PageBody {
    let list = if found.rows.is_empty() {
        empty(page, query)
    } else {
        order_table::view(page, &found.rows, Columns::of(page))
    };
    let list = view! {
        {order_filter::chips(page, query, |of| name(query, stores, found, of))}
        {list}
        {pages(page, query, found)}
        {page.may(Right::ExportOrders).then(|| exports::ask(page, query))}
        <p class="next">{page.text.layout.beijing}</p>
    };
    body(
        page,
        (query, stores),
        &Problems::default(),
        list.into_html(),
    )
}

/// The name of the merchant, the mall or the store whose orders are listed, if it
/// is known.
fn name(
    query: &OrderQuery,
    stores: &[MerchantStore],
    found: &OrderPage,
    of: ConsoleField,
) -> Option<String> {
    let first = found.rows.first();
    match of {
        ConsoleField::Store => {
            let typed = query.typed(of);
            let listed = stores.iter().find(|store| store.id.as_str() == typed);
            let of_row = || first?.store.as_ref().map(|store| &store.name);
            listed.map(|store| &store.name).or_else(of_row).cloned()
        }
        ConsoleField::OrdersOf => match OrdersOf::parse(query.typed(of))? {
            OrdersOf::Merchant(_) => Some(first?.merchant.clone()),
            OrdersOf::Mall(_) => Some(first?.mall.clone()),
            OrdersOf::All | OrdersOf::Store(..) => None,
        },
        _ => None,
    }
}

/// The filter with what is wrong with it. Nothing is listed.
pub(crate) fn refused(
    page: &PageContext<'_>,
    (query, stores): (&OrderQuery, &[MerchantStore]),
    problems: &Problems,
) -> PageBody {
    let mut right = query.at(None);
    if right.day_result().is_none() {
        right = right.without_result();
    }
    let first = page.link(&right.address(&page.scope_path("/orders")));
    let first = (right != *query).then(|| {
        view! {
            <p class="actions">
                <a class="button button--quiet" href=first>{page.text.orders.newest}</a>
            </p>
        }
    });
    body(page, (query, stores), problems, first.into_html())
}

fn body(
    page: &PageContext<'_>,
    filter: (&OrderQuery, &[MerchantStore]),
    problems: &Problems,
    list: Html,
) -> PageBody {
    let title = page.text.orders.title;
    let body = view! {
        {summary::errors(page, problems)}
        <h1 class="title" id="orders">{title}</h1>
        {order_filter::form(page, filter, problems)}
        {list}
    };
    PageBody::new(title, body.into_html())
}

/// Why there are none, and what to do.
fn empty(page: &PageContext<'_>, query: &OrderQuery) -> Html {
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
    empty_list::view(title, next, first.map(IntoHtml::into_html))
}

/// The links to the pages beside this one.
fn pages(page: &PageContext<'_>, query: &OrderQuery, found: &OrderPage) -> Html {
    let text = &page.text.orders;
    if found.next.is_none() && found.previous.is_none() {
        return ().into_html();
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
    .into_html()
}
