//! Paid: the receipt and the link to the mall. The page does not wait for the
//! mall and does not redirect by itself.

use super::page_body::PageBody;
use crate::context::RenderContext;
use crate::parts::{foreign, icon, next_steps, receipt, refunds};
use domain::desk::PayPage;
use leptos::prelude::*;

/// The page.
pub(super) fn view(context: &RenderContext, page: &PayPage) -> PageBody {
    let text = &context.text.result;
    let tools = context.islands.map(|slots| (slots.receipt)());
    let body = view! {
        <div class="outcome" role="status">
            <span class="outcome__mark outcome__mark--paid">{icon::tick()}</span>
            <h1 class="title">{text.paid}</h1>
            <p class="lead">{foreign::sentence(context.document.locale, text.paid_lead, &page.payee)}</p>
        </div>
        {receipt::receipt(context, page)}
        {refunds::refunds(context, page)}
        <div class="actions">
            {next_steps::to_mall(context, page, true)}
            <button class="button button--quiet" id="print" type="button" hidden=true>
                {text.print}
            </button>
        </div>
        {tools}
    };
    PageBody::new(text.paid, body.into_any())
}
