//! A page of an order: its own part, the order's summary, header, footer,
//! messages, and the scripts that follow the order.

use super::page_body::PageBody;
use super::screen::{Message, OrderScreen};
use super::{bank, card, choose, code, declined, ended, paid, scan, waiting};
use crate::context::RenderContext;
use crate::document::{Document, DocumentHead};
use crate::islands::live_updates::LiveUpdates;
use crate::islands::submit_once::SubmitOnce;
use crate::parts::{errors, layout, summary};
use crate::render::Fragment;
use domain::desk::Place;
use leptos::prelude::*;
use std::sync::Arc;

/// The page of the screen's place.
fn page_body(context: &RenderContext, screen: &OrderScreen) -> PageBody {
    let (page, form) = (&screen.page, &screen.form);
    match screen.place {
        Place::Choose => choose::view(context, page, form),
        Place::Card => card::view(context, page, form),
        Place::Code => code::view(context, page, form),
        Place::Scan => scan::view(context, page),
        Place::Bank => bank::view(context, page),
        Place::Waiting => waiting::view(context, page),
        Place::Paid => paid::view(context, page),
        Place::Declined => declined::view(context, page),
        Place::Expired | Place::Closed | Place::AlreadyPaid => {
            ended::view(context, page, screen.place)
        }
    }
}

/// The whole document.
pub(super) fn view(context: &RenderContext, screen: &OrderScreen) -> Document {
    let OrderScreen {
        page,
        place,
        form,
        message,
    } = screen;
    let own = page_body(context, screen);
    let refused = matches!(message, Some(Message::Refused(_)));
    let head = DocumentHead {
        title: own.title,
        error: refused || !form.errors.is_empty(),
        refresh_s: own.refresh_s,
        brand: Some(Arc::clone(&page.brand)),
    };
    let islands = context
        .islands()
        .then(|| view! { <LiveUpdates /> <SubmitOnce /> });
    let reconnecting = context.text.layout.reconnecting;
    let poll = Fragment::PollScript.placeholder();
    let body = view! {
        {layout::header(context, page, *place, own.form)}
        <div class="layout">
            {summary::summary(context, page, *place, own.form)}
            <main class="panel" id="main" data-at=page.place.path(&page.token)>
                <p class="reconnecting" id="reconnecting" role="status" data-lost=reconnecting></p>
                {message.map(|message| notice(context, message))}
                {errors::summary(context, &form.errors)}
                {own.body}
            </main>
        </div>
        {layout::footer(context, Some((page, *place)))}
        {islands}
        <script nonce=context.nonce.clone()>{poll}</script>
    };
    Document {
        head,
        body: body.into_any(),
    }
}

fn notice(context: &RenderContext, message: Message) -> AnyView {
    let text = match message {
        Message::Refused(code) => return errors::refused(context, code),
        Message::CodeSent => context.text.code.sent_again,
        Message::MoreTime => context.text.order.more_time_given,
        Message::CardRemoved => context.text.choose.card_removed,
    };
    view! { <p class="notice" role="status">{text}</p> }.into_any()
}
