//! Paid: the receipt and the way home. It never waits for the mall, and
//! leaves only when the shopper says so.

use super::Sheet;
use crate::context::RenderContext;
use crate::islands::receipt_tools::ReceiptTools;
use crate::parts::{icon, receipt, refunds, ways_out};
use domain::desk::PayPage;
use leptos::prelude::*;

/// The page.
pub(super) fn draw(context: &RenderContext, page: &PayPage) -> Sheet {
    let text = &context.text.result;
    let tools = context.islands().then(|| view! { <ReceiptTools /> });
    let body = view! {
        <div class="outcome" role="status">
            <span class="outcome__mark outcome__mark--paid">{icon::tick()}</span>
            <h1 class="title">{text.paid}</h1>
            <p class="lead">{(text.paid_lead)(&page.payee)}</p>
        </div>
        {receipt::receipt(context, page)}
        {refunds::refunds(context, page)}
        <div class="actions">
            {ways_out::home(context, page, true)}
            <button class="button button--quiet" id="print" type="button" hidden=true>
                {text.print}
            </button>
        </div>
        {tools}
    };
    Sheet {
        live: true,
        ..Sheet::new(text.paid, body.into_any())
    }
}
