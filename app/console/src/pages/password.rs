//! The page that changes the password.

use super::PageBody;
use super::field::{self, TextField};
use super::form::with_way_back;
use super::frame::ACCOUNT;
use super::page_context::{Caller, PageContext};
use super::problems::Problems;
use super::summary;
use domain::console::ConsoleField;
use leptos::prelude::*;
use ui::html::IntoHtml;

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
    };
    let fields = fields.into_html();
    let body = view! {
        {summary::errors(page, problems)}
        <h1 class="title">{text.change_password}</h1>
        <p class="lead">{text.password_lead}</p>
        {with_way_back(page, fields, text.save_password, ACCOUNT)}
    };
    PageBody::new(text.change_password, body.into_html())
}
