//! The middleware around every route: it gives the request its id, writes the
//! problem document of an [`ApiError`], and adds the headers all answers have.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::ids::RequestId;
use engine::Engine;

use super::error::ApiError;
use super::problem::ProblemResponse;

/// The response header with the request's id. An id from the client is ignored;
/// an id that the server's access log has set is used.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");

/// Adds the request id and the common headers to a response, and logs its error
/// under that id. Malls quote the id when they report a problem.
pub(super) async fn finish(
    State(engine): State<Arc<Engine>>,
    request: Request,
    next: Next,
) -> Response {
    let given: Option<&RequestId> = request.extensions().get();
    let id = given.cloned().unwrap_or_else(|| engine.new_request_id());
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let mut response = next.run(request).await;
    if let Some(error) = response.extensions_mut().remove::<ApiError>() {
        log(&error, &id, &method, uri.path());
        if let ApiError::Refused(refusal) = &error {
            engine.count_refused(refusal);
        }
        response = ProblemResponse::new(&error, &id).into_response();
    }
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        headers.insert(REQUEST_ID, value);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn log(error: &ApiError, id: &RequestId, method: &Method, path: &str) {
    match error {
        ApiError::Refused(refusal) => {
            let (code, pointer) = (refusal.code.name(), refusal.pointer.as_deref());
            tracing::info!(request_id = %id, %method, path, code, pointer, "refused");
        }
        ApiError::Fault(fault) => fault.log(id),
        ApiError::WrongMethod => {}
    }
}
