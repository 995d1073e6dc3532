//! What a refund changes on the receipt's page, as HTML without a style or a
//! script: an open page loads it when it hears of a change.

use super::pay_query::PayQuery;
use super::site::Site;
use axum::extract::{Path, State};
use axum::response::{Html, Response};
use http::HeaderMap;
use ui::pages::refund_changes;

/// The elements: see [`refund_changes`].
pub(super) async fn refunds(
    State(site): State<Site>,
    Path(token): Path<String>,
    query: PayQuery,
    headers: HeaderMap,
) -> Response {
    let changes = |context: &_, page: &_| Html(refund_changes(context, page));
    site.part(&token, &query, &headers, changes).await
}
