//! The time left to pay as one line of text, for an open page whose own count
//! may be wrong: after more time, after sleep, or when the device's clock was
//! set.

use super::pay_query::PayQuery;
use super::site::Site;
use axum::extract::{Path, State};
use axum::response::Response;
use http::HeaderMap;
use ui::parts::deadline;

/// The line: see [`deadline::line`].
pub(super) async fn deadline(
    State(site): State<Site>,
    Path(token): Path<String>,
    query: PayQuery,
    headers: HeaderMap,
) -> Response {
    site.part(&token, &query, &headers, deadline::line).await
}
