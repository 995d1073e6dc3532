//! A merchant's logo at its own URL, so that pages stay small. It is named by its
//! content, so that browsers keep it. Its policy allows no script, also when the
//! image is opened by itself.

use super::site::Site;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::brand::LogoId;
use http::StatusCode;
use ui::headers;

/// The image, or 404 for one that no published brand has.
pub(super) async fn logo(State(site): State<Site>, Path(logo): Path<String>) -> Response {
    let id = LogoId::parse(&logo);
    let found = match &id {
        Some(id) => site.desk.logo(id).await,
        None => Ok(None),
    };
    let (status, logo) = match found {
        Ok(Some(logo)) => (StatusCode::OK, Some(logo)),
        Ok(None) => (StatusCode::NOT_FOUND, None),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, None),
    };
    let Some((media, bytes)) = logo else {
        let mut response = status.into_response();
        headers::plain(response.headers_mut(), site.pages.settings());
        return response;
    };
    let mut response = bytes.into_response();
    let kept = headers::Kept::Forever;
    headers::image(response.headers_mut(), site.pages.settings(), media, kept);
    response
}
