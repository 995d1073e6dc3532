//! The request's id, which its log lines have too.

use axum::extract::FromRequestParts;
use domain::ids::RequestId;
use http::request::Parts;
use std::convert::Infallible;

/// The id as text; `None` where no layer assigned one.
pub(super) struct RequestIdText(pub Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for RequestIdText {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let id = parts.extensions.get::<RequestId>();
        Ok(Self(id.map(ToString::to_string)))
    }
}
