//! The `/v1` API: the contract with malls, over HTTP.
//!
//! A call is checked in this order: size (413), media type (415), signature
//! (401), `Idempotency-Key` (400), JSON shape (400), rules (422, 409). Every answer
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
mod event_json;
mod event_list;
mod events;
mod finish;
mod idempotency_key;
mod json_answer;
mod key_set;
mod keyed_calls;
mod media_type;
mod new_amount;
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
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, get, post};
use domain::ids::RequestId;
use domain::refusal::{Code, Refusal};
use engine::Engine;
use serde_json::Value;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

use error::ApiError;
pub use finish::REQUEST_ID;
use json_answer::JsonAnswer;
use problem::ProblemResponse;
use state::ApiState;

/// The routes of the API, the public documents and the notices.
pub fn router(engine: Arc<Engine>) -> Router {
    let (documented, _) = documented().split_for_parts();
    documented
        .route("/v1", any(unknown_path))
        .route("/v1/", any(unknown_path))
        .route("/v1/{*rest}", any(unknown_path))
        .route("/openapi.json", get(document))
        .route("/notify/{channel}", post(notify::receive))
        .layer(from_fn_with_state(Arc::clone(&engine), finish::finish))
        .with_state(ApiState::new(engine))
}

/// The calls that the `OpenAPI` document describes.
fn documented() -> OpenApiRouter<ApiState> {
    let calls = [
        routes!(orders::create, orders::find),
        routes!(orders::show),
        routes!(orders::close),
        routes!(refunds::ask),
        routes!(refunds::show),
        routes!(events::list),
    ];
    calls
        .into_iter()
        .map(|call| call.map(|methods| methods.fallback(wrong_method)))
        .fold(OpenApiRouter::default(), OpenApiRouter::routes)
        .routes(routes!(key_set::show))
}

/// The `OpenAPI` 3.1 document.
fn openapi_document() -> Value {
    openapi::document(documented().get_openapi())
}

/// The answer to a call that cannot be read as a request, for what stands in
/// front of the router.
pub fn bad_request(detail: &str, id: &RequestId) -> Response {
    let refusal = Refusal::new(Code::BadRequest, detail);
    ProblemResponse::new(&ApiError::Refused(refusal), id).into_response()
}

/// The `OpenAPI` 3.1 document as `paydesk openapi` prints it, without a line
/// end.
pub fn openapi_json() -> String {
    format!("{:#}", openapi_document())
}

async fn document() -> JsonAnswer {
    JsonAnswer::ok(&openapi_document())
}

async fn unknown_path() -> ApiError {
    Refusal::new(Code::NotFound, "no such path; see /openapi.json").into()
}

async fn wrong_method() -> ApiError {
    ApiError::WrongMethod
}
