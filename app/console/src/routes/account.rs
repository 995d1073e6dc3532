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
use domain::ids::SessionId;
use http::StatusCode;

const ACCOUNT: &str = "/console/account";

/// `GET /console/account`.
pub(super) async fn get(State(site): State<Site>, asked: Asked) -> Response {
    let shown = show(&site, &asked).await;
    site.answer(&asked, shown).await
}

/// `POST /console/account`: ends sessions.
pub(super) async fn post(State(site): State<Site>, asked: Asked, body: Body) -> Response {
    let done = end_sessions(&site, &asked, body).await;
    site.answer(&asked, done).await
}

/// `GET /console/account/password`.
pub(super) async fn get_password(State(site): State<Site>, asked: Asked) -> Response {
    let caller = site.caller(&asked).await;
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
    let caller = site.caller(&asked).await;
    let shown = caller.map(|caller| codes_page(&site, &asked, &caller, &Problems::default()));
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
    let done = asked.query.first("done");
    Ok(site.page(asked, Some(&caller), StatusCode::OK, |page| {
        account::view(page, &caller, &sessions, done)
    }))
}

async fn end_sessions(site: &Site, asked: &Asked, body: Body) -> Result<Response, Failure> {
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
    let (console, visit) = (&site.console, &asked.visit);
    let changed = console.change_password(&caller.by, &current, &new, visit);
    match changed.await {
        Ok(()) => Ok(site.go(asked, &format!("{ACCOUNT}?done=password"))),
        Err(error) => {
            let problems = Problems::of(error, None)?;
            Ok(password_page(site, asked, &caller, &problems))
        }
    }
}

async fn new_codes(site: &Site, asked: &Asked, body: Body) -> Result<Response, Failure> {
    let (_, form) = site.own_form(asked, body)?;
    let caller = site.caller(asked).await?;
    let password = form.secret("password");
    let empty = Problems::of_empty([(ConsoleField::Password, password.is_empty())]);
    if let Some(problems) = empty {
        return Ok(codes_page(site, asked, &caller, &problems));
    }
    let (console, visit) = (&site.console, &asked.visit);
    let made = console.new_recovery_codes(&caller.by, &password, visit);
    match made.await {
        Ok(codes) => {
            let account = caller.by.person.account.as_str();
            Ok(site.page(asked, Some(&caller), StatusCode::OK, |page| {
                recovery_codes::shown(page, account, &codes, ACCOUNT)
            }))
        }
        Err(error) => {
            let problems = Problems::of(error, None)?;
            Ok(codes_page(site, asked, &caller, &problems))
        }
    }
}

fn password_page(site: &Site, asked: &Asked, caller: &Caller, problems: &Problems) -> Response {
    site.form_page(asked, Some(caller), problems, |page| {
        password::view(page, caller, problems)
    })
}

fn codes_page(site: &Site, asked: &Asked, caller: &Caller, problems: &Problems) -> Response {
    site.form_page(asked, Some(caller), problems, |page| {
        recovery_codes::ask(page, caller, problems)
    })
}
