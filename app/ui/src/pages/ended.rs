//! An order that is final without a payment: expired, or closed by the mall.
//! Shows what that means for the money, and links to the mall.

use super::page_body::PageBody;
use crate::context::RenderContext;
use crate::html::IntoHtml as _;
use crate::parts::{icon, next_steps, refunds};
use domain::desk::{PayPage, Place};
use leptos::prelude::*;

/// The page for one of the two places.
pub(super) fn view(context: &RenderContext, page: &PayPage, place: Place) -> PageBody {
    let text = &context.text.result;
    let (title, lead) = match place {
        Place::Expired => (text.expired, text.expired_lead),
        _ => (text.closed, text.closed_lead),
    };
    let if_charged = page
        .refunds
        .is_empty()
        .then(|| view! { <p class="next">{text.if_charged}</p> });
    let body = view! {
        <div class="outcome" id="outcome">
            <span class="outcome__mark">{icon::clock()}</span>
            <h1 class="title">{title}</h1>
            <p class="lead">{lead}</p>
            {if_charged}
        </div>
        {refunds::refunds(context, page)}
        <div class="actions">{next_steps::to_mall(context, page, true)}</div>
    };
    PageBody::new(title, body.into_html())
}
