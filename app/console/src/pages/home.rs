//! The first page of a console, and the list of consoles to choose from.

use super::PageBody;
use super::page_context::{Caller, PageContext};
use crate::clock::{Clock, china_time};
use domain::console::{Membership, Right};
use leptos::prelude::*;
use ui::parts::foreign;

/// The first page: what the person may do here, and the time in China.
pub(crate) fn view(page: &PageContext<'_>, caller: &Caller, own: &Membership) -> PageBody {
    let text = &page.text.home;
    let layout = &page.text.layout;
    let title = page.console_name(&own.scope_name);
    let orders = page.has_orders();
    let orders = orders.then(|| (layout.orders, text.orders_about, page.scope_path("/orders")));
    let team = page.may(Right::ManageTeam);
    let team = team.then(|| (layout.team, text.team_about, page.scope_path("/team")));
    let audit = page.may(Right::SeeAudit);
    let audit = audit.then(|| (layout.audit, text.audit_about, page.scope_path("/audit")));
    let account = "/console/account".to_owned();
    let account = Some((layout.account, text.account_about, account));
    let cards: Vec<_> = [orders, team, audit, account]
        .into_iter()
        .flatten()
        .map(|(name, about, path)| card(page.link(&path), name.into_any(), about.to_owned()))
        .collect();
    let signed_in = (text.signed_in)(&caller.by.person.name, page.role(own.role).name);
    let body = view! {
        <h1 class="title">{foreign::name(page.document.locale, &title)}</h1>
        <p class="lead">{signed_in}</p>
        <ul class="cards">{cards}</ul>
        {clock(page)}
    };
    PageBody::new(title, body.into_any())
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
            let name = page.console_name(&of.scope_name);
            let name = foreign::name(page.document.locale, &name);
            let path = page.link(&format!("/console/{}", of.scope));
            card(path, name, page.role(of.role).name.to_owned())
        })
        .collect();
    let cards = (!consoles.is_empty()).then(|| view! { <ul class="cards">{consoles}</ul> });
    let body = view! {
        <h1 class="title">{title}</h1>
        <p class="lead">{lead}</p>
        {cards}
    };
    PageBody::new(title, body.into_any())
}

fn card(path: String, name: AnyView, about: String) -> AnyView {
    view! {
        <li>
            <a class="card" href=path>
                <span class="card__name">{name}</span>
                <span class="card__about">{about}</span>
            </a>
        </li>
    }
    .into_any()
}

fn clock(page: &PageContext<'_>) -> AnyView {
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
                    {china_time(page.now)}
                </time>
                " (UTC+8)"
            </p>
            <p class="clock__note" id="clock-still">{text.as_opened}</p>
            <p class="clock__note" id="clock-note" role="status" hidden=true></p>
        </section>
        {island}
    }
    .into_any()
}
