//! The routes of the mall: pages, forms, the webhook, and static files.

mod forms;
mod pages;
mod receive;
mod refund;

use super::shop::Shop;
use super::visitor::{MallVisitor, language_cookie};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, SET_COOKIE, VARY};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::map_response_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use std::sync::Arc;

/// Events are kept under 20 kB by the contract; forms are far smaller.
const BODY_MAX_BYTES: usize = 64 * 1024;

const CSS: &str = include_str!("mall.css");
const SCRIPT: &str = include_str!("mall.js");
const SEAL: &str = include_str!("art/seal.svg");

/// All routes.
pub(super) fn router(shop: Arc<Shop>) -> Router {
    let policy = policy(&shop.settings.desk_url);
    Router::new()
        .route("/", get(pages::shelf))
        .route("/basket", get(pages::basket))
        .route("/orders", get(pages::orders))
        .route("/orders/{no}", get(pages::order))
        .route("/orders/{no}/state", get(pages::state))
        .route("/basket/add", post(forms::add))
        .route("/basket/set", post(forms::set))
        .route("/checkout", post(forms::checkout))
        .route("/orders/{no}/pay", post(forms::pay))
        .route("/orders/{no}/cancel", post(forms::cancel))
        .route("/orders/{no}/refund", post(refund::refund))
        .route("/buyer", post(forms::switch_buyer))
        .route("/paydesk/events", post(receive::event))
        .route(
            "/mall.css",
            get(|| async { file("text/css; charset=utf-8", CSS) }),
        )
        .route(
            "/mall.js",
            get(|| async { file("text/javascript; charset=utf-8", SCRIPT) }),
        )
        .route("/seal.svg", get(|| async { file("image/svg+xml", SEAL) }))
        .fallback(pages::not_found)
        .layer(DefaultBodyLimit::max(BODY_MAX_BYTES))
        .layer(map_response_with_state(policy, secure))
        .with_state(shop)
}

/// The content security policy: own resources only, no inline script or style.
/// Forms may lead to Paydesk, because browsers apply `form-action` also to the
/// redirect after a form.
fn policy(desk_url: &str) -> HeaderValue {
    let text = format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
         connect-src 'self'; form-action 'self' {desk_url}; base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(text).expect("a checked address fits into a header")
}

async fn secure(
    axum::extract::State(policy): axum::extract::State<HeaderValue>,
    mut response: Response,
) -> Response {
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    headers.insert(
        HeaderName::from_static("x-content-type-options"),
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        HeaderName::from_static("referrer-policy"),
        HeaderValue::from_static("same-origin"),
    );
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    headers.insert(VARY, HeaderValue::from_static("cookie, accept-language"));
    response
}

fn file(kind: &'static str, text: &'static str) -> Response {
    (
        [(CONTENT_TYPE, kind), (CACHE_CONTROL, "public, max-age=300")],
        text,
    )
        .into_response()
}

/// A page, with the cookie of the language requested on it.
fn page(status: StatusCode, visitor: &MallVisitor, markup: maud::Markup) -> Response {
    let mut response = (status, axum::response::Html(markup.into_string())).into_response();
    if visitor.locale_asked {
        response
            .headers_mut()
            .append(SET_COOKIE, language_cookie(visitor.locale));
    }
    response
}
