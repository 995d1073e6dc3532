//! Money that goes back: each refund with its sum, how far it is and when,
//! and what went back in all. Money that came late or twice is named so.

use crate::look::{Look, yuan};
use crate::parts::receipt::{row, time};
use domain::desk::{PageRefund, PayPage, refund_digest};
use domain::money::Money;
use domain::refund::{RefundCause, RefundState};
use leptos::prelude::*;

/// The place of an order's refunds, and where news of them is told.
pub(crate) fn refunds(look: &Look, page: &PayPage) -> AnyView {
    let said = look
        .islands
        .then(|| view! { <p class="hidden-text" id="refunds-said" role="status"></p> });
    view! {
        {place(look, page)}
        {said}
    }
    .into_any()
}

/// The place alone: empty where there are none.
pub(crate) fn place(look: &Look, page: &PayPage) -> AnyView {
    let shown = refund_digest(page.refunds.iter().map(|back| back.state));
    let section = (!page.refunds.is_empty()).then(|| section(look, page));
    view! { <div id="refunds" data-marks=shown>{section}</div> }.into_any()
}

fn section(look: &Look, page: &PayPage) -> AnyView {
    let text = &look.text.result;
    let lines: Vec<_> = page.refunds.iter().map(|back| line(look, back)).collect();
    let several = page.refunds.len() > 1;
    let sum = returned(page).filter(|sum| several && sum.minor() > 0);
    view! {
        <section class="receipt" aria-labelledby="refunds-title">
            <h2 class="receipt__title" id="refunds-title">{text.refunds}</h2>
            <dl class="facts">
                {lines}
                {sum.map(|sum| row(text.refunds_sum, yuan(sum)))}
            </dl>
            <p class="next">{text.refunds_note}</p>
        </section>
    }
    .into_any()
}

/// What the payer has back, all in all.
fn returned(page: &PayPage) -> Option<Money> {
    page.refunds
        .iter()
        .filter(|back| back.state == RefundState::Succeeded)
        .try_fold(Money::new(0, page.amount.currency()), |sum, back| {
            sum.plus(back.amount).ok()
        })
}

fn line(look: &Look, back: &PageRefund) -> AnyView {
    let text = &look.text.result;
    let term = match back.cause {
        RefundCause::Merchant => text.refund,
        RefundCause::Surplus => text.refund_surplus,
    };
    let state = match back.state {
        RefundState::Pending | RefundState::Unknown => text.refund_on_its_way,
        RefundState::Succeeded => text.refund_returned,
        RefundState::Failed => text.refund_failed,
    };
    let told = format!("{} · {state}", yuan(back.amount));
    let at = time(&back.at).unwrap_or_default();
    view! {
        <div class="facts__row">
            <dt>{term}</dt>
            <dd>{told} " " <time class="facts__time" datetime=back.at.clone()>{at}</time></dd>
        </div>
    }
    .into_any()
}
