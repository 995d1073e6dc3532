//! `GET, POST /console/provider/applications[?state=<state>&after=<application>]`:
//! the applications of merchants; begins one.

use super::asked::Asked;
use super::site::{Body, Site};
use super::support::PROVIDER;
use crate::pages::applications::{self, PATH};
use crate::pages::failure::Failure;
use axum::extract::State;
use axum::response::Response;
use domain::application::ApplicationState;
use domain::console::{ApplicationQuery, Right, Scope};
use domain::ids::ApplicationId;
use http::StatusCode;

/// The list.
pub(super) async fn get(State(site): State<Site>, asked: Asked) -> Response {
    let shown = list(&site, &asked).await;
    site.answer(&asked, shown).await
}

/// Begins one, and leads to it.
pub(super) async fn post(State(site): State<Site>, asked: Asked, body: Body) -> Response {
    let begun = begin(&site, &asked, body).await;
    site.answer(&asked, begun).await
}

async fn list(site: &Site, asked: &Asked) -> Result<Response, Failure> {
    let (caller, scope) = site
        .caller_with(asked, PROVIDER, Right::SeeApplications)
        .await?;
    let query = query(asked).ok_or(Failure::NotFound)?;
    let found = site.console.applications(&caller.by, &query).await;
    let found = found.map_err(|error| Failure::of(error, Some(&scope)))?;
    Ok(site.page(asked, Some(&caller), StatusCode::OK, |page| {
        applications::view(page, &query, &found)
    }))
}

/// What the address asks for; `None` for an unknown state or an unreadable place.
fn query(asked: &Asked) -> Option<ApplicationQuery> {
    let given = |name| asked.query.first(name).filter(|text| !text.is_empty());
    let state = match given("state") {
        Some(name) => Some(ApplicationState::parse(name)?),
        None => None,
    };
    let after = match given("after") {
        Some(id) => Some(ApplicationId::parse(id)?),
        None => None,
    };
    Some(ApplicationQuery { state, after })
}

async fn begin(site: &Site, asked: &Asked, body: Body) -> Result<Response, Failure> {
    site.own_form(asked, body)?;
    let caller = site.caller_in(asked, PROVIDER).await?.0;
    let begun = site.console.begin_application(&caller.by, &asked.visit);
    let id = begun
        .await
        .map_err(|error| Failure::of(error, Some(&Scope::Provider)))?;
    Ok(site.go(asked, &format!("{PATH}/{id}?done=begin")))
}
