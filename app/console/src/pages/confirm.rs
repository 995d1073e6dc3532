//! The question for password and code, or a passkey, before something that
//! weighs. Its form goes to the address that was asked for, with what was typed.

use super::PageBody;
use super::field::{self, TextField};
use super::form::form;
use super::page_context::PageContext;
use super::passkey::{self, Button};
use super::problems::Problems;
use super::summary;
use leptos::prelude::*;
use ui::html::IntoHtml;

/// The field that marks a form with a confirmation.
pub(crate) const CONFIRM: &str = "confirm";

/// Its value where a page was asked for; another one where a form was sent.
pub(crate) const OF_VISIT: &str = "visit";

/// The field of a passkey's answer.
pub(crate) const CONFIRM_PASSKEY: &str = "confirm_passkey";

/// What goes on after the confirmation.
pub(crate) enum Repeated {
    /// A page that was asked for.
    Visit,
    /// A form, with the names and values of its fields.
    Form(Vec<(String, String)>),
}

/// The page. `target` is the address that was asked for, without language.
pub(crate) fn view(
    page: &PageContext<'_>,
    (target, repeated): (&str, &Repeated),
    has_passkey: bool,
    problems: &Problems,
) -> PageBody {
    let text = &page.text.passkeys;
    let (mark, typed) = match repeated {
        Repeated::Visit => (OF_VISIT, &[][..]),
        Repeated::Form(typed) => ("form", typed.as_slice()),
    };
    let typed: Vec<_> = typed
        .iter()
        .map(|(name, value)| {
            view! { <input type="hidden" name=name.clone() value=value.clone() /> }
        })
        .collect();
    let account = page
        .caller
        .map(|caller| field::hidden_account(caller.by.person.account.as_str()));
    let passkey = has_passkey.then(|| {
        let button = Button {
            field: CONFIRM_PASSKEY,
            ask: "/console/passkey?for=confirm",
            label: text.confirm_by_passkey,
            makes: false,
            offers: false,
        };
        passkey::button(page, &button)
    });
    let fields = view! {
        <input type="hidden" name=CONFIRM value=mark />
        {typed}
        {passkey}
        {account}
        {TextField {
            first: true,
            ..field::password(page.text.sign_in.password)
        }
            .view(page, problems)}
        {field::code(page.text.sign_in.code, page.text.sign_in.code_lost).view(page, problems)}
        <button class="button button--main">{text.confirm}</button>
    };
    let body = view! {
        {summary::errors(page, problems)}
        <h1 class="title">{text.confirm_title}</h1>
        <p class="lead">{text.confirm_lead}</p>
        {form(page, target, "form form--narrow", fields.into_html())}
    };
    PageBody::new(text.confirm_title, body.into_html())
}
