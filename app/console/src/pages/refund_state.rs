//! The state of a refund, as a word and a shape.

use super::page_context::PageContext;
use domain::refund::RefundState;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::parts::icon;

/// The state.
pub(super) fn view(page: &PageContext<'_>, state: RefundState) -> Html {
    let (class, shape) = match state {
        RefundState::Pending | RefundState::Unknown => ("state state--wait", icon::clock()),
        RefundState::Succeeded => ("state state--good", icon::tick()),
        RefundState::Failed => ("state", icon::cross()),
    };
    let word = (page.text.refunds.of_state)(state);
    view! { <span class=class>{shape}{word}</span> }.into_html()
}
