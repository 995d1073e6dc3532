//! The page that changes the password.

use super::PageBody;
use super::field::{self, TextField};
use super::form::form;
use super::page_context::{Caller, PageContext};
use super::problems::Problems;
use super::summary;
use domain::console::ConsoleField;
use leptos::prelude::*;

/// The page.
pub(crate) fn view(page: &PageContext<'_>, caller: &Caller, problems: &Problems) -> PageBody {
    let text = &page.text.account;
    let new = TextField {
        field: ConsoleField::NewPassword,
        hint: Some(page.text.invitation.password_hint),
        autocomplete: "new-password",
        ..field::password(text.new)
    };
    let fields = view! {
        {field::hidden_account(caller.by.person.account.as_str())}
        {field::password(text.current).view(page, problems)}
        {new.view(page, problems)}
        <div class="actions">
            <button class="button button--own">{text.save_password}</button>
            <a class="button button--quiet" href=page.link("/console/account")>
                {page.text.layout.back}
            </a>
        </div>
    };
    let body = view! {
        {summary::errors(page, problems)}
        <h1 class="title">{text.change_password}</h1>
        <p class="lead">{text.password_lead}</p>
        {form(page, page.path, "form form--narrow", fields.into_any())}
    };
    PageBody::new(text.change_password, body.into_any())
}
