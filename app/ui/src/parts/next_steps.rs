//! The end of several pages: the form to pay in another way, and the link to
//! the mall.

use crate::context::RenderContext;
use crate::html::{Html, IntoHtml as _};
use crate::parts::foreign;
use domain::desk::{PayPage, Place};
use leptos::prelude::*;

/// Cancels the live attempt and leads to the ways to pay.
pub(crate) fn another_way(context: &RenderContext, page: &PayPage, label: &'static str) -> Html {
    let action = context.form_action(&page.token, Place::Choose, "cancel");
    view! {
        <form class="actions__form" method="post" action=action>
            <button class="button button--quiet">{label}</button>
        </form>
    }
    .into_html()
}

/// The link to the mall; `main` if it is the next step.
pub(crate) fn to_mall(context: &RenderContext, page: &PayPage, main: bool) -> Html {
    mall_link(context, page.home.clone(), &page.mall_name, main)
}

/// The link to a mall at this address.
pub(crate) fn mall_link(context: &RenderContext, address: String, mall: &str, main: bool) -> Html {
    let class = if main {
        "button button--main"
    } else {
        "button button--quiet"
    };
    let locale = context.document.locale;
    let label = foreign::sentence(locale, context.text.layout.back_to, mall);
    view! { <a class=class id="to-mall" href=address>{label}</a> }.into_html()
}
