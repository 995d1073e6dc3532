//! A labelled text field: label, hint, error and input in the order a screen
//! reader needs. It has no `type=number` and no maximum length, and allows
//! paste.

use crate::html::{Html, IntoHtml as _};
use crate::parts::errors;
use crate::text::Text;
use domain::card::{CardKind, hint};
use domain::desk::{Field, FieldError};
use domain::input::compact;
use domain::locale::Locale;
use leptos::prelude::*;

/// One field, as a page declares it.
pub(crate) struct TextField<'a> {
    /// The field: its id, name and error.
    pub field: Field,
    /// The label.
    pub label: &'static str,
    /// What to type, below the label.
    pub hint: &'static str,
    /// `autocomplete` token (HTML 4.10.18.7).
    pub autocomplete: &'static str,
    /// The keyboard: `numeric`, `tel` or `text`.
    pub inputmode: &'static str,
    /// The class of its width, by the expected length.
    pub width: &'static str,
    /// The typed value.
    pub value: &'a str,
}

/// The bank and kind of a known card: `工商银行 · 储蓄卡`.
fn card_note(locale: Locale, number: &str) -> Option<String> {
    let known = hint(&compact(number))?;
    let text = &Text::of(locale).choose;
    let kind = match known.kind {
        CardKind::Credit => text.credit,
        CardKind::Debit => text.debit,
    };
    let bank = known.bank.short_name(locale);
    Some(format!("{bank} · {kind}"))
}

impl TextField<'_> {
    /// Its HTML.
    pub(crate) fn view(self, locale: Locale, errors: &[FieldError]) -> Html {
        let id = errors::id(self.field);
        let message = errors::message(locale, errors, self.field);
        let described = match message {
            Some(_) => format!("{id}-hint {id}-error"),
            None => format!("{id}-hint"),
        };
        let class = format!("input {}", self.width);
        let note = (self.field == Field::Number)
            .then(|| card_note(locale, self.value))
            .flatten();
        let no_note = note.is_none();
        let has_error = message.is_some();
        // The code is all that is asked for. With errors the focus is on their
        // summary.
        let first = self.field == Field::Code && errors.is_empty();
        let error = message.map(|text| {
            view! {
                <p class="field__error" id=format!("{id}-error")>
                    <span class="hidden-text">{Text::of(locale).layout.error_prefix}</span>
                    {text}
                </p>
            }
        });
        view! {
            <div class="field" class:field--wrong=has_error>
                <label class="field__label" for=id>{self.label}</label>
                <p class="field__hint" id=format!("{id}-hint")>{self.hint}</p>
                {error}
                <input
                    class=class
                    id=id
                    name=id
                    type="text"
                    inputmode=self.inputmode
                    autocomplete=self.autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    aria-describedby=described
                    aria-invalid=has_error.then_some("true")
                    value=self.value.to_owned()
                    autofocus=first
                />
                <p class="field__note" id=format!("{id}-note") hidden=no_note>{note}</p>
            </div>
        }
        .into_html()
    }
}
