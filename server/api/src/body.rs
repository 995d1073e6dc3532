//! Reads a request's body up to a maximum size.

use axum::body::Body;
use axum::http::{HeaderMap, header};
use domain::refusal::{Code, Refusal};
use futures::StreamExt;

/// Maximum size of a body.
const BODY_MAX_BYTES: usize = 64 * 1024;

/// The whole body.
///
/// # Errors
/// [`Code::BodyTooLarge`], by `Content-Length` or while reading;
/// [`Code::BadRequest`] if it is cut short.
pub(super) async fn read_body(headers: &HeaderMap, body: Body) -> Result<Vec<u8>, Refusal> {
    let too_large = || Refusal::new(Code::BodyTooLarge, "the body has more than 65536 bytes");
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.parse().ok());
    if announced.is_some_and(|length: usize| length > BODY_MAX_BYTES) {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(announced.unwrap_or(0));
    let mut stream = body.into_data_stream();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Refusal::new(Code::BadRequest, "the body was cut short"))?;
        if bytes.len() + chunk.len() > BODY_MAX_BYTES {
            return Err(too_large());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
