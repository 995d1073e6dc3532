//! Declined: why, that nothing was charged, and what works instead.

use super::Sheet;
use crate::context::RenderContext;
use crate::parts::{icon, receipt, ways_out};
use domain::attempt::DeclineReason;
use domain::desk::{PayPage, Place};
use leptos::prelude::*;

/// The page.
pub(super) fn draw(context: &RenderContext, page: &PayPage) -> Sheet {
    let text = &context.text.result;
    let attempt = page.attempt.as_ref();
    let reason = attempt
        .and_then(|a| a.declined)
        .unwrap_or(DeclineReason::Other);
    let advice = (context.text.declined)(reason);
    let method = attempt.map(|a| receipt::method(context, a));
    let body = view! {
        <div class="outcome" role="alert">
            <span class="outcome__mark outcome__mark--declined">{icon::cross()}</span>
            <h1 class="title">{text.declined}</h1>
            <p class="lead">{advice.why}</p>
            <p class="lead"><strong>{text.not_charged}</strong> " " {advice.now}</p>
            {method.map(|how| view! { <p class="next">{how}</p> })}
        </div>
        <div class="actions">
            <a class="button button--main" href=context.place(&page.token, Place::Choose)>
                {context.text.frame.another_way}
            </a>
            {ways_out::home(context, page, false)}
        </div>
    };
    Sheet {
        live: true,
        ..Sheet::new(text.declined, body.into_any())
    }
}
