//! The refunds of an order: each with its amount, state and time, and the total
//! refunded. A refund of surplus has its own term.

use crate::amount::yuan;
use crate::context::RenderContext;
use crate::html::{Html, IntoHtml as _};
use crate::parts::fact;
use domain::day::date_time_in_china;
use domain::desk::{PageRefund, PayPage, refund_digest};
use domain::money::Money;
use domain::refund::{RefundCause, RefundState};
use leptos::prelude::*;

/// The refunds, and the element that announces changes.
pub(crate) fn refunds(context: &RenderContext, page: &PayPage) -> Html {
    let status = context
        .islands
        .map(|_| view! { <p class="hidden-text" id="refunds-said" role="status"></p> });
    view! {
        {region(context, page)}
        {status}
    }
    .into_html()
}

/// The element of the refunds alone; empty without refunds.
pub(crate) fn region(context: &RenderContext, page: &PayPage) -> Html {
    let states = refund_digest(page.refunds.iter().map(|back| back.state));
    let section = (!page.refunds.is_empty()).then(|| section(context, page));
    view! { <div id="refunds" data-marks=states>{section}</div> }.into_html()
}

fn section(context: &RenderContext, page: &PayPage) -> Html {
    let text = &context.text.result;
    let lines: Vec<_> = page
        .refunds
        .iter()
        .map(|back| line(context, back))
        .collect();
    let total = total(page).map(|total| fact::row(context, text.refunds_sum, yuan(total)));
    view! {
        <section class="receipt" aria-labelledby="refunds-title">
            <h2 class="receipt__title" id="refunds-title">{text.refunds}</h2>
            <dl class="facts">
                {lines}
                {total}
            </dl>
            <p class="next">{text.refunds_note}</p>
        </section>
    }
    .into_html()
}

/// The sum of several refunds that arrived, those of surplus too.
pub(crate) fn total(page: &PayPage) -> Option<Money> {
    let total = returned(page, |_| true);
    (page.refunds.len() > 1 && total.minor() > 0).then_some(total)
}

/// How much of the payment was refunded, without surplus.
pub(crate) fn total_refunded(page: &PayPage) -> Money {
    returned(page, |back| back.cause == RefundCause::Merchant)
}

/// The sum of the refunds that arrived and that `counts` picks.
fn returned(page: &PayPage, counts: fn(&PageRefund) -> bool) -> Money {
    page.refunds
        .iter()
        .filter(|back| back.state == RefundState::Succeeded && counts(back))
        .try_fold(Money::new(0, page.amount.currency()), |sum, back| {
            sum.plus(back.amount)
        })
        .unwrap_or(page.amount)
}

/// The words of a refund, also in the saved image.
pub(crate) struct RefundWords {
    /// What it is.
    pub term: &'static str,
    /// Its amount and state.
    pub value: String,
    /// When that was, in China.
    pub at: String,
}

/// The words of a refund.
pub(crate) fn words(context: &RenderContext, back: &PageRefund) -> RefundWords {
    let text = &context.text.result;
    let state = match back.state {
        RefundState::Pending | RefundState::Unknown => text.refund_on_its_way,
        RefundState::Succeeded => text.refund_returned,
        RefundState::Failed => text.refund_failed,
    };
    let at = date_time_in_china(back.at);
    RefundWords {
        term: match back.cause {
            RefundCause::Merchant => text.refund,
            RefundCause::Surplus => text.refund_surplus,
        },
        value: format!("{} · {state}", yuan(back.amount)),
        at: format!("{at} {}", text.beijing_time),
    }
}

fn line(context: &RenderContext, back: &PageRefund) -> Html {
    let RefundWords { term, value, at } = words(context, back);
    view! {
        <div class="facts__row">
            <dt>{term}</dt>
            <dd>{value} " " <time class="facts__time" datetime=back.at.rfc3339()>{at}</time></dd>
        </div>
    }
    .into_html()
}
