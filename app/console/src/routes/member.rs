//! One member of a team: another role, a new sign-in, removal.

use super::asked::Asked;
use super::form_data::FormData;
use super::site::{Body, Site};
use super::store_choices;
use crate::pages::failure::Failure;
use crate::pages::member;
use crate::pages::page_context::Caller;
use crate::pages::problems::Problems;
use crate::pages::role_choice::{Chosen, Offered};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::console::{
    ConsoleField, ConsoleProblem, ConsoleResult, Member, MemberRole, Role, Scope,
};
use domain::ids::{PersonId, StoreId};
use http::StatusCode;

/// `GET /console/{scope}/team/{person}`; with `?ask=remove`, the question before
/// a removal.
pub(super) async fn get(
    State(site): State<Site>,
    asked: Asked,
    Path((scope, person)): Path<(String, String)>,
) -> Response {
    let shown = show(&site, &asked, &scope, &person).await;
    site.answer(&asked, shown).await
}

/// `POST /console/{scope}/team/{person}?do=role|reset|remove`.
pub(super) async fn post(
    State(site): State<Site>,
    asked: Asked,
    Path((scope, person)): Path<(String, String)>,
    body: Body,
) -> Response {
    let done = change(&site, &asked, &scope, &person, body).await;
    site.answer(&asked, done).await
}

/// A member, and who looks at it.
struct Found {
    caller: Caller,
    scope: Scope,
    member: Member,
}

impl Found {
    /// The member's role as it is.
    fn role(&self) -> MemberRole {
        MemberRole {
            role: self.member.role,
            store: self.member.store.as_ref().map(|store| store.id.clone()),
        }
    }
}

async fn find(site: &Site, asked: &Asked, scope: &str, person: &str) -> Result<Found, Failure> {
    let (caller, scope) = site.caller_in(asked, scope).await?;
    let team = site.console.team(&caller.by, &scope).await;
    let team = team.map_err(|error| Failure::of(error, Some(&scope)))?;
    let id = PersonId::parse(person).ok_or(Failure::NotFound)?;
    let mut members = team.members.into_iter();
    let member = members.find(|member| member.person.id == id);
    let member = member.ok_or(Failure::NotFound)?;
    Ok(Found {
        caller,
        scope,
        member,
    })
}

async fn show(site: &Site, asked: &Asked, scope: &str, person: &str) -> Result<Response, Failure> {
    let found = find(site, asked, scope, person).await?;
    if asked.query.first("ask") == Some("remove") {
        let caller = Some(&found.caller);
        return Ok(site.page(asked, caller, StatusCode::OK, |page| {
            member::ask_removal(page, &found.member)
        }));
    }
    let (role, problems) = (found.role(), Problems::default());
    page(site, asked, &found, &role, &problems).await
}

async fn change(
    site: &Site,
    asked: &Asked,
    scope: &str,
    person: &str,
    body: Body,
) -> Result<Response, Failure> {
    let (_, form) = site.own_form(asked, body)?;
    let found = find(site, asked, scope, person).await?;
    let (by, scope, id) = (&found.caller.by, &found.scope, &found.member.person.id);
    let (console, visit) = (&site.console, &asked.visit);
    let team = |done| site.go(asked, &format!("/console/{scope}/team?done={done}"));
    match asked.query.first("do") {
        Some("role") => {
            let Some(role) = role_of(&form) else {
                let problems = Problems::field(ConsoleField::Role, ConsoleProblem::Empty);
                return page(site, asked, &found, &found.role(), &problems).await;
            };
            let done = console.change_role(by, scope, (id, &role), visit).await;
            answer(site, asked, &found, &role, done.map(|()| team("role"))).await
        }
        Some("reset") => {
            let made = console.reset(by, scope, id, visit).await;
            let made = made.map(|link| {
                let address = format!("{}{}", site.pages.settings().public_url, link.path());
                site.page(asked, Some(&found.caller), StatusCode::OK, |page| {
                    member::reset_link(page, &found.member, address)
                })
            });
            answer(site, asked, &found, &found.role(), made).await
        }
        Some("remove") => {
            let done = console.remove(by, scope, id, visit).await;
            let done = done.map(|()| team("remove"));
            answer(site, asked, &found, &found.role(), done).await
        }
        _ => Err(Failure::BadForm),
    }
}

/// The role that a form gives, with the store of a store's staff; `None` without
/// a role.
pub(super) fn role_of(form: &FormData) -> Option<MemberRole> {
    let role = Role::parse(&form.text("role"))?;
    let store = StoreId::parse(&form.text("store"));
    Some(MemberRole {
        role,
        store: store.filter(|_| role == Role::StoreStaff),
    })
}

/// The answer to a change, or the member's page with what is wrong.
async fn answer(
    site: &Site,
    asked: &Asked,
    found: &Found,
    chosen: &MemberRole,
    done: ConsoleResult<Response>,
) -> Result<Response, Failure> {
    match done {
        Ok(response) => Ok(response),
        Err(error) => {
            let problems = Problems::of(error, Some(&found.scope))?;
            page(site, asked, found, chosen, &problems).await
        }
    }
}

async fn page(
    site: &Site,
    asked: &Asked,
    found: &Found,
    chosen: &MemberRole,
    problems: &Problems,
) -> Result<Response, Failure> {
    let (scope, member) = (&found.scope, &found.member);
    let stores = store_choices::of(site, &found.caller.by, scope).await?;
    let offered = Offered {
        scope,
        stores: &stores,
    };
    let chosen = Chosen {
        role: Some(chosen.role),
        store: chosen.store.as_ref().map_or("", StoreId::as_str),
    };
    Ok(
        site.form_page(asked, Some(&found.caller), problems, |page| {
            member::view(page, &offered, member, &chosen, problems)
        }),
    )
}
