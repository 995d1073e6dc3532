//! `GET /console/provider/tasks/{kind}`: what needs to be looked at.

use super::asked::Asked;
use super::site::Site;
use super::support::PROVIDER;
use crate::pages::failure::Failure;
use crate::pages::work_list;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::console::{Right, WorkKind};
use http::StatusCode;

/// The list of a kind.
pub(super) async fn get(
    State(site): State<Site>,
    asked: Asked,
    Path(kind): Path<String>,
) -> Response {
    let shown = list(&site, &asked, &kind).await;
    site.answer(&asked, shown).await
}

async fn list(site: &Site, asked: &Asked, kind: &str) -> Result<Response, Failure> {
    let (caller, scope) = site.caller_with(asked, PROVIDER, Right::SeeDesk).await?;
    let kind = WorkKind::parse(kind).ok_or(Failure::NotFound)?;
    let items = site.console.work_items(&caller.by, kind).await;
    let items = items.map_err(|error| Failure::of(error, Some(&scope)))?;
    Ok(site.page(asked, Some(&caller), StatusCode::OK, |page| {
        work_list::view(page, kind, &items)
    }))
}
