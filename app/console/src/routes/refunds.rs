//! `GET /console/{scope}/refunds[?page=<place>]`, a merchant's refunds.

use super::asked::Asked;
use super::site::Site;
use crate::pages::failure::Failure;
use crate::pages::problems::Problems;
use crate::pages::refunds;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::console::{RefundCursor, Right};
use http::StatusCode;

/// A page of the list.
pub(super) async fn get(
    State(site): State<Site>,
    asked: Asked,
    Path(scope): Path<String>,
) -> Response {
    let shown = list(&site, &asked, &scope).await;
    site.answer(&asked, shown).await
}

async fn list(site: &Site, asked: &Asked, scope: &str) -> Result<Response, Failure> {
    let (caller, scope) = site
        .merchants_caller(asked, scope, Right::SeeRefunds)
        .await?;
    let place = asked.query.first("page").filter(|place| !place.is_empty());
    let cursor = place.and_then(RefundCursor::parse);
    if place.is_some() && cursor.is_none() {
        let problems = Problems::no_such_page();
        return Ok(site.form_page(asked, Some(&caller), &problems, |page| {
            refunds::no_such_page(page, &problems)
        }));
    }
    let found = site
        .console
        .refunds(&caller.by, &scope, cursor.as_ref())
        .await;
    let found = found.map_err(|error| Failure::of(error, Some(&scope)))?;
    Ok(site.page(asked, Some(&caller), StatusCode::OK, |page| {
        refunds::view(page, &found, cursor.is_none())
    }))
}
