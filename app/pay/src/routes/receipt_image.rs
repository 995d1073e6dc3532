//! The receipt as an SVG image to download, for browsers without scripts; a
//! script makes a PNG of it.

use super::pay_query::PayQuery;
use super::site::Site;
use axum::extract::{Path, State};
use axum::response::Response;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use ui::receipt_image::receipt_image;

/// The image; 404 for an order that is not paid.
pub(super) async fn image(
    State(site): State<Site>,
    Path(token): Path<String>,
    query: PayQuery,
    headers: HeaderMap,
) -> Response {
    site.part(&token, &query, &headers, |context, page| {
        if !page.state.is_paid() {
            return Err(StatusCode::NOT_FOUND);
        }
        let name = format!("attachment; filename=\"receipt-{}.svg\"", page.order_id);
        let kind = "image/svg+xml; charset=utf-8".to_owned();
        let headers = [(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, name)];
        Ok((headers, receipt_image(context, page)))
    })
    .await
}
