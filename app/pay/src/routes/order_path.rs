//! The order and the page that a path names.

use super::site::Site;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::response::{IntoResponse, Response};
use domain::desk::Place;
use domain::ids::PayToken;
use http::request::Parts;

/// `{token}` and `{place}` of a path. A text that is not a token is answered
/// with the page "not found".
pub(super) struct OrderPath {
    pub token: PayToken,
    /// `Choose` if the path has no place; `None` for an unknown one.
    pub place: Option<Place>,
}

impl FromRequestParts<Site> for OrderPath {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Response> {
        let path = RawPathParams::from_request_parts(parts, site).await;
        let path = path.map_err(IntoResponse::into_response)?;
        let part = |name| path.iter().find(|part| part.0 == name);
        let place = Place::from_segment(part("place").map_or("", |part| part.1));
        let token = part("token").and_then(|part| PayToken::parse(part.1));
        let path = token.map(|token| Self { token, place });
        path.ok_or_else(|| site.unknown_order(&parts.uri, &parts.headers))
    }
}
