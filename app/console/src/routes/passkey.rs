//! Passkeys: the options that the page's script asks for, the sign-in with one,
//! and the page that adds one.

use super::asked::Asked;
use super::sign_in;
use super::site::{Body, Site};
use crate::pages::failure::Failure;
use crate::pages::page_context::Caller;
use crate::pages::passkey;
use crate::pages::problems::Problems;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use domain::console::{ConsoleError, PasskeyUse};
use http::HeaderValue;
use http::header::CONTENT_TYPE;

/// `POST /console/passkey?for=sign_in|confirm|add`: the options, JSON; no more
/// than a status where there are none.
pub(super) async fn options(State(site): State<Site>, asked: Asked, body: Body) -> Response {
    match ask(&site, &asked, body).await {
        Ok(response) => response,
        Err(failure) => failure.status().into_response(),
    }
}

/// `POST /console/sign-in/passkey`.
pub(super) async fn post_sign_in(State(site): State<Site>, asked: Asked, body: Body) -> Response {
    let answer = check(&site, &asked, body).await;
    site.answer(&asked, answer).await
}

/// `GET /console/account/passkeys/new`.
pub(super) async fn get_new(State(site): State<Site>, asked: Asked) -> Response {
    let shown = show(&site, &asked).await;
    site.answer(&asked, shown).await
}

/// `POST /console/account/passkeys/new`.
pub(super) async fn post_new(State(site): State<Site>, asked: Asked, body: Body) -> Response {
    let added = add(&site, &asked, body).await;
    site.answer(&asked, added).await
}

async fn ask(site: &Site, asked: &Asked, body: Body) -> Result<Response, Failure> {
    let console = &site.console;
    let purpose = asked.query.first("for");
    let kind = HeaderValue::from_static("application/json");
    if purpose == Some("sign_in") {
        site.form(asked, body)?;
        let (_, browser) = site.browser_visit(asked);
        let options = console.ask_passkey(PasskeyUse::SignIn(&browser)).await?;
        let mut response = ([(CONTENT_TYPE, kind)], options).into_response();
        site.set_browser_cookie(&mut response, &browser);
        return Ok(response);
    }
    site.own_form(asked, body)?;
    let by = site.caller(asked).await?.by;
    let purpose = match purpose {
        Some("confirm") => PasskeyUse::Confirm(&by),
        Some("add") => PasskeyUse::Add(&by),
        _ => return Err(Failure::BadForm),
    };
    let options = console.ask_passkey(purpose).await?;
    Ok(([(CONTENT_TYPE, kind)], options).into_response())
}

async fn check(site: &Site, asked: &Asked, body: Body) -> Result<Response, Failure> {
    let form = site.form(asked, body)?;
    let (visit, browser) = site.browser_visit(asked);
    let answer = form.text("passkey");
    match site.console.sign_in_by_passkey(&answer, &visit).await {
        Ok(session) => Ok(sign_in::signed_in(site, asked, session, &browser)),
        Err(ConsoleError::WrongPasskey) => Ok(sign_in::passkey_failed(site, asked)),
        Err(error) => Err(error.into()),
    }
}

async fn show(site: &Site, asked: &Asked) -> Result<Response, Failure> {
    let caller = site.confirmed_caller(asked).await?;
    site.console.passkey_host().ok_or(Failure::NotFound)?;
    Ok(page(site, asked, &caller, "", &Problems::default()))
}

async fn add(site: &Site, asked: &Asked, body: Body) -> Result<Response, Failure> {
    let (_, form) = site.own_form(asked, body)?;
    let caller = site.caller(asked).await?;
    let (name, answer) = (form.text("passkey_name"), form.text("passkey"));
    let (console, visit) = (&site.console, &asked.visit);
    match console.add_passkey(&caller.by, &name, &answer, visit).await {
        Ok(()) => Ok(site.go(asked, "/console/account?done=passkey")),
        Err(error) => {
            let problems = Problems::of(error, None)?;
            Ok(page(site, asked, &caller, &name, &problems))
        }
    }
}

fn page(site: &Site, asked: &Asked, caller: &Caller, name: &str, problems: &Problems) -> Response {
    site.form_page(asked, Some(caller), problems, |page| {
        passkey::new_view(page, name, problems)
    })
}
