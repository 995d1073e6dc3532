//! The return to the mall from a page of an open order. The signed URL is
//! created at the click, with the order's state at that time.

use super::order_path::OrderPath;
use super::pay_query::PayQuery;
use super::site::Site;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;

/// 303 to the signed return URL.
pub(super) async fn back_to_mall(
    State(site): State<Site>,
    OrderPath { token, .. }: OrderPath,
    query: PayQuery,
    headers: HeaderMap,
) -> Response {
    match site.desk.home(&token).await {
        Ok(to) => site.pages.see_other(&to),
        Err(error) => site.error_page(&query, &headers, &error.into()),
    }
}
