//! The door for the networks' notices. They carry their own signature, so
//! anybody may knock; what is not believed is refused and logged by its kind
//! only, never by its content.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use channels::unionpay::UnionPay;
use domain::ids::RequestId;

use super::door;
use super::problem::Refused;
use crate::engine::Engine;
use store::Error;

/// `POST /notify/union_pay`. Acknowledged after the commit, so that a notice
/// we lost comes again.
pub(super) async fn union_pay(
    State(engine): State<Arc<Engine>>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Result<Response, Refused> {
    taken(&engine, request)
        .await
        .map_err(|error| Refused::of(error, &id))
}

async fn taken(engine: &Arc<Engine>, request: Request) -> Result<Response, Error> {
    let (parts, body) = request.into_parts();
    let body = door::whole(&parts.headers, body).await?;
    engine.notice(&body).await?;
    let (status, text) = UnionPay::ack();
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    Ok((status, [(header::CONTENT_TYPE, "text/plain")], text).into_response())
}
