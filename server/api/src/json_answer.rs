//! A JSON answer of the API.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::keyed_calls::CallAnswer;

/// Marks the stored answer to an earlier call with the same `Idempotency-Key`.
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// A JSON answer, new or stored.
#[derive(Debug)]
pub(super) struct JsonAnswer(pub CallAnswer);

impl JsonAnswer {
    /// 200 with this body.
    pub(super) fn ok<T: Serialize>(body: &T) -> Self {
        Self(CallAnswer::new(200, body))
    }
}

impl IntoResponse for JsonAnswer {
    fn into_response(self) -> Response {
        let Self(answer) = self;
        let status =
            StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let content_type = [(header::CONTENT_TYPE, "application/json")];
        let mut response = (status, content_type, answer.body).into_response();
        if answer.replayed {
            response
                .headers_mut()
                .insert(REPLAYED, HeaderValue::from_static("true"));
        }
        response
    }
}
