//! The first pages: the choice of a console, and a console's own.

use super::asked::Asked;
use super::site::Site;
use crate::pages::failure::Failure;
use crate::pages::{freeze_notice, home, today, work};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::console::{Right, Scope};
use http::StatusCode;

/// `GET /console`: to the only console, or the list of several.
pub(super) async fn choose(State(site): State<Site>, asked: Asked) -> Response {
    let shown = consoles(&site, &asked).await;
    site.answer(&asked, shown).await
}

/// `GET /console/{scope}`: a merchant's day for those who may see it.
pub(super) async fn get(
    State(site): State<Site>,
    asked: Asked,
    Path(scope): Path<String>,
) -> Response {
    let shown = show(&site, &asked, &scope).await;
    site.answer(&asked, shown).await
}

/// `GET /provider[/...]`: another name of the provider's pages.
pub(super) async fn provider(State(site): State<Site>, asked: Asked) -> Response {
    let query = asked.kept_query();
    let mark = if query.is_empty() { "" } else { "?" };
    site.go(&asked, &format!("/console{}{mark}{query}", asked.path))
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
    let (caller, scope) = site.caller_in(asked, scope).await?;
    let own = caller.membership.as_ref().ok_or(Failure::NotFound)?;
    if scope == Scope::Provider && own.role.may(Right::SeeDesk) {
        let found = site.console.work(&caller.by).await;
        let found = found.map_err(|error| Failure::of(error, Some(&scope)))?;
        return Ok(site.page(asked, Some(&caller), StatusCode::OK, |page| {
            work::view(page, &caller, own, &found)
        }));
    }
    let notices = match scope {
        Scope::Provider => Vec::new(),
        Scope::Merchant(_) => {
            let found = site.console.freeze_notices(&caller.by, &scope).await;
            found.map_err(|error| Failure::of(error, Some(&scope)))?
        }
    };
    let provider = &site.pages.settings().provider;
    if scope != Scope::Provider && own.role.may(Right::SeeTakings) {
        let found = site.console.today(&caller.by, &scope).await;
        let found = found.map_err(|error| Failure::of(error, Some(&scope)))?;
        return Ok(site.page(asked, Some(&caller), StatusCode::OK, |page| {
            let above = freeze_notice::view(page, provider, &notices);
            today::view(page, &found, (above, home::foot(page, &caller)))
        }));
    }
    Ok(site.page(asked, Some(&caller), StatusCode::OK, |page| {
        let above = freeze_notice::view(page, provider, &notices);
        home::view(page, &caller, own, above)
    }))
}
