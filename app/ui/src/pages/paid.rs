//! Paid, here or elsewhere: the receipt and the link to the mall. Once money
//! went back, the page is that of a refund. The page does not wait for the mall
//! and does not redirect by itself.

use super::page_body::PageBody;
use crate::amount::yuan;
use crate::context::RenderContext;
use crate::document;
use crate::html::{Html, IntoHtml as _};
use crate::parts::{foreign, icon, layout, next_steps, receipt, refunds};
use domain::desk::{PayPage, Place};
use domain::order::OrderState;
use leptos::prelude::*;

/// What became of the payment.
struct PaymentOutcome {
    mark: Html,
    class: &'static str,
    title: &'static str,
    lead: Html,
}

/// The page at [`Place::Paid`] or [`Place::AlreadyPaid`].
pub(super) fn view(context: &RenderContext, page: &PayPage, place: Place) -> PageBody {
    let text = &context.text.result;
    let (title, heading) = heading(context, page, place);
    // After a refund the merchant's line would be out of place.
    let message = page.brand.message.as_ref();
    let message = message.filter(|_| page.state == OrderState::Paid);
    let message = message.map(|message| {
        let (locale, name) = (context.document.locale, &page.brand.display_name);
        view! {
            <p class="merchant-message">
                <strong>{foreign::name(locale, name)}</strong>
                " "
                {foreign::name(locale, message)}
            </p>
        }
    });
    let body = view! {
        {heading}
        {message}
        {receipt::receipt(context, page)}
        {refunds::refunds(context, page)}
        <div class="actions">
            {next_steps::to_mall(context, page, true)}
            {receipt::save(context, page)}
            <button class="button button--quiet" id="print" type="button" hidden=true>
                {text.print}
            </button>
        </div>
    };
    PageBody::new(title, body.into_html())
}

/// What a refund changes on a page, each element by its id: an open page loads it
/// after a change. Title and heading are left out for an order that ended unpaid,
/// whose surplus goes back.
pub fn refund_changes(context: &RenderContext, page: &PayPage) -> String {
    let after_payment = page
        .state
        .is_paid()
        .then(|| heading(context, page, page.place));
    let (title, heading) = after_payment.unzip();
    let title = title.map(|title| document::title(title, &page.brand.display_name));
    let elements = view! {
        {title.map(|title| view! { <title>{title}</title> })}
        {layout::way_back(context, page, page.place)}
        {heading}
        {refunds::region(context, page)}
        {next_steps::to_mall(context, page, true)}
    };
    elements.to_html()
}

/// The title, and the part of the page that says what became of the payment.
fn heading(context: &RenderContext, page: &PayPage, place: Place) -> (&'static str, Html) {
    let PaymentOutcome {
        mark,
        class,
        title,
        lead,
    } = outcome(context, page, place);
    let heading = view! {
        <div class="outcome" id="outcome" role="status">
            <span class=format!("outcome__mark {class}")>{mark}</span>
            <h1 class="title">{title}</h1>
            <p class="lead">{lead}</p>
        </div>
    };
    (title, heading.into_html())
}

fn outcome(context: &RenderContext, page: &PayPage, place: Place) -> PaymentOutcome {
    let text = &context.text.result;
    let refunded = || yuan(refunds::total_refunded(page));
    match (page.state, place) {
        (OrderState::Refunded, _) => PaymentOutcome {
            mark: icon::refund(),
            class: "",
            title: text.refunded,
            lead: (text.refunded_lead)(&yuan(page.amount)).into_html(),
        },
        (OrderState::PartiallyRefunded, _) => PaymentOutcome {
            mark: icon::refund(),
            class: "outcome__mark--paid",
            title: text.partly_refunded,
            lead: (text.partly_refunded_lead)(&refunded(), &yuan(page.amount)).into_html(),
        },
        (_, Place::AlreadyPaid) => PaymentOutcome {
            mark: icon::tick(),
            class: "outcome__mark--paid",
            title: text.already,
            lead: text.already_lead.into_html(),
        },
        _ => PaymentOutcome {
            mark: icon::tick(),
            class: "outcome__mark--paid",
            title: text.paid,
            lead: foreign::sentence(context.document.locale, text.paid_lead, &page.payee),
        },
    }
}
