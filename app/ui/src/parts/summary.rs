//! The order: items, payee, amount. It is beside the page on a PC, and one
//! narrow bar above it on a phone, which stays in view and unfolds. It shows
//! everything that was signed (R4).

use crate::amount::{grouped, yuan};
use crate::context::RenderContext;
use crate::html::{Html, IntoHtml as _};
use crate::parts::deadline::deadline;
use crate::parts::fact;
use crate::parts::foreign;
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
) -> Html {
    let text = &context.text.order;
    let label = match page.state {
        state if state.is_paid() => context.text.result.amount,
        state if state.is_final() => text.amount_over,
        _ => text.amount,
    };
    let subject_lang = foreign::lang(context.document.locale, &page.subject);
    view! {
        <section class="order" aria-labelledby="order-title">
            <h2 class="hidden-text" id="order-title">{text.heading}</h2>
            <p class="order__label">{label}</p>
            <p class="order__sum">{large_amount(context, page.amount)}</p>
            <p class="order__subject" lang=subject_lang>{page.subject.clone()}</p>
            {deadline(context, page, place, form)}
            <details class="order__more">
                <summary class="order__fold">
                    <span class="order__unfold">{text.details}</span>
                </summary>
                {facts(context, page)}
                {items(context, &page.items)}
            </details>
        </section>
    }
    .into_html()
}

/// Who is paid, by which mall and number.
fn facts(context: &RenderContext, page: &PayPage) -> Html {
    let text = &context.text.order;
    view! {
        <dl class="facts">
            {fact::row(context, text.payee, page.payee.clone())}
            {fact::row(context, text.mall, page.mall_name.clone())}
            <div class="facts__row">
                <dt>{text.number}</dt>
                <dd class="facts__code">{page.mall_order_no.clone()}</dd>
            </div>
        </dl>
    }
    .into_html()
}

/// The items; those beyond the first few are folded. Up to two more are shown
/// rather than folded.
fn items(context: &RenderContext, items: &[Item]) -> Html {
    let text = &context.text.order;
    let shown = if items.len() > UNFOLDED + 2 {
        UNFOLDED
    } else {
        items.len()
    };
    let (first, rest) = items.split_at(shown);
    let lines = |items: &[Item]| {
        items
            .iter()
            .map(|item| line(context, item))
            .collect::<Vec<_>>()
    };
    let count = |items: &[Item]| i64::try_from(items.len()).unwrap_or(i64::MAX);
    let more = (!rest.is_empty()).then(|| {
        view! {
            <details class="items__more">
                <summary class="order__fold order__fold--always">
                    {(text.more_items)(count(rest))}
                </summary>
                <ul class="items">{lines(rest)}</ul>
            </details>
        }
    });
    view! {
        <h3 class="order__count">{(text.items)(count(items))}</h3>
        <ul class="items">{lines(first)}</ul>
        {more}
    }
    .into_html()
}

/// One item with its total. A total that overflows was refused at creation.
fn line(context: &RenderContext, item: &Item) -> impl IntoView + use<> {
    let total = item
        .unit_price
        .times(item.quantity)
        .unwrap_or(item.unit_price);
    let quantity = (context.text.order.quantity)(&grouped(item.quantity));
    let lang = foreign::lang(context.document.locale, &item.name);
    view! {
        <li class="items__line">
            <span class="items__name" lang=lang>{item.name.clone()}</span>
            <span class="items__quantity">{quantity}</span>
            <span class="items__price">{yuan(total)}</span>
        </li>
    }
}
