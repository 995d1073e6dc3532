//! The refunds of an order as HTML, without the rest of the page. An open page
//! loads them again when they change.

use super::pay_query::PayQuery;
use super::site::Site;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use http::HeaderMap;
use leptos::prelude::RenderHtml;
use ui::headers;
use ui::parts::refunds;

/// The element `#refunds` with its content.
pub(super) async fn refunds(
    State(site): State<Site>,
    Path(token): Path<String>,
    query: PayQuery,
    headers: HeaderMap,
) -> Response {
    let mut response = match site.load(&token).await {
        Ok(page) => {
            let context = site.context(&query, &headers, Some(&page));
            Html(refunds::region(&context, &page).to_html()).into_response()
        }
        Err(error) => error.status().into_response(),
    };
    headers::plain(response.headers_mut(), site.pages.settings());
    response
}
