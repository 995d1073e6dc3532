//! The visitor's address and device.

use axum::extract::{ConnectInfo, FromRequestParts};
use domain::desk::Visit;
use http::HeaderMap;
use http::request::Parts;
use std::convert::Infallible;
use std::net::SocketAddr;

/// The sender of a request.
pub(super) struct Visitor(pub Visit);

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let ip = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|c| c.0.ip());
        Ok(Self(Visit {
            ip,
            phone: is_phone(&parts.headers),
        }))
    }
}

/// By client hint, else by the user agent. Affects texts and the network's
/// `channelType` only, never a permission.
fn is_phone(headers: &HeaderMap) -> bool {
    let value = |name| {
        headers
            .get(name)
            .and_then(|v: &http::HeaderValue| v.to_str().ok())
    };
    match value("sec-ch-ua-mobile") {
        Some(hint) => hint == "?1",
        None => value("user-agent")
            .is_some_and(|agent| agent.contains("Mobi") || agent.contains("Android")),
    }
}
