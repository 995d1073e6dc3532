//! The page of an error: an unknown order, a framed page, a refused link, a
//! fault of the server.

use crate::context::RenderContext;
use crate::document::{Document, DocumentHead};
use crate::page_error::PageError;
use crate::parts::{icon, layout};
use domain::refusal::{Code, Refusal};
use leptos::prelude::*;
use std::borrow::Cow;

/// The page of an error. `open` is the URL to open at top level.
pub fn view(context: &RenderContext, error: &PageError, open: Option<&str>) -> Document {
    let text = &context.text.error_page;
    let (title, lead) = match error {
        PageError::UnknownOrder => (text.unknown, text.unknown_lead.into()),
        PageError::Embedded => (text.embedded, text.embedded_lead.into()),
        PageError::BadForm | PageError::CrossSite => (text.bad_form, text.bad_form_lead.into()),
        PageError::Fault(_) => (text.fault, text.fault_lead.into()),
        PageError::Refused(Refusal {
            limited: Some(limited),
            ..
        }) => (
            text.refused,
            Cow::from((context.text.too_many)(limited.wait_s)),
        ),
        PageError::Refused(refusal) => match refusal.code {
            Code::LinkExpired => (text.link, text.link_expired.into()),
            Code::LinkInvalid | Code::KeyUnknown => (text.link, text.link_invalid.into()),
            Code::BodyTooLarge => (text.too_large, text.too_large_lead.into()),
            code => (text.refused, (context.text.refused)(code).into()),
        },
    };
    let reference = match error {
        PageError::Fault(id) => Some(view! { <p class="next">{(text.reference)(id)}</p> }),
        _ => None,
    };
    let again = matches!(error, PageError::Fault(_)).then(|| {
        view! { <a class="button button--main" href="">{text.again}</a> }
    });
    let open = open
        .filter(|_| matches!(error, PageError::Embedded))
        .map(|href| {
            view! {
                <a class="button button--main" href=href.to_owned() target="_top" rel="noopener">
                    {text.embedded_open}
                </a>
            }
        });
    let mark = if matches!(error, PageError::Embedded) {
        icon::window()
    } else {
        icon::cross()
    };
    let refused = match error {
        PageError::Refused(refusal) => Some(refusal.code),
        _ => None,
    };
    let panel = view! {
        <div class="outcome">
            <span class="outcome__mark">{mark}</span>
            <h1 class="title">{title}</h1>
            <p class="lead">{lead}</p>
            {reference}
        </div>
        <div class="actions">{again}{open}</div>
    };
    let body = layout::single_panel(
        layout::plain_header(context, refused),
        panel.into_any(),
        layout::footer(context, None),
    );
    let head = DocumentHead {
        title: title.to_owned(),
        site: context.text.layout.product.to_owned(),
        refresh_s: None,
        brand: None,
    };
    Document { head, body }
}
