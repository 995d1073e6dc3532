//! The server functions at `/fn/<name>`, for islands. Answers are JSON, with
//! the error's status.

use super::response;
use super::site::{self, Site};
use super::visitor::Visitor;
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
use ui::fetch_metadata;
use ui::headers;
use ui::page_error::PageError;

impl Site {
    /// Runs a server function with the port and the visit in its context.
    pub(super) async fn with_context<F: Future + Send + 'static>(
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

    /// Has the framework find the function by its path, and call it.
    async fn dispatch(&self, visit: &Visit, request: Request) -> Response {
        // The framework reads the body itself, without the router's limit.
        let mut request = request.with_limited_body();
        // With these headers the framework would treat the call as a plain
        // form, and answer an error with a redirect that has it in the URL.
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
pub(super) async fn server_function(
    State(site): State<Site>,
    Visitor(visit): Visitor,
    request: Request,
) -> Response {
    let allowed =
        fetch_metadata::refuse_cross_site(request.headers(), &site.pages.settings().public_url);
    let mut response = if let Err(error) = allowed {
        json(&error)
    } else if !exists(&request) {
        unknown_function()
    } else {
        with_status(site.dispatch(&visit, request).await).await
    };
    headers::plain(response.headers_mut(), site.pages.settings());
    response
}

/// Gives an error its own status; the framework answers 500 for each.
async fn with_status(response: Response) -> Response {
    if response.headers().get(SERVER_FN_ERROR_HEADER).is_none() {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, site::BODY_LIMIT).await.unwrap_or_default();
    let error = serde_json::from_slice(&bytes).unwrap_or(PageError::BadForm);
    parts.status = error.status();
    response::wait_of(&error, &mut parts.headers);
    Response::from_parts(parts, Body::from(bytes))
}

/// True if the path names a function. Otherwise the framework would answer with
/// a text for developers.
fn exists(request: &Request) -> bool {
    get_server_fn_service(request.uri().path(), request.method().clone()).is_some()
}

/// 404 with its own code, different from an unknown order's.
fn unknown_function() -> Response {
    let json = [(CONTENT_TYPE, "application/json")];
    (StatusCode::NOT_FOUND, json, "\"unknown_function\"").into_response()
}

fn json(error: &PageError) -> Response {
    let body = serde_json::to_string(error).unwrap_or_default();
    (error.status(), [(CONTENT_TYPE, "application/json")], body).into_response()
}
