//! One order: its facts, what was ordered, and what happened. Printed, it is a
//! voucher.

use super::PageBody;
use super::facts::{code, fact};
use super::page_context::{Caller, PageContext};
use super::{order_state, order_timeline, summary, time};
use domain::console::{ApprovalState, OrderDetail, Right, TimelineEvent};
use domain::order::Item;
use leptos::prelude::*;
use ui::amount::{grouped, yuan};
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;
use ui::words;

/// The page of a merchant's order. `done` is the change that led to it.
pub(crate) fn view(
    page: &PageContext<'_>,
    caller: &Caller,
    order: &OrderDetail,
    done: Option<&str>,
) -> PageBody {
    let begun = (done == Some("refund")).then_some(page.text.refunds.begun);
    // The list as it was left.
    let mark = if page.query.is_empty() { "" } else { "?" };
    let list = page.scope_path(&format!("/orders{mark}{}", page.query));
    let back = (page.text.order.to_list, list);
    with(page, caller, order, (back, summary::notice(begun)))
}

/// The page with the link back to where it was opened, and with what stands
/// above the facts.
pub(super) fn with(
    page: &PageContext<'_>,
    caller: &Caller,
    order: &OrderDetail,
    ((back, list), above): ((&'static str, String), Html),
) -> PageBody {
    let text = &page.text.order;
    let title = (text.title)(&order.row.mall_order_no);
    let by = foreign::name(page.document.locale, &caller.by.person.name);
    let body = view! {
        <p class="crumb"><a href=page.link(&list)>{back}</a></p>
        <div class="heading">
            <h1 class="title">{title.clone()}</h1>
            {refund(page, order)}
        </div>
        <p class="lead">{foreign::name(page.document.locale, &order.row.subject)}</p>
        {above}
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
    PageBody::new(title, body.into_html())
}

/// The way to the form of a refund, or to the refund that waits for approval.
fn refund(page: &PageContext<'_>, order: &OrderDetail) -> Option<Html> {
    let text = &page.text.refunds;
    let open = order.timeline.iter().find_map(|entry| match &entry.event {
        TimelineEvent::Approval(of) if of.state == ApprovalState::Open => Some(&of.id),
        _ => None,
    });
    let (path, label) = match open {
        Some(id) if page.may(Right::SeeApprovals) => (format!("/approvals/{id}"), text.to_waiting),
        None if page.may(Right::AskRefund) && order.row.refundable.minor() > 0 => {
            (format!("/orders/{}/refund", order.row.id), text.refund)
        }
        _ => return None,
    };
    let path = page.link(&page.scope_path(&path));
    Some(view! { <a class="button button--quiet" href=path>{label}</a> }.into_html())
}

fn facts(page: &PageContext<'_>, order: &OrderDetail) -> Html {
    let text = &page.text.order;
    let locale = page.document.locale;
    let row = &order.row;
    let is_paid = row.state.is_paid();
    let refunded = is_paid.then(|| fact(text.refunded, yuan(row.refunded).into_html()));
    let refundable = is_paid.then(|| fact(text.refundable, yuan(row.refundable).into_html()));
    let way = row.product.map(|product| words::product(locale, product));
    let way = way.map(|way| fact(text.way, way.into_html()));
    let paid = row.paid_at.map(|at| fact(text.paid, time::second(at)));
    let expires =
        (!row.state.is_final()).then(|| fact(text.expires, time::second(order.expires_at)));
    let store = row.store.as_ref().map(|store| {
        let name = foreign::name(locale, &store.name);
        fact(page.text.stores.store, name.into_html())
    });
    let buyer = order
        .buyer_ref
        .as_deref()
        .map(|buyer| code(text.buyer, buyer));
    view! {
        <section class="part">
            <h2 class="part__title">{text.facts}</h2>
            <dl class="facts facts--order">
                {fact(text.state, order_state::view(page, row.state))}
                {fact(text.amount, view! { <strong>{yuan(row.amount)}</strong> }.into_html())}
                {refunded}
                {refundable}
                {way}
                {fact(text.mall, foreign::name(locale, &row.mall).into_html())}
                {store}
                {code(text.number, &row.mall_order_no)}
                {code(text.id, row.id.as_str())}
                {fact(text.created, time::second(row.created_at))}
                {paid}
                {expires}
                {buyer}
            </dl>
        </section>
    }
    .into_html()
}

fn items(page: &PageContext<'_>, items: &[Item]) -> Html {
    if items.is_empty() {
        return ().into_html();
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
    .into_html()
}

/// One item with its total. A total that overflows was refused at creation.
fn item(page: &PageContext<'_>, item: &Item) -> Html {
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
    .into_html()
}

fn metadata(page: &PageContext<'_>, order: &OrderDetail) -> Html {
    if order.metadata.is_empty() {
        return ().into_html();
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
    .into_html()
}
