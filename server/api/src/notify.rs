//! Notices of the networks. They carry the network's signature, not a mall's.
//! If a notice is rejected, only the reason is logged, never the content.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use channels::HttpRequest;
use domain::channel_id::ChannelId;
use engine::Engine;
use store::{Error, Fault};

use super::body::read_body;
use super::error::ApiError;

/// `POST /notify/{channel}`. Acknowledged after the commit: if storing fails,
/// the network sends the notice again.
pub(super) async fn receive(
    State(engine): State<Arc<Engine>>,
    Path(channel): Path<String>,
    request: Request,
) -> Result<Response, ApiError> {
    let unknown = || Error::not_found("channel");
    let channel = ChannelId::parse(&channel).ok_or_else(unknown)?;
    let (parts, body) = request.into_parts();
    let call = HttpRequest {
        body: read_body(&parts.headers, body).await?,
        headers: headers(&parts.headers),
    };
    let acknowledgement = engine.notice(&channel, &call).await?;
    let status = StatusCode::from_u16(acknowledgement.status).unwrap_or(StatusCode::OK);
    let mut response = Response::builder().status(status);
    for (name, value) in acknowledgement.headers {
        response = response.header(name, value);
    }
    let response = response.body(Body::from(acknowledgement.body));
    response.map_err(|error| {
        Fault::new("an acknowledgement's header")
            .because(error)
            .into()
    })
}

/// The header fields that are text.
fn headers(headers: &HeaderMap) -> Vec<(String, String)> {
    let texts = headers.iter().filter_map(|(name, value)| {
        let value = value.to_str().ok()?;
        Some((name.as_str().to_owned(), value.to_owned()))
    });
    texts.collect()
}
