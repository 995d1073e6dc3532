//! The page that invites a member, and the link that it makes.

use super::PageBody;
use super::field::TextField;
use super::form::with_way_back;
use super::page_context::PageContext;
use super::problems::Problems;
use super::role_choice::{Chosen, Offered};
use super::{one_time_link, role_choice, summary};
use domain::console::ConsoleField;
use leptos::prelude::*;
use ui::html::IntoHtml;

/// The form.
pub(crate) fn view(
    page: &PageContext<'_>,
    offered: &Offered<'_>,
    (chosen, note): (&Chosen<'_>, &str),
    problems: &Problems,
) -> PageBody {
    let text = &page.text.team;
    let note = TextField {
        hint: Some(text.note_hint),
        ..TextField::line(ConsoleField::Note, text.note_label, note)
    };
    let fields = view! {
        {role_choice::view(page, offered, chosen, problems)}
        {note.view(page, problems)}
    };
    let (fields, team) = (fields.into_html(), page.scope_path("/team"));
    let body = view! {
        {summary::errors(page, problems)}
        <h1 class="title">{text.invite}</h1>
        <p class="lead">{text.invite_lead}</p>
        {with_way_back(page, fields, text.make_link, &team)}
    };
    PageBody::new(text.invite, body.into_html())
}

/// The link of the invitation.
pub(crate) fn made(page: &PageContext<'_>, address: String) -> PageBody {
    one_time_link::view(page, page.text.team.link_lead.to_owned(), address)
}
