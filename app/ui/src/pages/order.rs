//! A page of an order: its own part, the order's summary, header, footer and
//! messages.

use super::order_screen::{Message, OrderScreen};
use super::page_body::PageBody;
use super::{bank, card, choose, code, declined, ended, paid, scan, waiting};
use crate::context::RenderContext;
use crate::document::{Document, DocumentHead};
use crate::html::{Html, IntoHtml as _};
use crate::parts::{deadline, errors, layout, summary};
use domain::day::time_in_china;
use domain::desk::{PayPage, Place};
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
        Place::Paid | Place::AlreadyPaid => paid::view(context, page, screen.place),
        Place::Declined => declined::view(context, page, form),
        Place::Expired | Place::Closed => ended::view(context, page, screen.place),
    }
}

/// The whole document. `scripts` follow the page: what keeps it up to date.
pub fn view(context: &RenderContext, screen: &OrderScreen, scripts: Html) -> Document {
    let OrderScreen {
        page,
        place,
        form,
        message,
    } = screen;
    let own = page_body(context, screen);
    let refused = matches!(message, Some(Message::Refused(_) | Message::TooMany { .. }));
    let title = if refused || !form.errors.is_empty() {
        format!("{}{}", context.text.layout.error_prefix, own.title)
    } else {
        own.title
    };
    let head = DocumentHead {
        title,
        site: page.brand.display_name.clone(),
        refresh_s: own.refresh_s,
        brand: Some(Arc::clone(&page.brand)),
        outcome: !matches!(place, Place::Choose | Place::Card | Place::Code),
    };
    let reconnecting = context.text.layout.reconnecting;
    let body = view! {
        {layout::header(context, page, *place, (own.form, form))}
        <div class="layout">
            {summary::summary(context, page, *place, own.form)}
            <main class="panel" id="main" data-at=page.place.path(&page.token)>
                <p class="reconnecting" id="reconnecting" role="status" data-lost=reconnecting></p>
                {message.map(|message| notice(context, page, message))}
                {errors::summary(context, &form.errors)}
                {own.body}
            </main>
        </div>
        {layout::footer(context, Some(page))}
        {scripts}
    };
    Document {
        head,
        body: body.into_html(),
    }
}

fn notice(context: &RenderContext, page: &PayPage, message: Message) -> Html {
    let text = match message {
        Message::Refused(code) => {
            return errors::refused(context, (context.text.refused)(code).to_owned());
        }
        Message::TooMany { wait_s } => {
            return errors::refused(context, (context.text.too_many)(wait_s));
        }
        Message::CodeSent => context.text.code.sent_again.to_owned(),
        Message::MoreTime => (context.text.order.more_time_given)(&deadline::end(context, page)),
        Message::NoMoreTime => context.text.order.no_more_time.to_owned(),
        Message::CardRemoved => context.text.choose.card_removed.to_owned(),
        Message::AskedAlready(at) => (context.text.result.asked_already)(&time_in_china(at)),
    };
    view! { <p class="notice" role="status">{text}</p> }.into_html()
}
