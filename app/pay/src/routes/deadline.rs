//! The time left to pay as one line of text, for an open page whose own count
//! may be wrong: after more time, after sleep, or when the device's clock was
//! set.

use super::pay_query::PayQuery;
use super::site::Site;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use ui::headers;
use ui::parts::deadline;

/// The line: see [`deadline::line`].
pub(super) async fn deadline(
    State(site): State<Site>,
    Path(token): Path<String>,
    query: PayQuery,
    headers: HeaderMap,
) -> Response {
    let mut response = match site.load(&token).await {
        Ok(page) => {
            let context = site.context(&query, &headers, Some(&page));
            deadline::line(&context, &page).into_response()
        }
        Err(error) => error.status().into_response(),
    };
    headers::plain(response.headers_mut(), site.pages.settings());
    response
}
