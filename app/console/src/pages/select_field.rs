//! A labelled choice from a list, with its hint and its error.

use super::field;
use super::page_context::PageContext;
use super::problems::Problems;
use domain::console::ConsoleField;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};

/// A list to choose from, as a page declares it.
pub(super) struct SelectField {
    /// Which field.
    pub field: ConsoleField,
    /// The label.
    pub label: &'static str,
    /// What to choose, below the label.
    pub hint: Option<&'static str>,
    /// The words for no choice.
    pub none: &'static str,
    /// What can be chosen.
    pub options: Vec<Html>,
}

impl SelectField {
    /// Its HTML.
    pub(super) fn view(self, page: &PageContext<'_>, problems: &Problems) -> Html {
        let id = field::id(self.field);
        let error = field::message(page, problems, self.field);
        let has_error = error.is_some();
        let described = field::described_by(id, self.hint.is_some(), has_error);
        view! {
            <div class="field" class:field--wrong=has_error>
                <label class="field__label" for=id>{self.label}</label>
                {field::hint(id, self.hint)}
                {error}
                <select
                    class="input"
                    id=id
                    name=id
                    aria-describedby=described
                    aria-invalid=has_error.then_some("true")
                >
                    <option value="">{self.none}</option>
                    {self.options}
                </select>
            </div>
        }
        .into_html()
    }
}

/// What can be chosen; `chosen` is the value of what is.
pub(super) fn option(value: &str, words: impl IntoView, chosen: &str) -> Html {
    view! { <option value=value.to_owned() selected=value == chosen>{words}</option> }.into_html()
}
