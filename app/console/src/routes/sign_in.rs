//! The pages of sign-in: account name and password, a code, and sign-out.

use super::asked::Asked;
use super::return_path;
use super::site::{Body, Site};
use crate::pages::failure::Failure;
use crate::pages::problems::Problems;
use crate::pages::sign_in;
use axum::extract::State;
use axum::response::Response;
use domain::console::{BrowserToken, ConsoleError, ConsoleField, SessionToken};
use domain::secret::Secret;
use http::{HeaderName, HeaderValue};

const SIGN_IN: &str = "/console/sign-in";
const CODE: &str = "/console/sign-in/code";
const PASSKEY: &str = "/console/sign-in/passkey";

/// `GET /console/sign-in`. Who is signed in goes on.
pub(super) async fn get(State(site): State<Site>, asked: Asked) -> Response {
    if site.caller(&asked).await.is_ok() {
        return go_on(&site, &asked);
    }
    if asked.query.first("failed") == Some("passkey") {
        return password_page(&site, &asked, "", &Problems::wrong_passkey());
    }
    password_page(&site, &asked, "", &Problems::default())
}

/// `POST /console/sign-in`.
pub(super) async fn post(State(site): State<Site>, asked: Asked, body: Body) -> Response {
    let answer = check_password(&site, &asked, body).await;
    site.answer(&asked, answer).await
}

/// `GET /console/sign-in/code`.
pub(super) async fn get_code(State(site): State<Site>, asked: Asked) -> Response {
    if site.cookie(&asked).is_none() {
        return again(&site, &asked);
    }
    if site.caller(&asked).await.is_ok() {
        return go_on(&site, &asked);
    }
    code_page(&site, &asked, &Problems::default())
}

/// `POST /console/sign-in/code`.
pub(super) async fn post_code(State(site): State<Site>, asked: Asked, body: Body) -> Response {
    match check_code(&site, &asked, body).await {
        Err(Failure::SignedOut) => again(&site, &asked),
        answer => site.answer(&asked, answer).await,
    }
}

/// `POST /console/sign-out`.
pub(super) async fn sign_out(State(site): State<Site>, asked: Asked, body: Body) -> Response {
    let answer = end(&site, &asked, body).await;
    site.answer(&asked, answer).await
}

async fn check_password(site: &Site, asked: &Asked, body: Body) -> Result<Response, Failure> {
    let form = site.form(asked, body)?;
    let (account, password) = (form.text("account"), form.secret("password"));
    let empty = Problems::of_empty([
        (ConsoleField::Account, account.is_empty()),
        (ConsoleField::Password, password.is_empty()),
    ]);
    if let Some(problems) = empty {
        return Ok(password_page(site, asked, &account, &problems));
    }
    let console = &site.console;
    let (visit, _) = site.browser_visit(asked);
    match console.sign_in(&account, &password, &visit).await {
        Ok(session) => {
            let to = return_path::with(CODE, asked.query.first("to"));
            let mut response = site.go(asked, &to);
            site.set_cookie(&mut response, Some(&site.begin(session)));
            Ok(response)
        }
        Err(error) => {
            let problems = Problems::of(error, None)?;
            Ok(password_page(site, asked, &account, &problems))
        }
    }
}

async fn check_code(site: &Site, asked: &Asked, body: Body) -> Result<Response, Failure> {
    let (cookie, form) = site.own_form(asked, body)?;
    // People copy codes with blanks in them.
    let code: String = form.text("code").split_whitespace().collect();
    if let Some(problems) = Problems::of_empty([(ConsoleField::Code, code.is_empty())]) {
        return Ok(code_page(site, asked, &problems));
    }
    let (code, console) = (Secret::new(code), &site.console);
    let (visit, browser) = site.browser_visit(asked);
    let checked = console.second_factor(&cookie.token, &code, &visit);
    match checked.await {
        Ok(session) => Ok(signed_in(site, asked, session, &browser)),
        Err(error) => {
            let problems = Problems::of(error, None)?;
            Ok(code_page(site, asked, &problems))
        }
    }
}

async fn end(site: &Site, asked: &Asked, body: Body) -> Result<Response, Failure> {
    let (cookie, _) = site.own_form(asked, body)?;
    match site.console.sign_out(&cookie.token).await {
        Ok(()) | Err(ConsoleError::SignedOut) => {}
        Err(error) => return Err(error.into()),
    }
    let mut response = site.go(asked, &format!("{SIGN_IN}?done=sign_out"));
    site.set_cookie(&mut response, None);
    response.headers_mut().insert(
        HeaderName::from_static("clear-site-data"),
        HeaderValue::from_static("\"cache\""),
    );
    Ok(response)
}

/// The answer to a sign-in that was right.
pub(super) fn signed_in(
    site: &Site,
    asked: &Asked,
    session: SessionToken,
    browser: &BrowserToken,
) -> Response {
    let mut response = go_on(site, asked);
    site.set_cookie(&mut response, Some(&site.begin(session)));
    site.set_browser_cookie(&mut response, browser);
    response
}

/// Back to the first page, which says that a passkey was not taken.
pub(super) fn passkey_failed(site: &Site, asked: &Asked) -> Response {
    let path = return_path::with(SIGN_IN, asked.query.first("to"));
    let mark = if path.contains('?') { '&' } else { '?' };
    site.go(asked, &format!("{path}{mark}failed=passkey"))
}

fn password_page(site: &Site, asked: &Asked, account: &str, problems: &Problems) -> Response {
    let signed_out = asked.reads && asked.query.first("done") == Some("sign_out");
    let passkeys = site.console.passkey_host().is_some();
    let to = asked.link(&return_path::with(PASSKEY, asked.query.first("to")));
    site.form_page(asked, None, problems, |page| {
        let passkey = passkeys.then_some(to.as_str());
        sign_in::password_view(page, (account, passkey), problems, signed_out)
    })
}

fn code_page(site: &Site, asked: &Asked, problems: &Problems) -> Response {
    let again = asked.link(&return_path::with(SIGN_IN, asked.query.first("to")));
    site.form_page(asked, None, problems, |page| {
        sign_in::code_view(page, again, problems)
    })
}

/// To the first page of sign-in.
fn again(site: &Site, asked: &Asked) -> Response {
    site.go(asked, &return_path::with(SIGN_IN, asked.query.first("to")))
}

/// To the page that was asked for, else to the first one.
fn go_on(site: &Site, asked: &Asked) -> Response {
    let to = asked.query.first("to").and_then(return_path::parse);
    site.go(asked, to.unwrap_or("/console"))
}
