//! The person's own account: sessions, password, recovery codes.

use super::asked::Asked;
use super::site::{Body, Site};
use crate::pages::failure::Failure;
use crate::pages::page_context::Caller;
use crate::pages::problems::Problems;
use crate::pages::{account, password, recovery_codes};
use axum::extract::State;
use axum::response::Response;
use domain::console::ConsoleField;
use domain::ids::{PasskeyId, SessionId};
use http::StatusCode;

const ACCOUNT: &str = "/console/account";

/// `GET /console/account`.
pub(super) async fn get(State(site): State<Site>, asked: Asked) -> Response {
    let shown = show(&site, &asked).await;
    site.answer(&asked, shown).await
}

/// `POST /console/account`: ends sessions, removes a passkey.
pub(super) async fn post(State(site): State<Site>, asked: Asked, body: Body) -> Response {
    let done = change(&site, &asked, body).await;
    site.answer(&asked, done).await
}

/// `GET /console/account/password`.
pub(super) async fn get_password(State(site): State<Site>, asked: Asked) -> Response {
    let caller = site.confirmed_caller(&asked).await;
    let shown = caller.map(|caller| password_page(&site, &asked, &caller, &Problems::default()));
    site.answer(&asked, shown).await
}

/// `POST /console/account/password`.
pub(super) async fn post_password(State(site): State<Site>, asked: Asked, body: Body) -> Response {
    let done = change_password(&site, &asked, body).await;
    site.answer(&asked, done).await
}

/// `GET /console/account/codes`.
pub(super) async fn get_codes(State(site): State<Site>, asked: Asked) -> Response {
    let caller = site.confirmed_caller(&asked).await;
    let shown = caller.map(|caller| codes_page(&site, &asked, &caller));
    site.answer(&asked, shown).await
}

/// `POST /console/account/codes`.
pub(super) async fn post_codes(State(site): State<Site>, asked: Asked, body: Body) -> Response {
    let done = new_codes(&site, &asked, body).await;
    site.answer(&asked, done).await
}

async fn show(site: &Site, asked: &Asked) -> Result<Response, Failure> {
    let caller = site.caller(asked).await?;
    let sessions = site.console.sessions(&caller.by).await?;
    let passkeys = site.console.passkeys(&caller.by).await?;
    let host = site.console.passkey_host();
    let done = asked.query.first("done");
    Ok(site.page(asked, Some(&caller), StatusCode::OK, |page| {
        account::view(page, &caller, &sessions, (&passkeys, host), done)
    }))
}

async fn change(site: &Site, asked: &Asked, body: Body) -> Result<Response, Failure> {
    let (_, form) = site.own_form(asked, body)?;
    let by = site.caller(asked).await?.by;
    let done = match asked.query.first("do") {
        Some("end") => {
            let id = SessionId::parse(&form.text("session")).ok_or(Failure::BadForm)?;
            site.console.end_session(&by, &id, &asked.visit).await?;
            "end"
        }
        Some("end_others") => {
            site.console.end_other_sessions(&by, &asked.visit).await?;
            "end_others"
        }
        Some("remove_passkey") => {
            let id = PasskeyId::parse(&form.text("passkey_id")).ok_or(Failure::BadForm)?;
            site.console.remove_passkey(&by, &id, &asked.visit).await?;
            "remove_passkey"
        }
        _ => return Err(Failure::BadForm),
    };
    Ok(site.go(asked, &format!("{ACCOUNT}?done={done}")))
}

async fn change_password(site: &Site, asked: &Asked, body: Body) -> Result<Response, Failure> {
    let (_, form) = site.own_form(asked, body)?;
    let caller = site.caller(asked).await?;
    let (current, new) = (form.secret("password"), form.secret("new_password"));
    let empty = Problems::of_empty([
        (ConsoleField::Password, current.is_empty()),
        (ConsoleField::NewPassword, new.is_empty()),
    ]);
    if let Some(problems) = empty {
        return Ok(password_page(site, asked, &caller, &problems));
    }
    let (visit, _) = site.browser_visit(asked);
    let changed = site
        .console
        .change_password(&caller.by, &current, &new, &visit);
    match changed.await {
        Ok(()) => Ok(site.go(asked, &format!("{ACCOUNT}?done=password"))),
        Err(error) => {
            let problems = Problems::of(error, None)?;
            Ok(password_page(site, asked, &caller, &problems))
        }
    }
}

async fn new_codes(site: &Site, asked: &Asked, body: Body) -> Result<Response, Failure> {
    site.own_form(asked, body)?;
    let caller = site.caller(asked).await?;
    let (console, visit) = (&site.console, &asked.visit);
    let codes = console.new_recovery_codes(&caller.by, visit).await?;
    let account = caller.by.person.account.as_str();
    Ok(site.page(asked, Some(&caller), StatusCode::OK, |page| {
        recovery_codes::shown(page, account, &codes, ACCOUNT)
    }))
}

fn password_page(site: &Site, asked: &Asked, caller: &Caller, problems: &Problems) -> Response {
    site.form_page(asked, Some(caller), problems, |page| {
        password::view(page, caller, problems)
    })
}

fn codes_page(site: &Site, asked: &Asked, caller: &Caller) -> Response {
    site.page(asked, Some(caller), StatusCode::OK, recovery_codes::ask)
}
