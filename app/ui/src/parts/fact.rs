//! One row of a list of facts.

use crate::context::RenderContext;
use crate::html::{Html, IntoHtml as _};
use crate::parts::foreign;
use leptos::prelude::*;

/// A term and its value, which may be a name in another language.
pub(crate) fn row(context: &RenderContext, term: &'static str, value: String) -> Html {
    let lang = foreign::lang(context.document.locale, &value);
    view! { <div class="facts__row"><dt>{term}</dt><dd lang=lang>{value}</dd></div> }.into_html()
}
