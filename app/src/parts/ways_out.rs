//! Small forms that several pages end with: give up and pay another way, and
//! the way home.

use crate::context::RenderContext;
use domain::desk::{PayPage, Place};
use leptos::prelude::*;

/// Gives the live attempt up and leads to the other ways to pay.
pub(crate) fn another_way(context: &RenderContext, page: &PayPage, label: &'static str) -> AnyView {
    let action = context.action(&page.token, Place::Choose, "cancel");
    view! {
        <form class="actions__form" method="post" action=action>
            <button class="button button--quiet">{label}</button>
        </form>
    }
    .into_any()
}

/// The way back to the mall; `main` where it is what comes next.
pub(crate) fn home(context: &RenderContext, page: &PayPage, main: bool) -> AnyView {
    let class = if main {
        "button button--main"
    } else {
        "button button--quiet"
    };
    let label = (context.text.frame.back_to)(&page.mall_name);
    view! { <a class=class id="home" href=page.home.clone()>{label}</a> }.into_any()
}
