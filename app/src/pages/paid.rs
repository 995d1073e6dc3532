//! Paid: the receipt and the way home. It never waits for the mall, and
//! leaves only when the shopper says so.

use super::Sheet;
use crate::islands::copy::Print;
use crate::look::Look;
use crate::parts::{icon, receipt, sum, ways_out};
use domain::desk::PayPage;
use leptos::prelude::*;

/// The page.
pub(super) fn draw(look: &Look, page: &PayPage) -> Sheet {
    let text = &look.text.result;
    let print = look
        .islands
        .then(|| view! { <Print label=text.print.to_owned() /> });
    let body = view! {
        <div class="outcome" role="status">
            <span class="outcome__mark outcome__mark--paid">{icon::tick()}</span>
            <h1 class="title">{text.paid}</h1>
            <p class="outcome__sum">{sum::sum(look, page.amount)}</p>
            <p class="lead">{(text.paid_lead)(&page.payee)}</p>
        </div>
        {receipt::receipt(look, page)}
        <div class="actions">{ways_out::home(look, page, true)}{print}</div>
    };
    Sheet::new(text.paid, body.into_any())
}
