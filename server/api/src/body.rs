//! Reads a request's body up to a maximum size.

use axum::body::Body;
use axum::http::{HeaderMap, header};
use domain::refusal::{Code, Refusal};
use futures::StreamExt;

/// Maximum size of a body.
const BODY_MAX_BYTES: usize = 64 * 1024;

/// How much of a larger body is read, and dropped: a client that is cut off while it
/// sends may never read the answer.
const DROPPED_MAX_BYTES: usize = 1024 * 1024;

/// The whole body.
///
/// # Errors
/// [`Code::BodyTooLarge`], by `Content-Length` or while reading;
/// [`Code::BadRequest`] if it is cut short.
pub(super) async fn read_body(headers: &HeaderMap, body: Body) -> Result<Vec<u8>, Refusal> {
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.parse().ok())
        .unwrap_or(0);
    let mut bytes = Vec::with_capacity(announced.min(BODY_MAX_BYTES));
    let mut length = 0;
    let mut stream = body.into_data_stream();
    while announced.max(length) <= DROPPED_MAX_BYTES
        && let Some(chunk) = stream.next().await
    {
        let chunk = chunk.map_err(|_| Refusal::new(Code::BadRequest, "the body was cut short"))?;
        length += chunk.len();
        if length <= BODY_MAX_BYTES {
            bytes.extend_from_slice(&chunk);
        }
    }
    if announced.max(length) > BODY_MAX_BYTES {
        let detail = "the body has more than 65536 bytes";
        return Err(Refusal::new(Code::BodyTooLarge, detail));
    }
    Ok(bytes)
}
