//! What weighs needs a recent confirmation of who has the session. Where a call
//! says that it is missing, this layer answers with the page that asks for it, and
//! which repeats what was typed; its form goes to the same address with the
//! confirmation, and the layer passes it on. So no handler and no page of a form
//! has to know.
//!
//! A password or code that was typed into the first form is not repeated.

use super::asked::Asked;
use super::form_data::FormData;
use super::response::Unconfirmed;
use super::session_cookie::SessionCookie;
use super::site::{BODY_LIMIT, Site};
use crate::pages::confirm::{self, CONFIRM, CONFIRM_PASSKEY, Repeated};
use crate::pages::failure::Failure;
use crate::pages::form::TOKEN;
use crate::pages::problems::Problems;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use domain::console::{ConsoleField, Proof};
use domain::secret::Secret;
use http::header::{CONTENT_TYPE, COOKIE};
use http::{HeaderMap, StatusCode};

/// The fields that are not repeated: secrets, and what this page adds.
const NOT_REPEATED: [&str; 6] = [
    TOKEN,
    CONFIRM,
    CONFIRM_PASSKEY,
    "password",
    "new_password",
    "code",
];

/// Middleware around the routes.
pub(super) async fn confirm_first(
    State(site): State<Site>,
    mut asked: Asked,
    request: Request,
    next: Next,
) -> Response {
    if asked.reads {
        let response = next.run(request).await;
        return match response.extensions().get::<Unconfirmed>() {
            Some(_) => page(&site, &asked, &Repeated::Visit, &Problems::default()).await,
            None => response,
        };
    }
    if !is_form(request.headers()) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        return site.answer(&asked, Err(Failure::TooLarge)).await;
    };
    let Some(form) = FormData::read(&body) else {
        return next.run(Request::from_parts(parts, Body::from(body))).await;
    };
    let confirms = form.text(CONFIRM);
    let repeated = match confirms.as_str() {
        confirm::OF_VISIT => Repeated::Visit,
        _ => Repeated::Form(form.all_but(&NOT_REPEATED)),
    };
    let mut renewed = None;
    if !confirms.is_empty() {
        match confirm(&site, &asked, &body).await {
            Ok(Ok(cookie)) => {
                if let Some(line) = site.with_session(&asked, &cookie) {
                    parts.headers.insert(COOKIE, line.clone());
                    asked.headers.insert(COOKIE, line);
                }
                renewed = Some(cookie);
            }
            Ok(Err(problems)) => return page(&site, &asked, &repeated, &problems).await,
            Err(failure) => return site.answer(&asked, Err(failure)).await,
        }
    }
    let mut response = match repeated {
        Repeated::Visit => site.go(&asked, &asked.target()),
        Repeated::Form(_) => next.run(Request::from_parts(parts, Body::from(body))).await,
    };
    if response.extensions().get::<Unconfirmed>().is_some() {
        response = page(&site, &asked, &repeated, &Problems::default()).await;
    }
    if renewed.is_some() {
        site.set_cookie(&mut response, renewed.as_ref());
    }
    response
}

/// True for fields alone: a file is larger, and nothing that weighs is sent with one.
fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE);
    kind.is_some_and(|kind| {
        kind.as_bytes()
            .starts_with(b"application/x-www-form-urlencoded")
    })
}

/// Checks the confirmation of a form. Returns the session's new cookie, with the
/// same form token.
async fn confirm(
    site: &Site,
    asked: &Asked,
    body: &Bytes,
) -> Result<Result<SessionCookie, Problems>, Failure> {
    let (cookie, form) = site.own_form(asked, Ok(body.clone()))?;
    let passkey = form.text(CONFIRM_PASSKEY);
    let proof = if passkey.is_empty() {
        let code: String = form.text("code").split_whitespace().collect();
        Proof::Password {
            password: form.secret("password"),
            code: Secret::new(code),
        }
    } else {
        Proof::Passkey(passkey)
    };
    if let Proof::Password { password, code } = &proof {
        let empty = Problems::of_empty([
            (ConsoleField::Password, password.is_empty()),
            (ConsoleField::Code, code.is_empty()),
        ]);
        if let Some(problems) = empty {
            return Ok(Err(problems));
        }
    }
    let (visit, _) = site.browser_visit(asked);
    match site.console.confirm(&cookie.token, &proof, &visit).await {
        Ok(token) => Ok(Ok(SessionCookie { token, ..cookie })),
        Err(error) => Ok(Err(Problems::of(error, None)?)),
    }
}

/// The page that asks.
async fn page(site: &Site, asked: &Asked, repeated: &Repeated, problems: &Problems) -> Response {
    let Some(caller) = site.page_caller(asked).await else {
        return site.answer(asked, Err(Failure::SignedOut)).await;
    };
    let has_passkey = match site.console.passkeys(&caller.by).await {
        Ok(own) => !own.is_empty() && site.console.passkey_host().is_some(),
        Err(error) => return site.answer(asked, Err(error.into())).await,
    };
    let target = asked.target();
    let mut response = site.form_page(asked, Some(&caller), problems, |page| {
        confirm::view(page, (&target, repeated), has_passkey, problems)
    });
    if !asked.reads && problems.is_empty() {
        // What was asked for is not done.
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    response
}
