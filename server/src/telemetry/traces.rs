//! Traces: our spans, sent to a collector over OTLP (HTTP with protobuf), and
//! the W3C trace context of the requests that come in.
//!
//! Without a collector nothing is recorded. A request still has a trace id, so
//! that the log lines of several systems can be correlated.

use anyhow::Context as _;
use axum::http::HeaderMap;
use domain::entropy::Entropy;
use opentelemetry::propagation::TextMapPropagator as _;
use opentelemetry::trace::{Status, TraceContextExt as _, TraceId, TracerProvider as _};
use opentelemetry::{Context, KeyValue, global};
use opentelemetry_http::HeaderExtractor;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::{Level, Metadata, Span, Subscriber};
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::registry::LookupSpan;

/// The `service.name` of this program.
const SERVICE: &str = "paydesk";

/// Sends spans to the collector at `endpoint`, in batches from a separate
/// thread. From now on calls to networks and malls carry `traceparent`.
///
/// # Errors
/// The address cannot be used.
pub(crate) fn exported_to(endpoint: &str) -> anyhow::Result<SdkTracerProvider> {
    let exporter = SpanExporter::builder()
        .with_http()
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint(format!("{}/v1/traces", endpoint.trim_end_matches('/')))
        .build()
        .context("--otlp-endpoint")?;
    global::set_text_map_propagator(TraceContextPropagator::new());
    let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
    let resource = Resource::builder()
        .with_service_name(SERVICE)
        .with_attribute(version);
    let provider = SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .with_resource(resource.build());
    Ok(provider.build())
}

/// Records our own spans. Spans of libraries are left out, above all the
/// exporter's.
pub(super) fn layer<S>(provider: &SdkTracerProvider) -> impl Layer<S> + use<S>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    tracing_opentelemetry::layer()
        .with_tracer(provider.tracer(SERVICE))
        .with_filter(filter_fn(is_recorded))
}

/// Spans at any level, and events at `info` and above.
fn is_recorded(about: &Metadata<'_>) -> bool {
    let target = about.target().split("::").next();
    matches!(target, Some("paydesk" | "engine"))
        && (about.is_span() || *about.level() <= Level::INFO)
}

/// Adds a request's span to the trace that its `traceparent` names. Returns the
/// trace id, a new one without a valid header.
pub(crate) fn join(span: &Span, headers: &HeaderMap, entropy: &dyn Entropy) -> TraceId {
    let parent = TraceContextPropagator::new().extract(&HeaderExtractor(headers));
    // Fails if spans are not recorded.
    let _ = span.set_parent(parent.clone());
    let id = |context: &Context| context.span().span_context().trace_id();
    let known = [id(&span.context()), id(&parent)];
    let known = known.into_iter().find(|id| *id != TraceId::INVALID);
    known.unwrap_or_else(|| {
        let mut bytes = [0; 16];
        entropy.fill(&mut bytes);
        TraceId::from_bytes(bytes)
    })
}

/// Records the request and its status in the span, by OpenTelemetry's semantic
/// conventions for HTTP servers.
pub(crate) fn answered(span: &Span, method: &'static str, route: &str, status: u16) {
    let context = span.context();
    let recorded = context.span();
    if !recorded.is_recording() {
        return;
    }
    recorded.update_name(format!("{method} {route}"));
    recorded.set_attribute(KeyValue::new("http.request.method", method));
    recorded.set_attribute(KeyValue::new("http.route", route.to_owned()));
    let code = KeyValue::new("http.response.status_code", i64::from(status));
    recorded.set_attribute(code);
    if status >= 500 {
        recorded.set_status(Status::error(""));
    }
}
