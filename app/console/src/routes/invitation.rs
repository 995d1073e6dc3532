//! The page of a one-time link. A mail scanner's GET leaves the link as it is;
//! the form uses it.

use super::asked::Asked;
use super::form_data::FormData;
use super::site::{Body, Site};
use crate::pages::failure::Failure;
use crate::pages::form::TOKEN;
use crate::pages::invitation::{self, Typed};
use crate::pages::problems::Problems;
use crate::pages::recovery_codes;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::console::{
    Authenticator, ConsoleError, ConsoleField, Invitation, NewPerson, OneTimeLink,
};
use domain::secret::Secret;
use http::StatusCode;

/// `GET /console/invite/{link}`.
pub(super) async fn get(
    State(site): State<Site>,
    asked: Asked,
    Path(link): Path<String>,
) -> Response {
    let shown = show(&site, &asked, &link).await;
    site.answer(&asked, shown).await
}

/// `POST /console/invite/{link}`.
pub(super) async fn post(
    State(site): State<Site>,
    asked: Asked,
    Path(link): Path<String>,
    body: Body,
) -> Response {
    let accepted = accept(&site, &asked, &link, body).await;
    site.answer(&asked, accepted).await
}

async fn show(site: &Site, asked: &Asked, link: &str) -> Result<Response, Failure> {
    let link = OneTimeLink::parse(link).ok_or(Failure::LinkEnded)?;
    let invitation = site.console.invitation(&link).await.map_err(failure)?;
    let problems = Problems::default();
    let typed = Typed::default();
    Ok(form_page(site, asked, &invitation, &typed, &problems).await)
}

async fn accept(site: &Site, asked: &Asked, link: &str, body: Body) -> Result<Response, Failure> {
    let form = site.form(asked, body)?;
    let link = OneTimeLink::parse(link).ok_or(Failure::LinkEnded)?;
    let mut invitation = site.console.invitation(&link).await.map_err(failure)?;
    let typed = Typed {
        account: form.text("account"),
        name: form.text("name"),
    };
    if let Some(same) = authenticator(&form) {
        invitation.authenticator = same;
    }
    if asked.query.first("do") == Some("join") {
        return join(site, asked, &link, &invitation, (&form, &typed)).await;
    }
    let person = person(&form, &typed);
    let is_new = invitation.account.is_none();
    let empty = Problems::of_empty([
        (ConsoleField::Name, is_new && person.name.is_empty()),
        (ConsoleField::Account, is_new && person.account.is_empty()),
        (ConsoleField::Password, person.password.is_empty()),
        (ConsoleField::Code, person.code.is_empty()),
        (
            ConsoleField::Factor,
            invitation.needs_factor && person.factor.is_empty(),
        ),
    ]);
    if let Some(problems) = empty {
        return Ok(form_page(site, asked, &invitation, &typed, &problems).await);
    }
    let (visit, browser) = site.browser_visit(asked);
    let (token, codes) = match site.console.accept(&link, person, &visit).await {
        Ok(accepted) => accepted,
        Err(ConsoleError::NotFound) => return Err(Failure::LinkEnded),
        Err(error) => {
            let problems = Problems::of(error, None)?;
            return Ok(form_page(site, asked, &invitation, &typed, &problems).await);
        }
    };
    let account = invitation.account.unwrap_or(typed.account);
    let mut response = site.page(asked, None, StatusCode::OK, |page| {
        recovery_codes::shown(page, &account, &codes, "/console")
    });
    site.set_cookie(&mut response, Some(&site.begin(token)));
    site.set_browser_cookie(&mut response, &browser);
    Ok(response)
}

/// Joins with the account that is signed in.
async fn join(
    site: &Site,
    asked: &Asked,
    link: &OneTimeLink,
    invitation: &Invitation,
    (form, typed): (&FormData, &Typed),
) -> Result<Response, Failure> {
    let cookie = site.cookie(asked).ok_or(Failure::SignedOut)?;
    if !cookie.is_form_token(form.secret(TOKEN).expose()) {
        return Err(Failure::StaleForm);
    }
    let caller = site.caller(asked).await?;
    match site.console.join(&caller.by, link, &asked.visit).await {
        Ok(scope) => Ok(site.go(asked, &format!("/console/{scope}"))),
        Err(ConsoleError::NotFound) => Err(Failure::LinkEnded),
        Err(error) => {
            let problems = Problems::of(error, None)?;
            Ok(form_page(site, asked, invitation, typed, &problems).await)
        }
    }
}

fn person(form: &FormData, typed: &Typed) -> NewPerson {
    let code: String = form.text("code").split_whitespace().collect();
    NewPerson {
        account: typed.account.clone(),
        name: typed.name.clone(),
        password: form.secret("password"),
        authenticator: form.text("authenticator"),
        code: Secret::new(code),
        factor: form.secret("factor"),
    }
}

/// The authenticator that the form shows, so that a page with errors shows it
/// again. The console trusts its sealed half alone.
fn authenticator(form: &FormData) -> Option<Authenticator> {
    let (secret, sealed) = (form.secret("secret"), form.text("authenticator"));
    let in_base32 = |b: u8| b.is_ascii_uppercase() || (b'2'..=b'7').contains(&b);
    let text = secret.expose();
    let is_secret = (16..=128).contains(&text.len()) && text.bytes().all(in_base32);
    (is_secret && !sealed.is_empty()).then_some(Authenticator { secret, sealed })
}

async fn form_page(
    site: &Site,
    asked: &Asked,
    invitation: &Invitation,
    typed: &Typed,
    problems: &Problems,
) -> Response {
    let signed_in = site.caller(asked).await.ok();
    let own = signed_in.map(|caller| caller.by.person.account.to_string());
    site.form_page(asked, None, problems, |page| {
        invitation::view(page, invitation, (typed, own.as_deref()), problems)
    })
}

/// A link that is not found has ended.
fn failure(error: ConsoleError) -> Failure {
    match error {
        ConsoleError::NotFound => Failure::LinkEnded,
        error => error.into(),
    }
}
