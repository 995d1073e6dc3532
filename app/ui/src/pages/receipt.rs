//! The public page that proves a receipt: what is true of the payment now, for
//! anyone who holds the receipt. It has no pay token, no items beyond the
//! subject, and nothing of the payer's bank or card.

use crate::context::RenderContext;
use crate::document::{Document, DocumentHead};
use crate::html::{Html, IntoHtml as _};
use crate::parts::receipt_facts::{ReceiptReader, facts};
use crate::parts::{fact, icon, layout, refunds};
use domain::clock::At;
use domain::day::date_time_in_china;
use domain::desk::PayPage;
use domain::order::OrderState;
use leptos::prelude::*;

/// The page of a genuine receipt, read at `now`.
pub fn genuine(context: &RenderContext, page: &PayPage, now: At) -> Document {
    let (text, result) = (&context.text.receipt_page, &context.text.result);
    let (state, title, mark, class) = match page.state {
        OrderState::Refunded => (
            result.refunded,
            text.genuine_refunded,
            icon::refund(),
            "outcome__mark",
        ),
        OrderState::PartiallyRefunded => (
            result.partly_refunded,
            text.genuine_partly_refunded,
            icon::refund(),
            "outcome__mark",
        ),
        _ => (
            result.paid,
            text.genuine,
            icon::tick(),
            "outcome__mark outcome__mark--paid",
        ),
    };
    let rows: Vec<_> = facts(context, page, ReceiptReader::Anyone)
        .into_iter()
        .map(|of| fact::row(context, of.term, of.value))
        .collect();
    let lead = (text.genuine_lead)(&date_time_in_china(now));
    let panel = view! {
        <div class="outcome">
            <span class=class>{mark}</span>
            <h1 class="title">{title}</h1>
            <p class="lead">{lead}</p>
        </div>
        <section class="receipt" aria-labelledby="receipt-title">
            <h2 class="receipt__title" id="receipt-title">{result.receipt}</h2>
            <dl class="facts">{fact::row(context, text.state, state.to_owned())}{rows}</dl>
        </section>
        {refunds::region(context, page)}
    };
    document(context, title, panel.into_html())
}

/// The page of an address that is no receipt of this desk.
pub fn not_genuine(context: &RenderContext) -> Document {
    let text = &context.text.receipt_page;
    let panel = view! {
        <div class="outcome">
            <span class="outcome__mark outcome__mark--declined">{icon::cross()}</span>
            <h1 class="title">{text.not_genuine}</h1>
            <p class="lead">{text.not_genuine_lead}</p>
        </div>
    };
    document(context, text.not_genuine, panel.into_html())
}

fn document(context: &RenderContext, title: &'static str, panel: Html) -> Document {
    let head = DocumentHead {
        title: title.to_owned(),
        site: context.text.layout.product.to_owned(),
        refresh_s: None,
        brand: None,
        outcome: true,
    };
    let header = layout::plain_header(context, None, None);
    let body = layout::single_panel(header, panel, layout::footer(context, None));
    Document { head, body }
}
