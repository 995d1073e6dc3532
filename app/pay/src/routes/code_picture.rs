//! The QR code as a picture at its own URL, to save it on the phone that shows
//! it.

use super::site::Site;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use ui::{headers, qr_code};

/// The picture, or 404 if the order shows no code now. Never cached: the code
/// of another attempt is another one.
pub(super) async fn code_picture(State(site): State<Site>, Path(token): Path<String>) -> Response {
    let page = site.load(&token).await;
    let code = page.ok().and_then(|page| page.attempt?.qr);
    let mut response = match code.and_then(|code| qr_code::png(&code)) {
        Some(picture) => ([(CONTENT_TYPE, "image/png")], picture).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    };
    headers::plain(response.headers_mut(), site.pages.settings());
    response
}
