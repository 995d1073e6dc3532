//! One member: its role, a new sign-in, and removal, which asks first.

use super::PageBody;
use super::form::form;
use super::page_context::PageContext;
use super::problems::Problems;
use super::role_choice::{Chosen, Offered};
use super::{one_time_link, role_choice, summary};
use domain::console::Member;
use leptos::prelude::*;
use ui::html::IntoHtml;
use ui::parts::foreign;

/// The page. `chosen` is what is checked.
pub(crate) fn view(
    page: &PageContext<'_>,
    offered: &Offered<'_>,
    member: &Member,
    chosen: &Chosen<'_>,
    problems: &Problems,
) -> PageBody {
    let text = &page.text.team;
    let name = &member.person.name;
    let save = view! {
        {role_choice::view(page, offered, chosen, problems)}
        <button class="button button--own">{text.save_role}</button>
    };
    let reset = view! { <button class="button button--quiet">{text.reset_button}</button> };
    let to = |action: &str| format!("{}?do={action}", page.path);
    let ask = page.link(&format!("{}?ask=remove", page.path));
    let body = view! {
        {summary::errors(page, problems)}
        <p class="crumb"><a href=page.link(&page.scope_path("/team"))>{text.to_team}</a></p>
        <h1 class="title">{foreign::name(page.document.locale, name)}</h1>
        <p class="lead">{member.person.account.to_string()}</p>
        {form(page, &to("role"), "form form--narrow", save.into_html())}
        <section class="part">
            <h2 class="part__title">{text.reset}</h2>
            <p class="part__lead">{text.reset_lead}</p>
            {form(page, &to("reset"), "part__form", reset.into_html())}
        </section>
        <section class="part">
            <h2 class="part__title">{text.remove}</h2>
            <p class="part__lead">{text.remove_lead}</p>
            <a class="button button--quiet button--danger" href=ask>{text.remove_link}</a>
        </section>
    };
    PageBody::new(name.clone(), body.into_html())
}

/// The question before a member is removed.
pub(crate) fn ask_removal(page: &PageContext<'_>, member: &Member) -> PageBody {
    let text = &page.text.team;
    let name = &member.person.name;
    let title = (text.remove_ask)(name);
    let buttons = view! {
        <div class="actions">
            <button class="button button--danger">{(text.remove_button)(name)}</button>
            <a class="button button--quiet" href=page.link(page.path)>{text.keep}</a>
        </div>
    };
    let to = format!("{}?do=remove", page.path);
    let body = view! {
        <h1 class="title">{title.clone()}</h1>
        <p class="lead">{text.remove_ask_lead}</p>
        {form(page, &to, "form", buttons.into_html())}
    };
    PageBody::new(title, body.into_html())
}

/// The link with which the member sets up its sign-in anew.
pub(crate) fn reset_link(page: &PageContext<'_>, member: &Member, address: String) -> PageBody {
    let lead = (page.text.team.reset_link_lead)(&member.person.name);
    one_time_link::view(page, lead, address)
}
