//! The W3C trace context that calls to networks and malls carry.

use opentelemetry::global::get_text_map_propagator;
use opentelemetry_http::HeaderInjector;
use reqwest::header::HeaderMap;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

/// `traceparent` of the current span; nothing where no traces are exported.
pub(crate) fn headers() -> HeaderMap {
    let context = tracing::Span::current().context();
    let mut headers = HeaderMap::new();
    get_text_map_propagator(|propagator| {
        propagator.inject_context(&context, &mut HeaderInjector(&mut headers));
    });
    headers
}
