//! What a request brings beside its form: the query, and who asks.

use axum::extract::ConnectInfo;
use axum::extract::FromRequestParts;
use domain::desk::Visit;
use http::HeaderMap;
use http::request::Parts;
use serde::Deserialize;
use std::convert::Infallible;
use std::net::SocketAddr;

/// The query of a page's address. What cannot be read is left aside: an
/// address that a program appended to still shows its page.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Ask {
    /// The language the shopper chose.
    pub lang: Option<String>,
    /// What was searched for among the banks.
    pub bank: Option<String>,
    /// What a form does.
    #[serde(rename = "do")]
    pub act: Option<String>,
    /// A signed link's content.
    pub order: Option<String>,
    /// Why a signed link was refused, on its page in another language.
    pub refused: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Ask {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(serde_urlencoded::from_str(query).unwrap_or_default())
    }
}

/// Who asks.
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
            phone: phone(&parts.headers),
        }))
    }
}

/// A phone, by client hint, else by what phones' user agents have in common.
/// Decides words and the network's `channelType` only, never a permission.
fn phone(headers: &HeaderMap) -> bool {
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
