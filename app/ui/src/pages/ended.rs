//! An order that is final without a payment on this page: expired, closed by
//! the mall, or paid elsewhere. Shows what that means for the money, and links
//! to the mall.

use super::page_body::PageBody;
use crate::context::RenderContext;
use crate::parts::{icon, next_steps, receipt, refunds};
use domain::desk::{PayPage, Place};
use leptos::prelude::*;

/// The page for one of the three places.
pub(super) fn view(context: &RenderContext, page: &PayPage, place: Place) -> PageBody {
    let text = &context.text.result;
    let (title, lead) = match place {
        Place::Expired => (text.expired, text.expired_lead),
        Place::AlreadyPaid => (text.already, text.already_lead),
        _ => (text.closed, text.closed_lead),
    };
    let paid = place == Place::AlreadyPaid;
    let (mark, class) = if paid {
        (icon::tick(), "outcome__mark outcome__mark--paid")
    } else {
        (icon::clock(), "outcome__mark")
    };
    let money_shown = paid || !page.refunds.is_empty();
    let money = (!money_shown).then(|| view! { <p class="next">{text.if_charged}</p> });
    let body = view! {
        <div class="outcome">
            <span class=class>{mark}</span>
            <h1 class="title">{title}</h1>
            <p class="lead">{lead}</p>
            {money}
        </div>
        {paid.then(|| receipt::receipt(context, page))}
        {refunds::refunds(context, page)}
        {context.islands.filter(|_| paid).map(|slots| (slots.receipt)())}
        <div class="actions">{next_steps::to_mall(context, page, true)}</div>
    };
    PageBody::new(title, body.into_any())
}
