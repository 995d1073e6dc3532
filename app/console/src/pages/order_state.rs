//! The state of an order, as a word and a shape.

use super::page_context::PageContext;
use domain::order::OrderState;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::parts::icon;

/// The state.
pub(super) fn view(page: &PageContext<'_>, state: OrderState) -> Html {
    let (class, shape) = match state {
        OrderState::Open => ("state", icon::clock()),
        OrderState::Paying => ("state state--wait", icon::clock()),
        OrderState::Paid => ("state state--good", icon::tick()),
        OrderState::PartiallyRefunded | OrderState::Refunded => {
            ("state state--back", icon::refund())
        }
        OrderState::Closed | OrderState::Expired => ("state", icon::cross()),
    };
    let word = (page.text.orders.of_state)(state);
    view! { <span class=class>{shape}{word}</span> }.into_html()
}
