//! The error summary: on top, focused, with one link per error to its field and
//! the same text as beside the field.

use crate::context::RenderContext;
use crate::html::{Html, IntoHtml as _};
use crate::text::Text;
use domain::desk::{Field, FieldError};
use domain::locale::Locale;
use leptos::prelude::*;
use std::borrow::Cow;

/// The id of a field's input, the target of links.
pub(crate) const fn id(field: Field) -> &'static str {
    match field {
        Field::Way => "ways",
        Field::Bank => "banks",
        Field::Number => "number",
        Field::Name => "name",
        Field::IdNumber => "id_number",
        Field::Phone => "phone",
        Field::Expiry => "expiry",
        Field::SecurityCode => "security_code",
        Field::Code => "code",
    }
}

/// The first error of a field.
pub(crate) fn message(
    locale: Locale,
    errors: &[FieldError],
    field: Field,
) -> Option<Cow<'static, str>> {
    let error = errors.iter().find(|e| e.field == field);
    error.map(|e| (Text::of(locale).field_error)(e.field, e.problem))
}

/// The summary; empty without errors.
pub(crate) fn summary(context: &RenderContext, errors: &[FieldError]) -> Html {
    if errors.is_empty() {
        return ().into_html();
    }
    let lines: Vec<_> = errors
        .iter()
        .map(|e| {
            let to = format!("#{}", id(e.field));
            view! { <li><a href=to>{(context.text.field_error)(e.field, e.problem)}</a></li> }
        })
        .collect();
    alert(
        context.text.layout.errors_heading,
        view! { <ul class="alert__list">{lines}</ul> }.into_html(),
    )
}

/// A refusal that concerns no field.
pub(crate) fn refused(context: &RenderContext, text: String) -> Html {
    alert(
        context.text.layout.errors_heading,
        view! { <p>{text}</p> }.into_html(),
    )
}

/// `autofocus` moves the focus without a script when the page loads.
fn alert(heading: &'static str, body: Html) -> Html {
    view! {
        <div class="alert" id="error-summary" role="alert" tabindex="-1" autofocus=true>
            <h2 class="alert__title">{heading}</h2>
            {body}
        </div>
    }
    .into_html()
}
