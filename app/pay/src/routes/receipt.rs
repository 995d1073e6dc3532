//! The public page that proves a receipt. It is read-only, and the answer to
//! any text that is no reference of ours is the same.

use super::pay_query::PayQuery;
use super::site::Site;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::desk::DeskError;
use http::{HeaderMap, StatusCode};
use ui::headers::PagePolicy;
use ui::pages::receipt;

/// 200 with the facts, or 404 with the page "not genuine".
pub(super) async fn receipt(
    State(site): State<Site>,
    Path(reference): Path<String>,
    query: PayQuery,
    headers: HeaderMap,
) -> Response {
    let found = match site.desk.receipt(&reference).await {
        Ok(page) => Some(page),
        Err(DeskError::UnknownOrder) => None,
        Err(error) => return site.error_page(&query, &headers, &error.into()),
    };
    let context = site.context(&query, &headers, found.as_ref());
    let now = site.pages.settings().clock.now();
    let status = match found {
        Some(_) => StatusCode::OK,
        None => StatusCode::NOT_FOUND,
    };
    let view = || match &found {
        Some(page) => receipt::genuine(&context, page, now),
        None => receipt::not_genuine(&context),
    };
    site.pages
        .page(&headers, status, &context.document, PagePolicy::Own, view)
}
