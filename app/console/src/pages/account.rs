//! The person's own account: name and roles, passkeys, password, recovery codes,
//! and the sessions with a button to end each.

use super::PageBody;
use super::form::form;
use super::page_context::{Caller, PageContext};
use super::{device, passkey, summary, time};
use domain::console::{Passkey, Session};
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;

/// So few recovery codes are warned of.
const FEW_CODES: u32 = 3;

/// The page. `done` is the change that led to it.
pub(crate) fn view(
    page: &PageContext<'_>,
    caller: &Caller,
    sessions: &[Session],
    (passkeys, host): (&[Passkey], Option<&str>),
    done: Option<&str>,
) -> PageBody {
    let text = &page.text.account;
    let notice = match done {
        Some("password") => Some(text.password_changed),
        Some("passkey") => Some(page.text.passkeys.was_added),
        Some("remove_passkey") => Some(page.text.passkeys.was_removed),
        Some("end") => Some(text.session_ended),
        Some("end_others") => Some(text.others_ended),
        _ => None,
    };
    let left = caller.by.recovery_codes_left;
    let few = (left < FEW_CODES).then(|| {
        view! { <p class="warning" role="note">{text.codes_few}</p> }
    });
    let body = view! {
        {summary::notice(notice)}
        <h1 class="title">{text.title}</h1>
        {person(page, caller)}
        {passkey::list(page, passkeys, host)}
        <section class="part">
            <h2 class="part__title">{text.password}</h2>
            <p class="part__lead">{text.password_lead}</p>
            <a class="button button--quiet" href=page.link("/console/account/password")>
                {text.change_password}
            </a>
        </section>
        <section class="part">
            <h2 class="part__title">{text.codes}</h2>
            {few}
            <p class="part__lead">{(text.codes_left)(left)}</p>
            <a class="button button--quiet" href=page.link("/console/account/codes")>
                {text.new_codes}
            </a>
        </section>
        {sessions_of(page, caller, sessions)}
    };
    PageBody::new(text.title, body.into_html())
}

fn person(page: &PageContext<'_>, caller: &Caller) -> Html {
    let text = &page.text.account;
    let person = &caller.by.person;
    let roles: Vec<_> = caller
        .by
        .memberships
        .iter()
        .map(|of| {
            let scope = page.console_name(&of.scope_name, of.store.as_ref());
            let scope = foreign::name(page.document.locale, &scope);
            view! { <span class="lines__line">{scope}" · "{page.role(of.role).name}</span> }
        })
        .collect();
    view! {
        <dl class="facts">
            <div class="facts__row">
                <dt>{text.name}</dt>
                <dd>{foreign::name(page.document.locale, &person.name)}</dd>
            </div>
            <div class="facts__row">
                <dt>{text.account}</dt>
                <dd>{person.account.to_string()}</dd>
            </div>
            <div class="facts__row">
                <dt>{text.roles}</dt>
                <dd>{roles}</dd>
            </div>
        </dl>
    }
    .into_html()
}

fn sessions_of(page: &PageContext<'_>, caller: &Caller, sessions: &[Session]) -> Html {
    let text = &page.text.account;
    let others = sessions.iter().any(|of| of.id != caller.by.session);
    let end_others = others.then(|| {
        let button = view! { <button class="button button--quiet">{text.end_others}</button> };
        form(
            page,
            "/console/account?do=end_others",
            "part__form",
            button.into_html(),
        )
    });
    let rows: Vec<_> = sessions
        .iter()
        .map(|session| row(page, session, session.id == caller.by.session))
        .collect();
    view! {
        <section class="part">
            <h2 class="part__title" id="sessions">{text.sessions}</h2>
            <p class="part__lead">{text.sessions_lead}</p>
            <table class="table" aria-labelledby="sessions">
                <thead>
                    <tr>
                        <th scope="col">{text.device}</th>
                        <th scope="col">{text.address}</th>
                        <th scope="col">{text.began}</th>
                        <th scope="col">{text.seen}</th>
                        <th scope="col"><span class="hidden-text">{text.end}</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {end_others}
            <p class="next">{page.text.layout.beijing}</p>
        </section>
    }
    .into_html()
}

fn row(page: &PageContext<'_>, session: &Session, own: bool) -> Html {
    let text = &page.text.account;
    let device = device::name(&session.agent);
    let device = device.unwrap_or_else(|| text.unknown_device.to_owned());
    let end = if own {
        view! { <span class="badge">{text.this_session}</span> }.into_html()
    } else {
        let button = view! {
            <input type="hidden" name="session" value=session.id.to_string() />
            <button class="button button--small" aria-label=(text.end_label)(&device)>{text.end}</button>
        };
        form(
            page,
            "/console/account?do=end",
            "table__form",
            button.into_html(),
        )
    };
    let new = session.new_browser.then(|| {
        view! { " "<span class="badge">{page.text.passkeys.new_browser}</span> }
    });
    view! {
        <tr>
            <th scope="row" title=session.agent.clone()>{device}{new}</th>
            <td data-label=text.address>{session.ip.clone().unwrap_or_else(|| "–".to_owned())}</td>
            <td data-label=text.began>{time::minute(session.created_at)}</td>
            <td data-label=text.seen>{time::minute(session.seen_at)}</td>
            <td class="table__end">{end}</td>
        </tr>
    }
    .into_html()
}
