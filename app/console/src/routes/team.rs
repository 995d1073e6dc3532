//! The team of a scope, and the page that invites a member.

use super::asked::Asked;
use super::site::{Body, Site};
use super::{member, store_choices};
use crate::pages::failure::Failure;
use crate::pages::page_context::Caller;
use crate::pages::problems::Problems;
use crate::pages::role_choice::{Chosen, Offered};
use crate::pages::{invite_member, team};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::console::{ConsoleField, ConsoleProblem, Right, Role, Scope};
use domain::ids::{InvitationId, StoreId};
use http::StatusCode;

/// `GET /console/{scope}/team`.
pub(super) async fn get(
    State(site): State<Site>,
    asked: Asked,
    Path(scope): Path<String>,
) -> Response {
    let shown = show(&site, &asked, &scope).await;
    site.answer(&asked, shown).await
}

/// `POST /console/{scope}/team`: withdraws an invitation.
pub(super) async fn post(
    State(site): State<Site>,
    asked: Asked,
    Path(scope): Path<String>,
    body: Body,
) -> Response {
    let done = withdraw(&site, &asked, &scope, body).await;
    site.answer(&asked, done).await
}

/// `GET /console/{scope}/team/invite`.
pub(super) async fn get_invite(
    State(site): State<Site>,
    asked: Asked,
    Path(scope): Path<String>,
) -> Response {
    let shown = ask(&site, &asked, &scope).await;
    site.answer(&asked, shown).await
}

/// `POST /console/{scope}/team/invite`.
pub(super) async fn post_invite(
    State(site): State<Site>,
    asked: Asked,
    Path(scope): Path<String>,
    body: Body,
) -> Response {
    let done = invite(&site, &asked, &scope, body).await;
    site.answer(&asked, done).await
}

async fn show(site: &Site, asked: &Asked, scope: &str) -> Result<Response, Failure> {
    let (caller, scope) = site.caller_in(asked, scope).await?;
    let members = site.console.team(&caller.by, &scope).await;
    let members = members.map_err(|error| Failure::of(error, Some(&scope)))?;
    let done = asked.query.first("done");
    Ok(site.page(asked, Some(&caller), StatusCode::OK, |page| {
        team::view(page, &caller, &members, done)
    }))
}

async fn withdraw(
    site: &Site,
    asked: &Asked,
    scope: &str,
    body: Body,
) -> Result<Response, Failure> {
    let (_, form) = site.own_form(asked, body)?;
    let (caller, scope) = site.caller_in(asked, scope).await?;
    let id = InvitationId::parse(&form.text("invitation")).ok_or(Failure::BadForm)?;
    let (console, visit) = (&site.console, &asked.visit);
    let withdrawn = console.withdraw(&caller.by, &scope, &id, visit).await;
    withdrawn.map_err(|error| Failure::of(error, Some(&scope)))?;
    Ok(site.go(asked, &format!("/console/{scope}/team?done=withdraw")))
}

/// The form. Who may not invite sees that before it fills it in.
async fn ask(site: &Site, asked: &Asked, scope: &str) -> Result<Response, Failure> {
    let (caller, scope) = site.caller_with(asked, scope, Right::ManageTeam).await?;
    // A store's page leads here with its own.
    let store = asked.query.first("store").unwrap_or_default();
    let chosen = Chosen {
        role: StoreId::parse(store).map(|_| Role::StoreStaff),
        store,
    };
    let problems = Problems::default();
    form_page(site, asked, (&caller, &scope), (&chosen, ""), &problems).await
}

async fn invite(site: &Site, asked: &Asked, scope: &str, body: Body) -> Result<Response, Failure> {
    let (_, form) = site.own_form(asked, body)?;
    let (caller, scope) = site.caller_in(asked, scope).await?;
    let note = form.text("note");
    let problems = match member::role_of(&form) {
        None => Problems::field(ConsoleField::Role, ConsoleProblem::Empty),
        Some(role) => {
            let (console, asks) = (&site.console, (&role, note.as_str()));
            let made = console.invite(&caller.by, &scope, asks, &asked.visit).await;
            match made {
                Ok(link) => {
                    let origin = &site.pages.settings().public_url;
                    let address = format!("{origin}{}", link.path());
                    return Ok(site.page(asked, Some(&caller), StatusCode::OK, |page| {
                        invite_member::made(page, address)
                    }));
                }
                Err(error) => Problems::of(error, Some(&scope))?,
            }
        }
    };
    let store = form.text("store");
    let chosen = Chosen {
        role: Role::parse(&form.text("role")),
        store: &store,
    };
    form_page(site, asked, (&caller, &scope), (&chosen, &note), &problems).await
}

async fn form_page(
    site: &Site,
    asked: &Asked,
    (caller, scope): (&Caller, &Scope),
    typed: (&Chosen<'_>, &str),
    problems: &Problems,
) -> Result<Response, Failure> {
    let stores = store_choices::of(site, &caller.by, scope).await?;
    let offered = Offered {
        scope,
        stores: &stores,
    };
    Ok(site.form_page(asked, Some(caller), problems, |page| {
        invite_member::view(page, &offered, typed, problems)
    }))
}
