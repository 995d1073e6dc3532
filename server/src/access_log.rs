//! One log line and one measurement per request, by route, never by address:
//! a pay page's address is a capability, and stays out of both. An answer that
//! says "later" says when, whoever made it.

use crate::come_back;
use crate::ops::Metrics;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use domain::clock::Clock;
use std::sync::Arc;

/// What the line is made with.
#[derive(Clone)]
pub(crate) struct AccessLog {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) metrics: Arc<Metrics>,
}

/// Times the request, then counts and logs it, and sees the answer off.
pub(crate) async fn record(State(log): State<AccessLog>, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("(none)", MatchedPath::as_str)
        .to_owned();
    let start = log.clock.now();
    let mut response = next.run(request).await;
    come_back::told(&mut response);
    let duration_ms = log.clock.now().ms().saturating_sub(start.ms()).max(0);
    let status = response.status().as_u16();
    log.metrics
        .request(method.as_str(), &route, status, duration_ms);
    if status >= 500 {
        tracing::error!(%method, route, status, duration_ms, "request");
    } else {
        tracing::info!(%method, route, status, duration_ms, "request");
    }
    response
}
