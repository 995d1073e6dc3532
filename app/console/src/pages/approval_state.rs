//! What became of a request, as a word and a shape.

use super::page_context::PageContext;
use domain::console::ApprovalState;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::parts::icon;

/// The state.
pub(super) fn view(page: &PageContext<'_>, state: ApprovalState) -> Html {
    let (class, shape) = match state {
        ApprovalState::Open => ("state state--wait", icon::clock()),
        ApprovalState::Done => ("state state--good", icon::tick()),
        ApprovalState::Refused
        | ApprovalState::Stale
        | ApprovalState::Withdrawn
        | ApprovalState::Expired => ("state", icon::cross()),
    };
    let word = (page.text.approvals.of_state)(state);
    view! { <span class=class>{shape}{word}</span> }.into_html()
}
