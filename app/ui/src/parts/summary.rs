//! The order: items, payee, amount. It is beside the page on a PC, and above it
//! with folded details on a phone. It shows everything that was signed (R4).

use crate::amount::{grouped, yuan};
use crate::context::RenderContext;
use crate::parts::deadline::deadline;
use crate::parts::large_amount::large_amount;
use domain::desk::{PayPage, Place};
use domain::order::Item;
use leptos::prelude::*;

/// The number of items shown before the rest is folded.
const UNFOLDED: usize = 5;

/// The order beside a page.
pub(crate) fn summary(
    context: &RenderContext,
    page: &PayPage,
    place: Place,
    form: Option<&'static str>,
) -> AnyView {
    let text = &context.text.order;
    // Up to two more items are shown rather than folded.
    let shown = if page.items.len() > UNFOLDED + 2 {
        UNFOLDED
    } else {
        page.items.len()
    };
    let (first, rest) = page.items.split_at(shown);
    let first: Vec<_> = first.iter().map(|item| line(context, item)).collect();
    let rest = (!rest.is_empty()).then(|| more(context, rest));
    let count = i64::try_from(page.items.len()).unwrap_or(i64::MAX);
    let label = match page.state {
        state if state.is_paid() => context.text.result.amount,
        state if state.is_final() => text.amount_over,
        _ => text.amount,
    };
    view! {
        <section class="order" aria-labelledby="order-title">
            <h2 class="hidden-text" id="order-title">{text.heading}</h2>
            <p class="order__label">{label}</p>
            <p class="order__sum">{large_amount(context, page.amount)}</p>
            <p class="order__subject">{page.subject.clone()}</p>
            {deadline(context, page, place, form)}
            <details class="order__more">
                <summary class="order__fold">{text.details}</summary>
                <dl class="facts">
                    <div class="facts__row"><dt>{text.payee}</dt><dd>{page.payee.clone()}</dd></div>
                    <div class="facts__row"><dt>{text.mall}</dt><dd>{page.mall_name.clone()}</dd></div>
                    <div class="facts__row">
                        <dt>{text.number}</dt>
                        <dd class="facts__code">{page.mall_order_no.clone()}</dd>
                    </div>
                </dl>
                <h3 class="order__count">{(text.items)(count)}</h3>
                <ul class="items">{first}</ul>
                {rest}
            </details>
        </section>
    }
    .into_any()
}

/// The items beyond the first few.
fn more(context: &RenderContext, rest: &[Item]) -> AnyView {
    let count = i64::try_from(rest.len()).unwrap_or(i64::MAX);
    let lines: Vec<_> = rest.iter().map(|item| line(context, item)).collect();
    view! {
        <details class="items__more">
            <summary class="order__fold order__fold--always">{(context.text.order.more_items)(count)}</summary>
            <ul class="items">{lines}</ul>
        </details>
    }
    .into_any()
}

/// One item with its total. A total that overflows was refused at creation.
fn line(context: &RenderContext, item: &Item) -> impl IntoView + use<> {
    let total = item
        .unit_price
        .times(item.quantity)
        .unwrap_or(item.unit_price);
    let quantity = (context.text.order.quantity)(&grouped(item.quantity));
    view! {
        <li class="items__line">
            <span class="items__name">{item.name.clone()}</span>
            <span class="items__quantity">{quantity}</span>
            <span class="items__price">{yuan(total)}</span>
        </li>
    }
}
