//! A table of orders, each with a link to its page.

use super::page_context::PageContext;
use super::{order_state, time};
use domain::console::OrderRow;
use domain::order::OrderState;
use leptos::prelude::*;
use ui::amount::yuan;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;
use ui::words;

/// Whose orders a table has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Columns {
    /// Those of one merchant, which is not named.
    OfMerchant,
    /// Those of several.
    OfAll,
}

impl Columns {
    /// Those of the page's console.
    pub(super) fn of(page: &PageContext<'_>) -> Self {
        if page.is_provider() {
            Self::OfAll
        } else {
            Self::OfMerchant
        }
    }
}

/// The table. Its name is that of the element with the id `orders`.
pub(super) fn view(page: &PageContext<'_>, rows: &[OrderRow], columns: Columns) -> Html {
    let text = &page.text.orders;
    let rows: Vec<_> = rows.iter().map(|order| row(page, order, columns)).collect();
    let owners = (columns == Columns::OfAll).then(|| {
        view! { <th scope="col">{page.text.support.merchant_and_mall}</th> }
    });
    view! {
        <table class="table table--orders" aria-labelledby="orders">
            <thead>
                <tr>
                    <th scope="col">{text.order_and_goods}</th>
                    {owners}
                    <th scope="col" class="table__sum">{text.amount}</th>
                    <th scope="col">{text.state_and_way}</th>
                    <th scope="col">{text.times}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_html()
}

fn row(page: &PageContext<'_>, order: &OrderRow, columns: Columns) -> Html {
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
    let store = order.store.as_ref().map(|store| {
        view! { <span class="table__more">{foreign::name(locale, &store.name)}</span> }
    });
    let owners = (columns == Columns::OfAll).then(|| {
        let (merchant, mall) = (
            foreign::name(locale, &order.merchant),
            foreign::name(locale, &order.mall),
        );
        view! {
            <td data-label=page.text.support.merchant_and_mall>
                <span>{merchant}<span class="table__more">{mall}</span></span>
            </td>
        }
    });
    view! {
        <tr>
            <th scope="row">
                <a class="table__link" href=page.link(&path)>{order.mall_order_no.clone()}</a>
                <span class="table__more">{foreign::name(locale, &order.subject)}</span>
                {store}
            </th>
            {owners}
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
    .into_html()
}
