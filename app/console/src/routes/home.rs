//! The first pages: the choice of a console, and a console's own.

use super::asked::Asked;
use super::site::Site;
use crate::pages::failure::Failure;
use crate::pages::home;
use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;

/// `GET /console`: to the only console, or the list of several.
pub(super) async fn choose(State(site): State<Site>, asked: Asked) -> Response {
    let shown = consoles(&site, &asked).await;
    site.answer(&asked, shown).await
}

/// `GET /console/{scope}`.
pub(super) async fn get(
    State(site): State<Site>,
    asked: Asked,
    Path(scope): Path<String>,
) -> Response {
    let shown = show(&site, &asked, &scope).await;
    site.answer(&asked, shown).await
}

/// `GET /provider`: another name of the provider's console.
pub(super) async fn provider(State(site): State<Site>, asked: Asked) -> Response {
    site.go(&asked, "/console/provider")
}

/// Any other path below `/console`.
pub(super) async fn not_found(State(site): State<Site>, asked: Asked) -> Response {
    let caller = site.caller(&asked).await;
    let failure = caller.map_or_else(|failure| failure, |_| Failure::NotFound);
    site.answer(&asked, Err(failure)).await
}

async fn consoles(site: &Site, asked: &Asked) -> Result<Response, Failure> {
    let caller = site.caller(asked).await?;
    if let [only] = caller.by.memberships.as_slice() {
        return Ok(site.go(asked, &format!("/console/{}", only.scope)));
    }
    Ok(site.page(asked, Some(&caller), StatusCode::OK, |page| {
        home::choose(page, &caller)
    }))
}

async fn show(site: &Site, asked: &Asked, scope: &str) -> Result<Response, Failure> {
    let (caller, _) = site.caller_in(asked, scope).await?;
    let own = caller.membership.as_ref().ok_or(Failure::NotFound)?;
    Ok(site.page(asked, Some(&caller), StatusCode::OK, |page| {
        home::view(page, &caller, own)
    }))
}
