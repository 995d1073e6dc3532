//! What a refund changes on the receipt's page, as HTML without a style or a
//! script: an open page loads it when it hears of a change.

use super::pay_query::PayQuery;
use super::site::Site;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use http::HeaderMap;
use ui::headers;
use ui::pages::refund_changes;

/// The elements: see [`refund_changes`].
pub(super) async fn refunds(
    State(site): State<Site>,
    Path(token): Path<String>,
    query: PayQuery,
    headers: HeaderMap,
) -> Response {
    let mut response = match site.load(&token).await {
        Ok(page) => {
            let context = site.context(&query, &headers, Some(&page));
            Html(refund_changes(&context, &page)).into_response()
        }
        Err(error) => error.status().into_response(),
    };
    headers::plain(response.headers_mut(), site.pages.settings());
    response
}
