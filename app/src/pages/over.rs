//! The order is over without this visitor's doing: out of time, closed by the
//! mall, or paid elsewhere. Says what became of any money, and leads home.

use super::Sheet;
use crate::context::RenderContext;
use crate::islands::receipt_tools::ReceiptTools;
use crate::parts::{icon, receipt, refunds, ways_out};
use domain::desk::{PayPage, Place};
use leptos::prelude::*;

/// The page of one of the three.
pub(super) fn draw(context: &RenderContext, page: &PayPage, place: Place) -> Sheet {
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
    let told = paid || !page.refunds.is_empty();
    let money = (!told).then(|| view! { <p class="next">{text.if_charged}</p> });
    let body = view! {
        <div class="outcome">
            <span class=class>{mark}</span>
            <h1 class="title">{title}</h1>
            <p class="lead">{lead}</p>
            {money}
        </div>
        {paid.then(|| receipt::receipt(context, page))}
        {refunds::refunds(context, page)}
        {(paid && context.islands()).then(|| view! { <ReceiptTools /> })}
        <div class="actions">{ways_out::home(context, page, true)}</div>
    };
    Sheet {
        live: true,
        ..Sheet::new(title, body.into_any())
    }
}
