//! The `/v1` API: the contract with malls, over HTTP.
//!
//! A call passes, in this order: size (413), signature (401),
//! `Idempotency-Key` (400), JSON shape (400), rules (422, 409). Whatever
//! happens, the answer has a `request-id`, is not cached, and a no is a
//! problem document (RFC 9457) with a stable `code`.
//!
//! Beside it, not signed for: the key set and the `OpenAPI` document, which
//! are public, and the door for the networks' notices, which carry their own
//! signature.

mod answer;
mod door;
mod events;
mod idempotency;
pub(crate) mod in_flight;
mod notify;
mod openapi;
mod orders;
mod problem;
mod query;
mod refunds;
pub(crate) mod view;

use std::sync::Arc;

use axum::extract::State;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{any, get, post};
use axum::{Extension, Router};
use domain::ids::RequestId;
use domain::refusal::{Code, Refusal};

use crate::engine::Engine;
use answer::Answer;
use problem::Refused;

/// The routes of the API, the public documents and the notices.
pub fn router(engine: Arc<Engine>) -> Router {
    Router::new()
        .route(
            "/v1/orders",
            post(orders::create)
                .get(orders::find)
                .fallback(wrong_method),
        )
        .route("/v1/orders/{id}", get(orders::show).fallback(wrong_method))
        .route(
            "/v1/orders/{id}/close",
            post(orders::close).fallback(wrong_method),
        )
        .route(
            "/v1/orders/{id}/refunds",
            post(refunds::ask).fallback(wrong_method),
        )
        .route(
            "/v1/refunds/{id}",
            get(refunds::show).fallback(wrong_method),
        )
        .route("/v1/events", get(events::list).fallback(wrong_method))
        .route("/v1", any(unknown_path))
        .route("/v1/", any(unknown_path))
        .route("/v1/{*rest}", any(unknown_path))
        .route("/.well-known/jwks.json", get(jwks))
        .route("/openapi.json", get(document))
        .route("/notify/union_pay", post(notify::union_pay))
        .layer(from_fn_with_state(Arc::clone(&engine), answer::named))
        .with_state(engine)
}

/// The `OpenAPI` 3.1 document, for `paydesk openapi`.
pub fn openapi_json() -> String {
    openapi::text()
}

async fn jwks(State(engine): State<Arc<Engine>>) -> Answer {
    Answer::json(200, &engine.provider_key.jwks())
}

async fn document() -> Answer {
    Answer::json(200, &openapi::document())
}

async fn unknown_path(Extension(id): Extension<RequestId>) -> Refused {
    Refused::of(
        Refusal::new(Code::NotFound, "no such path; see /openapi.json"),
        &id,
    )
}

async fn wrong_method(Extension(id): Extension<RequestId>) -> Response {
    problem::wrong_method(&id)
}
