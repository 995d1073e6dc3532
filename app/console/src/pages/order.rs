//! One order: its facts, what was ordered, and what happened. Printed, it is a
//! voucher.

use super::PageBody;
use super::page_context::{Caller, PageContext};
use super::{order_state, order_timeline, time};
use domain::console::OrderDetail;
use domain::order::Item;
use leptos::prelude::*;
use ui::amount::{grouped, yuan};
use ui::parts::foreign;
use ui::words;

/// The page.
pub(crate) fn view(page: &PageContext<'_>, caller: &Caller, order: &OrderDetail) -> PageBody {
    let text = &page.text.order;
    let title = (text.title)(&order.row.mall_order_no);
    // The list as it was left.
    let mark = if page.query.is_empty() { "" } else { "?" };
    let list = page.scope_path(&format!("/orders{mark}{}", page.query));
    let by = foreign::name(page.document.locale, &caller.by.person.name);
    let body = view! {
        <p class="crumb"><a href=page.link(&list)>{text.to_list}</a></p>
        <h1 class="title">{title.clone()}</h1>
        <p class="lead">{foreign::name(page.document.locale, &order.row.subject)}</p>
        {facts(page, order)}
        {items(page, &order.items)}
        {metadata(page, order)}
        <section class="part">
            <h2 class="part__title" id="timeline">{text.timeline}</h2>
            {order_timeline::view(page, &order.timeline)}
        </section>
        <p class="next">{page.text.layout.beijing}</p>
        <p class="printed">{text.printed} " " {time::second(page.now)} " · " {by}</p>
    };
    PageBody::new(title, body.into_any())
}

fn fact(term: &'static str, value: AnyView) -> AnyView {
    view! { <div class="facts__row"><dt>{term}</dt><dd>{value}</dd></div> }.into_any()
}

fn code(term: &'static str, value: &str) -> AnyView {
    let value = value.to_owned();
    view! {
        <div class="facts__row"><dt>{term}</dt><dd class="facts__code">{value}</dd></div>
    }
    .into_any()
}

fn facts(page: &PageContext<'_>, order: &OrderDetail) -> AnyView {
    let text = &page.text.order;
    let locale = page.document.locale;
    let row = &order.row;
    let is_paid = row.state.is_paid();
    let refunded = is_paid.then(|| fact(text.refunded, yuan(row.refunded).into_any()));
    let refundable = is_paid.then(|| fact(text.refundable, yuan(row.refundable).into_any()));
    let way = row.product.map(|product| words::product(locale, product));
    let way = way.map(|way| fact(text.way, way.into_any()));
    let paid = row.paid_at.map(|at| fact(text.paid, time::second(at)));
    let expires =
        (!row.state.is_final()).then(|| fact(text.expires, time::second(order.expires_at)));
    let buyer = order
        .buyer_ref
        .as_deref()
        .map(|buyer| code(text.buyer, buyer));
    view! {
        <section class="part">
            <h2 class="part__title">{text.facts}</h2>
            <dl class="facts facts--order">
                {fact(text.state, order_state::view(page, row.state))}
                {fact(text.amount, view! { <strong>{yuan(row.amount)}</strong> }.into_any())}
                {refunded}
                {refundable}
                {way}
                {fact(text.mall, foreign::name(locale, &row.mall))}
                {code(text.number, &row.mall_order_no)}
                {code(text.id, row.id.as_str())}
                {fact(text.created, time::second(row.created_at))}
                {paid}
                {expires}
                {buyer}
            </dl>
        </section>
    }
    .into_any()
}

fn items(page: &PageContext<'_>, items: &[Item]) -> AnyView {
    if items.is_empty() {
        return ().into_any();
    }
    let text = &page.text.order;
    let rows: Vec<_> = items.iter().map(|of| item(page, of)).collect();
    view! {
        <section class="part">
            <h2 class="part__title" id="items">{text.items}</h2>
            <table class="table" aria-labelledby="items">
                <thead>
                    <tr>
                        <th scope="col">{text.item}</th>
                        <th scope="col" class="table__sum">{text.quantity}</th>
                        <th scope="col" class="table__sum">{text.unit_price}</th>
                        <th scope="col" class="table__sum">{text.total}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

/// One item with its total. A total that overflows was refused at creation.
fn item(page: &PageContext<'_>, item: &Item) -> AnyView {
    let text = &page.text.order;
    let total = item
        .unit_price
        .times(item.quantity)
        .unwrap_or(item.unit_price);
    view! {
        <tr>
            <th scope="row">{foreign::name(page.document.locale, &item.name)}</th>
            <td data-label=text.quantity class="table__sum">{grouped(item.quantity)}</td>
            <td data-label=text.unit_price class="table__sum">{yuan(item.unit_price)}</td>
            <td data-label=text.total class="table__sum">{yuan(total)}</td>
        </tr>
    }
    .into_any()
}

fn metadata(page: &PageContext<'_>, order: &OrderDetail) -> AnyView {
    if order.metadata.is_empty() {
        return ().into_any();
    }
    let locale = page.document.locale;
    let rows: Vec<_> = order
        .metadata
        .iter()
        .map(|(key, value)| {
            let (key, value) = (foreign::name(locale, key), foreign::name(locale, value));
            view! { <div class="facts__row"><dt>{key}</dt><dd>{value}</dd></div> }
        })
        .collect();
    view! {
        <section class="part">
            <h2 class="part__title">{page.text.order.metadata}</h2>
            <dl class="facts facts--order">{rows}</dl>
        </section>
    }
    .into_any()
}
