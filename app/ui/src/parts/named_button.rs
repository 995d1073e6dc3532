//! The main button of a form whose choices have names. It names the choice:
//! "Go to ICBC and pay", "Pay with ICBC (7890)".
//!
//! Without scripts CSS shows the name for as long as the choice is the one that
//! was checked first (`style/33-buttons.css`), else a text without a name. The
//! island writes the name of each choice from its `data-name`.

use crate::html::{Html, IntoHtml as _};
use leptos::prelude::*;

/// The button's texts.
pub(crate) struct NamedButton {
    /// Without a name.
    pub any: String,
    /// With `%` in the name's place.
    pub named: String,
    /// The name of the choice that is checked first; `None` where none is.
    pub first: Option<String>,
}

impl NamedButton {
    /// Its HTML.
    pub(crate) fn view(self) -> Html {
        let Self { any, named, first } = self;
        let first = first.map(|name| named.replacen('%', &name, 1));
        let content = match first {
            Some(first) => view! {
                <span class="button__first">{first}</span>
                <span class="button__any">{any.clone()}</span>
            }
            .into_html(),
            None => any.clone().into_html(),
        };
        view! {
            <button class="button button--main" data-any=any data-named=named>{content}</button>
        }
        .into_html()
    }
}
