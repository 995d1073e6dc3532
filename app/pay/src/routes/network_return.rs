//! The return from a network's page, by a link or a form of that page.
//!
//! The request's content is ignored: the network is queried instead. The
//! request comes from another site, and may come from another browser.

use super::order_path::OrderPath;
use super::pay_query::PayQuery;
use super::site::Site;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;

/// 303 to the order's page.
pub(super) async fn returned(
    State(site): State<Site>,
    OrderPath { token, .. }: OrderPath,
    query: PayQuery,
    headers: HeaderMap,
) -> Response {
    match site.desk.returned(&token).await {
        Ok(place) => site.go_to_place(&query, &token, place),
        Err(error) => site.error_page(&query, &headers, &error.into()),
    }
}
