//! Limits of the request line (RFC 9112 3): the length of the target, and of the
//! method.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// The longest target, in bytes. A signed link has up to 8 KiB.
const TARGET_BYTES: usize = 16 * 1024;
/// The longest method, in bytes. The longest registered one has 17
/// (UPDATEREDIRECTREF).
const METHOD_BYTES: usize = 32;

/// Middleware: answers 414 or 501 with a line of text; no handler runs.
pub(crate) async fn limit_request_line(request: Request, next: Next) -> Response {
    let target = request.uri().path_and_query();
    if request.method().as_str().len() > METHOD_BYTES {
        (StatusCode::NOT_IMPLEMENTED, "no such method\n").into_response()
    } else if target.is_some_and(|target| target.as_str().len() > TARGET_BYTES) {
        (StatusCode::URI_TOO_LONG, "the address is too long\n").into_response()
    } else {
        next.run(request).await
    }
}
