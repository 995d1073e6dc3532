//! The refunds of an order: each with its amount, state and time, and the total
//! refunded. A refund of surplus has its own term.

use crate::amount::yuan;
use crate::context::RenderContext;
use crate::parts::receipt::{row, time};
use domain::desk::{PageRefund, PayPage, refund_digest};
use domain::money::Money;
use domain::refund::{RefundCause, RefundState};
use leptos::prelude::*;

/// The refunds, and the element that announces changes.
pub(crate) fn refunds(context: &RenderContext, page: &PayPage) -> AnyView {
    let status = context
        .islands
        .map(|_| view! { <p class="hidden-text" id="refunds-said" role="status"></p> });
    view! {
        {region(context, page)}
        {status}
    }
    .into_any()
}

/// The element of the refunds alone; empty without refunds.
pub fn region(context: &RenderContext, page: &PayPage) -> AnyView {
    let states = refund_digest(page.refunds.iter().map(|back| back.state));
    let section = (!page.refunds.is_empty()).then(|| section(context, page));
    view! { <div id="refunds" data-marks=states>{section}</div> }.into_any()
}

fn section(context: &RenderContext, page: &PayPage) -> AnyView {
    let text = &context.text.result;
    let lines: Vec<_> = page
        .refunds
        .iter()
        .map(|back| line(context, back))
        .collect();
    let several = page.refunds.len() > 1;
    let total = total_returned(page).filter(|total| several && total.minor() > 0);
    view! {
        <section class="receipt" aria-labelledby="refunds-title">
            <h2 class="receipt__title" id="refunds-title">{text.refunds}</h2>
            <dl class="facts">
                {lines}
                {total.map(|total| row(text.refunds_sum, yuan(total)))}
            </dl>
            <p class="next">{text.refunds_note}</p>
        </section>
    }
    .into_any()
}

/// The total refunded.
fn total_returned(page: &PayPage) -> Option<Money> {
    page.refunds
        .iter()
        .filter(|back| back.state == RefundState::Succeeded)
        .try_fold(Money::new(0, page.amount.currency()), |sum, back| {
            sum.plus(back.amount).ok()
        })
}

fn line(context: &RenderContext, back: &PageRefund) -> AnyView {
    let text = &context.text.result;
    let term = match back.cause {
        RefundCause::Merchant => text.refund,
        RefundCause::Surplus => text.refund_surplus,
    };
    let state = match back.state {
        RefundState::Pending | RefundState::Unknown => text.refund_on_its_way,
        RefundState::Succeeded => text.refund_returned,
        RefundState::Failed => text.refund_failed,
    };
    let value = format!("{} · {state}", yuan(back.amount));
    let at = time(&back.at).unwrap_or_default();
    view! {
        <div class="facts__row">
            <dt>{term}</dt>
            <dd>{value} " " <time class="facts__time" datetime=back.at.clone()>{at}</time></dd>
        </div>
    }
    .into_any()
}
