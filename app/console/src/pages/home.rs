//! The first page of a console, and the list of consoles to choose from.

use super::PageBody;
use super::page_context::{Caller, PageContext};
use super::{device, sections, time};
use crate::clock::Clock;
use domain::console::Membership;
use domain::day::date_time_in_china;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;

/// The first page: what the person may do here, and the time in China; above them
/// what it has to know.
pub(crate) fn view(
    page: &PageContext<'_>,
    caller: &Caller,
    own: &Membership,
    above: Html,
) -> PageBody {
    let text = &page.text.home;
    let layout = &page.text.layout;
    let title = page.console_name(&own.scope_name, own.store.as_ref());
    let sections = sections::of(page).into_iter();
    let sections = sections.map(|section| (section.name, section.about, section.path));
    let account = "/console/account".to_owned();
    let cards: Vec<_> = sections
        .chain([(layout.account, text.account_about, account)])
        .map(|(name, about, path)| card(page.link(&path), name.into_html(), about.to_owned()))
        .collect();
    let signed_in = (text.signed_in)(&caller.by.person.name, page.role(own.role).name);
    let body = view! {
        <h1 class="title">{foreign::name(page.document.locale, &title)}</h1>
        <p class="lead">{signed_in}</p>
        {above}
        <ul class="cards">{cards}</ul>
        {foot(page, caller)}
    };
    PageBody::new(title, body.into_html())
}

/// The end of each first page: the last sign-in, and the time in China.
pub(crate) fn foot(page: &PageContext<'_>, caller: &Caller) -> Html {
    view! { {last_sign_in(page, caller)} {clock(page)} }.into_html()
}

/// When and from where the person signed in before, so that it notices a sign-in
/// that was not its own.
fn last_sign_in(page: &PageContext<'_>, caller: &Caller) -> Option<Html> {
    let previous = caller.by.previous.as_ref()?;
    let device = device::name(&previous.agent);
    let device = device.unwrap_or_else(|| page.text.account.unknown_device.to_owned());
    let from = previous.ip.as_deref().unwrap_or("–");
    let at = time::minute_text(previous.at);
    let told = (page.text.passkeys.last_sign_in)(&at, from, &device);
    Some(view! { <p class="next">{told}</p> }.into_html())
}

/// The consoles of the person.
pub(crate) fn choose(page: &PageContext<'_>, caller: &Caller) -> PageBody {
    let text = &page.text.home;
    let (title, lead) = if caller.by.memberships.is_empty() {
        (text.none, text.none_lead)
    } else {
        (text.choose, text.choose_lead)
    };
    let consoles = caller.by.memberships.iter();
    let consoles: Vec<_> = consoles
        .map(|of| {
            let name = page.console_name(&of.scope_name, of.store.as_ref());
            let name = foreign::name(page.document.locale, &name);
            let path = page.link(&format!("/console/{}", of.scope));
            card(path, name.into_html(), page.role(of.role).name.to_owned())
        })
        .collect();
    let cards = (!consoles.is_empty()).then(|| view! { <ul class="cards">{consoles}</ul> });
    let body = view! {
        <h1 class="title">{title}</h1>
        <p class="lead">{lead}</p>
        {last_sign_in(page, caller)}
        {cards}
    };
    PageBody::new(title, body.into_html())
}

fn card(path: String, name: Html, about: String) -> Html {
    view! {
        <li>
            <a class="card" href=path>
                <span class="card__name">{name}</span>
                <span class="card__about">{about}</span>
            </a>
        </li>
    }
    .into_html()
}

/// The time in China.
fn clock(page: &PageContext<'_>) -> Html {
    let text = &page.text.home;
    let island = page.document.bundle.map(|_| view! { <Clock /> });
    view! {
        <section class="clock">
            <h2 class="clock__label" id="clock-label">{text.beijing_time}</h2>
            <p class="clock__time">
                <time
                    id="clock"
                    aria-labelledby="clock-label"
                    data-ms=page.now.ms().to_string()
                    data-fast=text.clock_fast
                    data-slow=text.clock_slow
                >
                    {date_time_in_china(page.now)}
                </time>
                " (UTC+8)"
            </p>
            <p class="clock__note" id="clock-still">{text.as_opened}</p>
            <p class="clock__note" id="clock-note" role="status" hidden=true></p>
        </section>
        {island}
    }
    .into_html()
}
