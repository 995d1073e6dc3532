//! Replies that fail on the way, in place of a network's own.

use axum::body::Body;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::shared::Shared;

/// A failing reply.
pub(super) enum BrokenReply {
    /// No answer for a while, then 504.
    Silence,
    /// This text, and the connection breaks.
    Cut(&'static str),
    /// HTTP 502.
    BadGateway,
}

/// Sends it.
pub(super) async fn deliver(shared: &Shared, reply: BrokenReply) -> Response {
    match reply {
        BrokenReply::Silence => {
            tokio::time::sleep(shared.silence).await;
            StatusCode::GATEWAY_TIMEOUT.into_response()
        }
        BrokenReply::Cut(half) => {
            let parts = [Ok(half), Err(std::io::ErrorKind::ConnectionReset)];
            let parts = parts.map(|part| part.map_err(std::io::Error::from));
            Response::new(Body::from_stream(futures::stream::iter(parts)))
        }
        BrokenReply::BadGateway => (StatusCode::BAD_GATEWAY, "502 Bad Gateway").into_response(),
    }
}
