//! Back to the mall, from a page whose order is still open. The signed address
//! is made when the shopper goes, with the state the order has then.

use super::order_path::OrderPath;
use super::page_query::PageQuery;
use super::site::Site;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;

/// 303 to the mall.
pub(super) async fn back_to_mall(
    State(site): State<Site>,
    OrderPath { token, .. }: OrderPath,
    query: PageQuery,
    headers: HeaderMap,
) -> Response {
    match site.desk.home(&token).await {
        Ok(to) => site.see_other(&to),
        Err(error) => site.error_page(&query, &headers, error.into(), None),
    }
}
