//! The server functions over `/fn/<name>`, for islands: JSON in the answer,
//! and the status of what stopped it.

use super::Site;
use super::visit::Visitor;
use crate::guard;
use crate::headers;
use crate::stop::Stop;
use axum::RequestExt as _;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use domain::desk::Visit;
use http::StatusCode;
use http::header::{ACCEPT, CONTENT_TYPE, REFERER};
use leptos::prelude::{Owner, provide_context};
use leptos::reactive::computed::ScopedFuture;
use leptos::server_fn::axum::get_server_fn_service;
use leptos::server_fn::error::SERVER_FN_ERROR_HEADER;
use std::future::Future;

impl Site {
    /// Runs a server function with the desk and the visit in its context.
    pub(super) async fn within<F: Future + Send + 'static>(
        &self,
        visit: &Visit,
        call: F,
    ) -> F::Output {
        let (desk, visit) = (self.desk.clone(), visit.clone());
        let owner = Owner::new();
        owner
            .with(|| {
                provide_context(desk);
                provide_context(visit);
                ScopedFuture::new(call)
            })
            .await
    }

    /// Hands the call to the framework, which finds the function by its path.
    async fn call_function(&self, visit: &Visit, request: Request) -> Response {
        // The framework reads the body itself, past the router's limit.
        let mut request = request.with_limited_body();
        // It would answer a plain form's error by a redirect that carries it
        // in the address; our forms never post here.
        request.headers_mut().remove(ACCEPT);
        request.headers_mut().remove(REFERER);
        let (desk, visit) = (self.desk.clone(), visit.clone());
        let context = move || {
            provide_context(desk.clone());
            provide_context(visit.clone());
        };
        leptos_axum::handle_server_fns_with_context(context, request)
            .await
            .into_response()
    }
}

/// Answers a call of a server function.
pub(super) async fn function(
    State(site): State<Site>,
    Visitor(visit): Visitor,
    request: Request,
) -> Response {
    let allowed = guard::same_origin(request.headers(), &site.settings.public_url);
    let mut response = if let Err(stop) = allowed {
        json(&stop)
    } else if !known(&request) {
        nothing()
    } else {
        with_status(site.call_function(&visit, request).await).await
    };
    headers::plain(response.headers_mut(), &site.settings);
    response
}

/// Gives an error its own status; the framework says 500 for each.
async fn with_status(response: Response) -> Response {
    if response.headers().get(SERVER_FN_ERROR_HEADER).is_none() {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, super::BODY_LIMIT).await.unwrap_or_default();
    let stop = serde_json::from_slice(&bytes).unwrap_or(Stop::BadForm);
    parts.status = stop.status();
    Response::from_parts(parts, Body::from(bytes))
}

/// Whether there is a function at the request's address. The framework would
/// answer another one with a text for programmers.
fn known(request: &Request) -> bool {
    get_server_fn_service(request.uri().path(), request.method().clone()).is_some()
}

/// The answer where there is no such function: a word of its own, so that it
/// is not taken for an order that is not there.
fn nothing() -> Response {
    let json = [(CONTENT_TYPE, "application/json")];
    (StatusCode::NOT_FOUND, json, "\"unknown_function\"").into_response()
}

fn json(stop: &Stop) -> Response {
    let body = serde_json::to_string(stop).unwrap_or_default();
    (stop.status(), [(CONTENT_TYPE, "application/json")], body).into_response()
}
