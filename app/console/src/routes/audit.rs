//! `GET /console/{scope}/audit[?after=<entry>]`: the audit log, page by page.

use super::asked::Asked;
use super::site::Site;
use crate::pages::audit;
use crate::pages::failure::Failure;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::console::AuditCursor;
use domain::ids::AuditEntryId;
use http::StatusCode;

/// A page of entries.
pub(super) async fn get(
    State(site): State<Site>,
    asked: Asked,
    Path(scope): Path<String>,
) -> Response {
    let shown = show(&site, &asked, &scope).await;
    site.answer(&asked, shown).await
}

async fn show(site: &Site, asked: &Asked, scope: &str) -> Result<Response, Failure> {
    let (caller, scope) = site.caller_in(asked, scope).await?;
    let after = match asked.query.first("after") {
        None => None,
        Some(id) => Some(AuditEntryId::parse(id).ok_or(Failure::NotFound)?),
    };
    let after = after.map(AuditCursor);
    let log = site.console.audit(&caller.by, &scope, after.as_ref()).await;
    let log = log.map_err(|error| Failure::of(error, Some(&scope)))?;
    Ok(site.page(asked, Some(&caller), StatusCode::OK, |page| {
        audit::view(page, &log, after.is_none())
    }))
}
