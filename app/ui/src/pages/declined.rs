//! Declined: the reason, the fact that nothing was charged, and the other ways
//! to pay.

use super::page_body::PageBody;
use crate::context::RenderContext;
use crate::html::{Html, IntoHtml as _};
use crate::parts::{icon, next_steps, other_ways, receipt_facts};
use domain::attempt::DeclineReason;
use domain::desk::{FormState, PayPage, Place};
use leptos::prelude::*;

/// The page.
pub(super) fn view(context: &RenderContext, page: &PayPage, form: &FormState) -> PageBody {
    let text = &context.text.result;
    let attempt = page.attempt.as_ref();
    let reason = attempt
        .and_then(|a| a.declined)
        .unwrap_or(DeclineReason::Other);
    let advice = (context.text.declined)(reason);
    let method = attempt.map(|a| receipt_facts::method(context, a));
    let choose = context.page_path(&page.token, Place::Choose);
    let sealed = form.sealed.as_deref();
    let body = view! {
        <div class="outcome" role="alert">
            <span class="outcome__mark outcome__mark--declined">{icon::cross()}</span>
            <h1 class="title">{text.declined}</h1>
            <p class="lead">{advice.reason}</p>
            <p class="lead"><strong>{text.not_charged}</strong> " " {advice.next_step}</p>
            {method.map(|how| view! { <p class="next">{how}</p> })}
        </div>
        {sealed.map(|sealed| change_card(context, page, sealed))}
        {other_ways::other_ways(context, page)}
        <div class="actions">
            <a class="button button--quiet" href=choose>{text.all_ways}</a>
            {next_steps::to_mall(context, page, false)}
        </div>
    };
    PageBody {
        form: sealed.map(|_| FORM),
        ..PageBody::new(text.declined, body.into_html())
    }
}

/// The id of the form that keeps the declined card.
const FORM: &str = "declined-card";

/// The button that opens the card form with the declined card.
fn change_card(context: &RenderContext, page: &PayPage, sealed: &str) -> Html {
    let action = context.form_action(&page.token, Place::Declined, "change_card");
    view! {
        <form class="actions" id=FORM method="post" action=action>
            <input type="hidden" name="at" value=Place::Declined.segment() />
            <input type="hidden" name="sealed" value=sealed.to_owned() />
            <button class="button button--main" id="change-card">{context.text.result.change_card}</button>
        </form>
    }
    .into_html()
}
