//! The receipt as an SVG image to download, for browsers without scripts; a
//! script makes a PNG of it.

use super::pay_query::PayQuery;
use super::site::Site;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use ui::headers;
use ui::receipt_image::receipt_image;

/// The image; 404 for an order that is not paid.
pub(super) async fn image(
    State(site): State<Site>,
    Path(token): Path<String>,
    query: PayQuery,
    headers: HeaderMap,
) -> Response {
    let mut response = match site.load(&token).await {
        Ok(page) if page.state.is_paid() => {
            let context = site.context(&query, &headers, Some(&page));
            let name = format!("attachment; filename=\"receipt-{}.svg\"", page.order_id);
            let kind = "image/svg+xml; charset=utf-8".to_owned();
            let image = receipt_image(&context, &page);
            ([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, name)], image).into_response()
        }
        Ok(_) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => error.status().into_response(),
    };
    headers::plain(response.headers_mut(), site.pages.settings());
    response
}
