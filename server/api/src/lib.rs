//! The `/v1` API: the contract with malls, over HTTP.
//!
//! A call is checked in this order: size (413), signature (401),
//! `Idempotency-Key` (400), JSON shape (400), rules (422, 409). Every answer
//! has a `request-id` and is not cached; a refusal is a problem document
//! (RFC 9457) with a stable `code`.
//!
//! Not signed by malls: the key set and the `OpenAPI` document, which are
//! public, and the networks' notices, which carry their own signature.
//!
//! A handler takes its call through the extractor `Signed` or `SignedPost`. It
//! answers JSON or an `ApiError`, for which the middleware `finish` writes the
//! problem document.

mod authenticate;
mod body;
mod content;
mod error;
mod event_list;
mod events;
mod finish;
mod idempotency_key;
mod json_answer;
mod keyed_calls;
mod notify;
mod openapi;
mod order_json;
mod orders;
mod page_query;
mod problem;
mod query_parameters;
mod refunds;
mod senders;
mod signature;
mod signed;
mod state;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::middleware::from_fn_with_state;
use axum::routing::{any, get, post};
use domain::refusal::{Code, Refusal};
use engine::Engine;

use error::ApiError;
use json_answer::JsonAnswer;
use state::ApiState;

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
        .route("/notify/{channel}", post(notify::receive))
        .layer(from_fn_with_state(Arc::clone(&engine), finish::finish))
        .with_state(ApiState::new(engine))
}

/// The `OpenAPI` 3.1 document, for `paydesk openapi`.
pub fn openapi_json() -> String {
    openapi::text()
}

async fn jwks(State(engine): State<Arc<Engine>>) -> JsonAnswer {
    JsonAnswer::ok(&engine.jwks())
}

async fn document() -> JsonAnswer {
    JsonAnswer::ok(&openapi::document())
}

async fn unknown_path() -> ApiError {
    Refusal::new(Code::NotFound, "no such path; see /openapi.json").into()
}

async fn wrong_method() -> ApiError {
    ApiError::WrongMethod
}
