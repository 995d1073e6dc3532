//! Notices of the networks. They carry the network's signature, not a mall's.
//! If a notice is rejected, only the reason is logged, never the content.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use channels::unionpay::UnionPay;
use engine::Engine;

use super::body::read_body;
use super::error::ApiError;

/// `POST /notify/union_pay`. Acknowledged after the commit: if storing fails,
/// the network sends the notice again.
pub(super) async fn union_pay(
    State(engine): State<Arc<Engine>>,
    request: Request,
) -> Result<Response, ApiError> {
    let (parts, body) = request.into_parts();
    let body = read_body(&parts.headers, body).await?;
    engine.notice(&body).await?;
    let (status, text) = UnionPay::ack();
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    Ok((status, [(header::CONTENT_TYPE, "text/plain")], text).into_response())
}
