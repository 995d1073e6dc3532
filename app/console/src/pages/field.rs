//! A labelled text field: label, hint, error and input in the order a screen
//! reader needs. It has no maximum length, and allows paste.

use super::page_context::PageContext;
use super::problems::Problems;
use domain::console::ConsoleField;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};

/// One field, as a page declares it.
pub(super) struct TextField<'a> {
    /// The field: its id, name and problem.
    pub field: ConsoleField,
    /// The label.
    pub label: &'static str,
    /// What to type, below the label.
    pub hint: Option<&'a str>,
    /// `autocomplete` token (HTML 4.10.18.7).
    pub autocomplete: &'static str,
    /// `text`, or `password` to hide what is typed.
    pub kind: &'static str,
    /// The keyboard: `numeric`, `email` or `text`.
    pub inputmode: &'static str,
    /// The class of its width.
    pub width: &'static str,
    /// The typed value; empty for a secret.
    pub value: &'a str,
    /// True for the field that a page begins with.
    pub first: bool,
}

/// The id and name of a field's input.
pub(crate) const fn id(field: ConsoleField) -> &'static str {
    match field {
        ConsoleField::Account => "account",
        ConsoleField::Name => "name",
        ConsoleField::Password => "password",
        ConsoleField::NewPassword => "new_password",
        ConsoleField::Code => "code",
        ConsoleField::Role => "role",
        ConsoleField::Note => "note",
        ConsoleField::PasskeyName => "passkey_name",
        ConsoleField::Factor => "factor",
        ConsoleField::OrderState => "state",
        ConsoleField::FromDay => "from",
        ConsoleField::UntilDay => "until",
        ConsoleField::OrderNumber => "number",
        ConsoleField::DisplayName => "display_name",
        ConsoleField::Colour => "colour",
        ConsoleField::Support => "support",
        ConsoleField::Message => "message",
        ConsoleField::Terms => "terms",
        ConsoleField::Privacy => "privacy",
        ConsoleField::Logo => "logo-square",
        ConsoleField::PublishFrom => "publish_from",
        ConsoleField::OrdersOf => "of",
        ConsoleField::Amount => "amount",
        ConsoleField::Day => "day",
        ConsoleField::Search => "q",
        ConsoleField::Application(of) => of.name(),
        ConsoleField::Remark => "remark",
        ConsoleField::NetworkAccount => "network_account",
        ConsoleField::FreezeStops => "payments",
        ConsoleField::FreezeCause => "by",
        ConsoleField::Issuer => "issuer",
        ConsoleField::Document | ConsoleField::DocumentFile => "document",
        ConsoleField::RiskRule => "rule",
        ConsoleField::RiskNote => "risk_note",
        ConsoleField::FreezeUntil => "freeze_until",
        ConsoleField::Store => "store",
        ConsoleField::StoreNo => "store_no",
        ConsoleField::StoreName => "store_name",
        ConsoleField::StoreAddress => "store_address",
        ConsoleField::SwitchProduct => "product",
        ConsoleField::SwitchUntil => "switch_until",
        ConsoleField::RefundReason
        | ConsoleField::RefusalReason
        | ConsoleField::ReleaseReason
        | ConsoleField::SwitchReason => "reason",
    }
}

/// The message of a field's problem, which its input or group names.
pub(super) fn message(
    page: &PageContext<'_>,
    problems: &Problems,
    field: ConsoleField,
) -> Option<Html> {
    let message = problems.message(page.text, field)?;
    let id = format!("{}-error", id(field));
    let view = view! {
        <p class="field__error" id=id>
            <span class="hidden-text">{page.text.layout.error_prefix}</span>
            {message}
        </p>
    };
    Some(view.into_html())
}

/// The ids of a field's hint and error, where it has them.
pub(super) fn described_by(id: &str, has_hint: bool, has_error: bool) -> Option<String> {
    match (has_hint, has_error) {
        (false, false) => None,
        (true, false) => Some(format!("{id}-hint")),
        (false, true) => Some(format!("{id}-error")),
        (true, true) => Some(format!("{id}-hint {id}-error")),
    }
}

/// What to type or choose, below the label.
pub(super) fn hint(id: &str, hint: Option<&str>) -> Option<Html> {
    let view = view! { <p class="field__hint" id=format!("{id}-hint")>{hint?.to_owned()}</p> };
    Some(view.into_html())
}

/// A password that is in use.
pub(super) const fn password(label: &'static str) -> TextField<'static> {
    TextField {
        field: ConsoleField::Password,
        label,
        hint: None,
        autocomplete: "current-password",
        kind: "password",
        inputmode: "text",
        width: "",
        value: "",
        first: false,
    }
}

/// The account's name, not shown: password managers keep a password by it.
pub(super) fn hidden_account(account: &str) -> Html {
    let account = account.to_owned();
    view! { <input type="text" hidden=true readonly=true autocomplete="username" value=account /> }
        .into_html()
}

/// The authenticator's code.
pub(super) const fn code(label: &'static str, hint: &'static str) -> TextField<'static> {
    TextField {
        field: ConsoleField::Code,
        label,
        hint: Some(hint),
        autocomplete: "one-time-code",
        kind: "text",
        inputmode: "text",
        width: "input--otp",
        value: "",
        first: false,
    }
}

impl<'a> TextField<'a> {
    /// A line of text that browsers do not fill in.
    pub(super) const fn line(field: ConsoleField, label: &'static str, value: &'a str) -> Self {
        Self {
            field,
            label,
            hint: None,
            autocomplete: "off",
            kind: "text",
            inputmode: "text",
            width: "",
            value,
            first: false,
        }
    }

    /// A day. The browser's own calendar keeps no text that is no day, so that
    /// is shown in a field for text.
    pub(super) fn day(
        page: &PageContext<'_>,
        problems: &Problems,
        (field, label): (ConsoleField, &'static str),
        value: &'a str,
    ) -> Self {
        let is_wrong = problems.message(page.text, field).is_some();
        Self {
            kind: if is_wrong { "text" } else { "date" },
            width: "input--code",
            ..Self::line(field, label, value)
        }
    }

    /// Its HTML.
    pub(super) fn view(self, page: &PageContext<'_>, problems: &Problems) -> Html {
        let id = id(self.field);
        let error = message(page, problems, self.field);
        let has_error = error.is_some();
        let described = described_by(id, self.hint.is_some(), has_error);
        let class = format!("input {}", self.width);
        // With errors the focus is on their summary.
        let first = self.first && problems.is_empty();
        view! {
            <div class="field" class:field--wrong=has_error>
                <label class="field__label" for=id>{self.label}</label>
                {hint(id, self.hint)}
                {error}
                <input
                    class=class.trim_end().to_owned()
                    id=id
                    name=id
                    type=self.kind
                    inputmode=self.inputmode
                    autocomplete=self.autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    aria-describedby=described
                    aria-invalid=has_error.then_some("true")
                    value=self.value.to_owned()
                    autofocus=first
                />
            </div>
        }
        .into_html()
    }
}
