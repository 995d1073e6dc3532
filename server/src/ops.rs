//! Operations, on an address of their own: health, readiness, metrics.

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use engine::Engine;
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::sync::Arc;

/// What is counted. Labels are routes and status codes: few, and no secret.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Labels, Counter>,
    seconds: Family<Route, Histogram>,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Labels {
    method: String,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Route {
    route: String,
}

/// Upper bounds of the latency buckets, in seconds: from a page out of
/// memory to a network that takes its time.
fn latency() -> Histogram {
    Histogram::new([
        0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0,
    ])
}

impl Metrics {
    /// Empty counters, registered under their Prometheus names.
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("paydesk");
        let requests = Family::default();
        registry.register("http_requests", "Requests answered", requests.clone());
        let seconds = Family::new_with_constructor(latency as fn() -> Histogram);
        registry.register_with_unit(
            "http_request_duration",
            "Time to answer",
            Unit::Seconds,
            seconds.clone(),
        );
        Self {
            registry,
            requests,
            seconds,
        }
    }

    /// Counts one answered request.
    pub(crate) fn request(&self, method: &str, route: &str, status: u16, duration_ms: i64) {
        let labels = Labels {
            method: method.to_owned(),
            route: route.to_owned(),
            status,
        };
        self.requests.get_or_create(&labels).inc();
        let duration = std::time::Duration::from_millis(u64::try_from(duration_ms).unwrap_or(0));
        self.seconds
            .get_or_create(&Route {
                route: route.to_owned(),
            })
            .observe(duration.as_secs_f64());
    }
}

#[derive(Clone)]
struct Ops {
    metrics: Arc<Metrics>,
    engine: Arc<Engine>,
}

/// `/healthz` (the process answers), `/readyz` (it can take orders),
/// `/metrics` (Prometheus text).
pub(crate) fn router(metrics: Arc<Metrics>, engine: Arc<Engine>) -> Router {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(show))
        .with_state(Ops { metrics, engine })
}

async fn ready(State(ops): State<Ops>) -> impl IntoResponse {
    if ops.engine.ready().await {
        (StatusCode::OK, "ready\n")
    } else {
        (
            StatusCode::SERVICE_UNAVAILABLE,
            "not ready: the database does not answer\n",
        )
    }
}

async fn show(State(ops): State<Ops>) -> impl IntoResponse {
    let mut page = String::new();
    match text::encode(&mut page, &ops.metrics.registry) {
        Ok(()) => (
            StatusCode::OK,
            [(
                header::CONTENT_TYPE,
                "application/openmetrics-text; version=1.0.0; charset=utf-8",
            )],
            page,
        ),
        Err(_) => (
            StatusCode::INTERNAL_SERVER_ERROR,
            [(header::CONTENT_TYPE, "text/plain; charset=utf-8")],
            String::from("metrics cannot be written\n"),
        ),
    }
}
