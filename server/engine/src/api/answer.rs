//! Answers of the API, and the name each one carries.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::ids::RequestId;
use serde::Serialize;

use crate::engine::Engine;

/// The header every answer carries.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
/// Says that an answer was given before, to the same `Idempotency-Key`.
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// What the log says of a refusal; it travels with the answer to where the
/// request is known.
#[derive(Clone, Debug)]
pub(super) struct No {
    /// The refusal's code.
    pub code: &'static str,
    /// The field concerned.
    pub pointer: Option<String>,
}

/// A JSON answer, as it is sent and, for an `Idempotency-Key`, kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The JSON text.
    pub body: String,
    /// True when it was kept from an earlier call.
    pub replayed: bool,
}

impl Answer {
    /// A new answer.
    pub(super) fn json<T: Serialize>(status: u16, body: &T) -> Self {
        let body =
            serde_json::to_string(body).expect("our own types have text keys and no failing parts");
        Self {
            status,
            body,
            replayed: false,
        }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (
            status,
            [(header::CONTENT_TYPE, "application/json")],
            self.body,
        )
            .into_response();
        if self.replayed {
            response
                .headers_mut()
                .insert(REPLAYED, HeaderValue::from_static("true"));
        }
        response
    }
}

/// Names a request, and its answer by the same name: what a mall quotes when
/// it asks for help, and what the log has. An id a client sends is not
/// taken over; one that the server in front has made is.
pub(super) async fn named(
    State(engine): State<Arc<Engine>>,
    mut request: Request,
    next: Next,
) -> Response {
    let given: Option<&RequestId> = request.extensions().get();
    let make = || RequestId::new(engine.entropy.as_ref(), engine.now());
    let id = given.cloned().unwrap_or_else(make);
    let (method, uri) = (request.method().clone(), request.uri().clone());
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).await;
    if let Some(No { code, pointer }) = response.extensions_mut().remove() {
        tracing::info!(request_id = %id, %method, path = uri.path(), code, pointer, "refused");
    }
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        headers.insert(REQUEST_ID, value);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}
