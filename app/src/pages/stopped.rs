//! Where there is no order to show: an unknown token, a page inside another
//! page, a link that is no good, a fault of ours.

use crate::context::RenderContext;
use crate::document::{Drawn, Head};
use crate::parts::{frame, icon};
use crate::stop::Stop;
use domain::refusal::Code;
use leptos::prelude::*;

/// The page of a stop.
pub(super) fn draw(context: &RenderContext, stop: &Stop, open: Option<&str>) -> Drawn {
    let text = &context.text.stop;
    let (title, lead) = match stop {
        Stop::UnknownOrder => (text.unknown, text.unknown_lead),
        Stop::Embedded => (text.embedded, text.embedded_lead),
        Stop::BadForm | Stop::CrossSite => (text.bad_form, text.bad_form_lead),
        Stop::Fault(_) => (text.fault, text.fault_lead),
        Stop::Refused(refusal) => match refusal.code {
            Code::LinkExpired => (text.link, text.link_expired),
            Code::LinkInvalid | Code::KeyUnknown => (text.link, text.link_invalid),
            Code::BodyTooLarge => (text.too_large, text.too_large_lead),
            code => (text.refused, (context.text.refused)(code)),
        },
    };
    let reference = match stop {
        Stop::Fault(id) => Some(view! { <p class="next">{(text.reference)(id)}</p> }),
        _ => None,
    };
    let again = matches!(stop, Stop::Fault(_)).then(|| {
        view! { <a class="button button--main" href="">{text.again}</a> }
    });
    let open = open.filter(|_| matches!(stop, Stop::Embedded)).map(|href| {
        view! {
            <a class="button button--main" href=href.to_owned() target="_top" rel="noopener">
                {text.embedded_open}
            </a>
        }
    });
    let mark = if matches!(stop, Stop::Embedded) {
        icon::window()
    } else {
        icon::cross()
    };
    let refused = match stop {
        Stop::Refused(refusal) => Some(refusal.code),
        _ => None,
    };
    let body = view! {
        {frame::plain_top(context, refused)}
        <div class="layout layout--single">
            <main class="panel" id="main">
                <div class="outcome">
                    <span class="outcome__mark">{mark}</span>
                    <h1 class="title">{title}</h1>
                    <p class="lead">{lead}</p>
                    {reference}
                </div>
                <div class="actions">{again}{open}</div>
            </main>
        </div>
        {frame::foot(context, None)}
    };
    let head = Head {
        title: title.to_owned(),
        error: false,
        refresh_s: None,
        brand: None,
    };
    Drawn {
        head,
        body: body.into_any(),
    }
}
