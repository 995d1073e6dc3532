//! What a card is paid with beside its number: the holder's data, and expiry and
//! security code for credit cards and unknown ones. The network signs every card
//! before it is paid with, so the agreement is named; whether the card is
//! remembered is the shopper's choice. The button that sends it all is theirs.
//!
//! Empty, the fields are a static fragment: most pages that have them are shown
//! to shoppers who have typed nothing yet.

use super::agreements::agreements;
use super::field::TextField;
use crate::html::{Html, IntoHtml as _};
use crate::render::Fragment;
use crate::settings::Provider;
use crate::text::Text;
use domain::card::{CardKind, hint};
use domain::desk::{CardEntry, Field, FieldError};
use domain::input::compact;
use domain::locale::Locale;
use leptos::prelude::*;

/// The fields.
pub(crate) struct CardFields<'a> {
    /// What is typed.
    pub card: &'a CardEntry,
    /// What is wrong with it.
    pub errors: &'a [FieldError],
    /// Shows the box to remember the card.
    pub asks_to_remember: bool,
}

/// Nothing typed, and the box to remember the card checked.
pub(crate) fn empty() -> CardEntry {
    CardEntry {
        remember: true,
        ..CardEntry::default()
    }
}

/// The empty fields on pages in this language.
pub(crate) const fn fragment(locale: Locale, asks_to_remember: bool) -> Fragment {
    Fragment(match (locale, asks_to_remember) {
        (Locale::ZhCn, true) => "card-fields-zh-cn",
        (Locale::ZhCn, false) => "card-fields-once-zh-cn",
        (Locale::En, true) => "card-fields-en",
        (Locale::En, false) => "card-fields-once-en",
    })
}

/// The empty fields in each language, with the box and without.
pub(crate) fn fragments(provider: &Provider) -> [(Fragment, String); 4] {
    let (zh, en) = (Locale::ZhCn, Locale::En);
    [(zh, true), (zh, false), (en, true), (en, false)].map(|(locale, asks_to_remember)| {
        let fields = CardFields {
            card: &empty(),
            errors: &[],
            asks_to_remember,
        };
        let html = fields.view(locale, provider).to_html();
        (fragment(locale, asks_to_remember), html)
    })
}

impl CardFields<'_> {
    /// Their HTML.
    pub(crate) fn view(&self, locale: Locale, provider: &Provider) -> Html {
        let text = &Text::of(locale).card;
        let remember = self.asks_to_remember.then(|| self.remember(locale));
        view! {
            {self.holder(locale)}
            {self.credit(locale)}
            {remember}
            {agreements(locale, provider)}
            <p class="promise">{text.privacy}</p>
            <button class="button button--main">{text.submit}</button>
        }
        .into_html()
    }

    fn holder(&self, locale: Locale) -> Html {
        let text = &Text::of(locale).card;
        let fields = [
            TextField {
                field: Field::Name,
                label: text.name,
                hint: text.name_hint,
                autocomplete: "cc-name",
                inputmode: "text",
                width: "",
                value: self.card.name.expose(),
            },
            TextField {
                field: Field::IdNumber,
                label: text.id_number,
                hint: text.id_number_hint,
                autocomplete: "off",
                inputmode: "text",
                width: "input--code",
                value: self.card.id_number.expose(),
            },
            TextField {
                field: Field::Phone,
                label: text.phone,
                hint: text.phone_hint,
                autocomplete: "tel",
                inputmode: "tel",
                width: "input--code",
                value: self.card.phone.expose(),
            },
        ];
        fields
            .map(|field| field.view(locale, self.errors))
            .into_html()
    }

    /// The fields of a credit card. The security code is never shown again.
    fn credit(&self, locale: Locale) -> Html {
        let text = &Text::of(locale).card;
        let expiry = TextField {
            field: Field::Expiry,
            label: text.expiry,
            hint: text.expiry_hint,
            autocomplete: "cc-exp",
            inputmode: "text",
            width: "input--code",
            value: self.card.expiry.expose(),
        };
        let code = TextField {
            field: Field::SecurityCode,
            label: text.security_code,
            hint: text.security_code_hint,
            autocomplete: "cc-csc",
            inputmode: "numeric",
            width: "input--code",
            value: "",
        };
        let known = hint(&compact(self.card.number.expose()));
        let debit = known.is_some_and(|known| known.kind == CardKind::Debit);
        view! {
            <fieldset class="credit" id="credit" hidden=debit>
                <legend class="credit__title">{text.credit_only}</legend>
                <div class="credit__row">
                    {expiry.view(locale, self.errors)}{code.view(locale, self.errors)}
                </div>
            </fieldset>
        }
        .into_html()
    }

    /// The box to remember the card. Unchecked, the card pays once.
    fn remember(&self, locale: Locale) -> Html {
        let text = &Text::of(locale).card;
        view! {
            <div class="check">
                <input
                    class="check__box"
                    type="checkbox"
                    id="remember"
                    name="remember"
                    value="true"
                    checked=self.card.remember
                    aria-describedby="remember-hint"
                />
                <label class="check__label" for="remember">{text.remember}</label>
                <p class="check__hint" id="remember-hint">{text.remember_hint}</p>
            </div>
        }
        .into_html()
    }
}
