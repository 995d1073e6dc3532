//! The line of a page that waits: when the network was last asked, and that it
//! has nothing yet. `follow.js` keeps it up to date; without scripts it is as old
//! as the page.

use crate::context::RenderContext;
use crate::html::{Html, IntoHtml as _};
use domain::attempt::AttemptStatus;
use domain::day::time_in_china;
use domain::desk::PayPage;
use leptos::prelude::*;

/// Where the time stands in the sentence that the script fills in.
const TIME: &str = "{}";

/// The line; empty until the network was asked for the first time.
pub(crate) fn asked(context: &RenderContext, page: &PayPage) -> Html {
    let text = &context.text.result;
    let attempt = page.attempt.as_ref();
    let unsettled = attempt.is_some_and(|a| a.state == AttemptStatus::Unsettled);
    let sentence = if unsettled {
        text.asked_no_result
    } else {
        text.asked_unpaid
    };
    let said = attempt
        .and_then(|a| a.asked_at)
        .map(|at| sentence(&time_in_china(at)));
    view! { <p class="asked" id="asked" role="status" data-sentence=sentence(TIME)>{said}</p> }
        .into_html()
}
