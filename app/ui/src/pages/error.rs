//! The page of an error: an unknown order, a refused link, a fault of the
//! server.

use crate::context::RenderContext;
use crate::document::{Document, DocumentHead};
use crate::html::IntoHtml as _;
use crate::page_error::PageError;
use crate::parts::{icon, layout, next_steps};
use domain::desk::MallHome;
use domain::refusal::{Code, Refusal};
use leptos::prelude::*;
use std::borrow::Cow;

/// What is known of the request that failed.
#[derive(Clone, Copy, Default)]
pub struct ErrorSource<'a> {
    /// The id of the request, by which the provider finds it in the log.
    pub request: Option<&'a str>,
    /// The mall that sent the shopper.
    pub mall: Option<&'a MallHome>,
}

/// The page of an error. A refusal has its code and the id of the request, and
/// the way back to the mall where that is known.
pub fn view(context: &RenderContext, error: &PageError, source: ErrorSource<'_>) -> Document {
    let text = &context.text.error_page;
    let (title, lead) = match error {
        PageError::UnknownOrder => (text.unknown, text.unknown_lead.into()),
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
            code if Code::OF_LINKS.contains(&code) => (text.link, text.link_invalid.into()),
            Code::BodyTooLarge => (text.too_large, text.too_large_lead.into()),
            code => (text.refused, (context.text.refused)(code).into()),
        },
    };
    let refused = match error {
        PageError::Refused(refusal) => Some(refusal.code),
        _ => None,
    };
    let reason = refused.map(|code| {
        view! { <p class="next">{(text.reason_code)(code.name())}</p> }
    });
    let reference = match error {
        PageError::Fault(id) => Some(id.as_str()),
        _ => source.request.filter(|_| refused.is_some()),
    };
    let reference = reference.map(|id| view! { <p class="next">{(text.reference)(id)}</p> });
    let again = matches!(error, PageError::Fault(_)).then(|| {
        view! { <a class="button button--main" href="">{text.again}</a> }
    });
    let home = source.mall.map(|mall| {
        let address = mall.origin.clone();
        next_steps::mall_link(context, address, &mall.name, true)
    });
    let panel = view! {
        <div class="outcome">
            <span class="outcome__mark">{icon::cross()}</span>
            <h1 class="title">{title}</h1>
            <p class="lead">{lead}</p>
            {reason}
            {reference}
        </div>
        <div class="actions">{again}{home}</div>
    };
    let body = layout::single_panel(
        layout::plain_header(context, refused, source.mall),
        panel.into_html(),
        layout::footer(context, None),
    );
    let head = DocumentHead {
        title: title.to_owned(),
        site: context.text.layout.product.to_owned(),
        refresh_s: None,
        brand: None,
        outcome: true,
    };
    Document { head, body }
}
