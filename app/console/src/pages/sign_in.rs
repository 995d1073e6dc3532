//! The two pages of sign-in: account name and password, then a code.

use super::PageBody;
use super::field::{self, TextField};
use super::form::{form, own_path};
use super::page_context::PageContext;
use super::problems::Problems;
use super::{passkey, summary};
use domain::console::ConsoleField;
use leptos::prelude::*;
use ui::html::IntoHtml;

/// Account name and password. `passkey` is where the form of a passkey is sent.
pub(crate) fn password_view(
    page: &PageContext<'_>,
    (account, passkey): (&str, Option<&str>),
    problems: &Problems,
    signed_out: bool,
) -> PageBody {
    let text = &page.text.sign_in;
    let fields = view! {
        {TextField {
            field: ConsoleField::Account,
            label: text.account,
            hint: None,
            // So that browsers offer passkeys in it (HTML 4.10.18.7.1).
            autocomplete: if passkey.is_some() { "username webauthn" } else { "username" },
            kind: "text",
            inputmode: "email",
            width: "",
            value: account,
            first: true,
        }
            .view(page, problems)}
        {field::password(text.password).view(page, problems)}
        <button class="button button--main">{text.next}</button>
    };
    let body = view! {
        {summary::errors(page, problems)}
        {summary::notice(signed_out.then_some(text.signed_out))}
        <h1 class="title">{text.title}</h1>
        <p class="lead">{text.lead}</p>
        {form(page, &own_path(page), "form", fields.into_html())}
        {passkey.map(|to| passkey::sign_in(page, to, problems))}
        <p class="next">{text.forgotten}</p>
    };
    PageBody::new(text.title, body.into_html())
}

/// The authenticator's code, or a recovery code.
pub(crate) fn code_view(page: &PageContext<'_>, again: String, problems: &Problems) -> PageBody {
    let text = &page.text.sign_in;
    let code = TextField {
        first: true,
        ..field::code(text.code, text.code_hint)
    };
    let fields = view! {
        {code.view(page, problems)}
        <button class="button button--main">{text.sign_in}</button>
    };
    let body = view! {
        {summary::errors(page, problems)}
        <h1 class="title">{text.code_title}</h1>
        <p class="lead">{text.code_lead}</p>
        {form(page, &own_path(page), "form", fields.into_html())}
        <p class="next">{text.code_lost}</p>
        <p class="next"><a class="line-link" href=again>{text.again}</a></p>
    };
    PageBody::new(text.code_title, body.into_html())
}
