//! Operations, on an address of their own: health, readiness, metrics.

mod figures;

use crate::common_headers::{IsHttps, add_common_headers};
use crate::host_header::require_host;
use crate::listen::{Phase, PhaseWatch};
use crate::metrics::Metrics;
use crate::request_line::limit_request_line;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::get;
use engine::Engine;
use prometheus_client::encoding::text;
use prometheus_client::registry::Registry;
use std::sync::Arc;
use std::time::Duration;

/// How long `/metrics` waits for figures from the database. After that it shows
/// the others alone.
const LOOK_UP: Duration = Duration::from_secs(2);

#[derive(Clone)]
struct Ops {
    metrics: Arc<Metrics>,
    counted: Arc<Registry>,
    engine: Arc<Engine>,
    phases: PhaseWatch,
}

/// `/healthz` (the process answers), `/readyz` (it can take orders, and will not
/// stop soon), `/metrics` (Prometheus text).
pub(crate) fn router(metrics: Arc<Metrics>, engine: Arc<Engine>, phases: PhaseWatch) -> Router {
    let ops = Ops {
        metrics,
        counted: Arc::new(figures::engine_counters(&engine)),
        engine,
        phases,
    };
    let is_https = IsHttps(false);
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(show))
        .with_state(ops)
        .layer(from_fn(require_host))
        .layer(from_fn(limit_request_line))
        .layer(from_fn_with_state(is_https, add_common_headers))
}

async fn ready(State(ops): State<Ops>) -> impl IntoResponse {
    let not = StatusCode::SERVICE_UNAVAILABLE;
    if ops.phases.now() != Phase::Serving {
        (not, "not ready: this process is about to stop\n")
    } else if ops.engine.ready().await {
        (StatusCode::OK, "ready\n")
    } else {
        (not, "not ready: the database does not answer\n")
    }
}

/// The figures, or none after `wait`.
async fn in_time(wait: Duration, figures: impl Future<Output = Registry>) -> Registry {
    let figures = tokio::time::timeout(wait, figures).await;
    figures.unwrap_or_default()
}

async fn show(State(ops): State<Ops>) -> impl IntoResponse {
    let mut page = String::new();
    let store = figures::store(&ops.engine);
    let certificates = figures::certificates(&ops.engine);
    let looked_up = in_time(LOOK_UP, figures::database_gauges(&ops.engine)).await;
    let encoded = text::encode_registry(&mut page, &ops.metrics.registry)
        .and_then(|()| text::encode_registry(&mut page, &ops.counted))
        .and_then(|()| text::encode_registry(&mut page, &certificates))
        .and_then(|()| text::encode_registry(&mut page, &looked_up))
        .and_then(|()| text::encode(&mut page, &store));
    match encoded {
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

#[cfg(test)]
mod tests {
    use super::{LOOK_UP, Registry, in_time, text};
    use prometheus_client::metrics::gauge::Gauge;
    use std::time::Duration;

    #[tokio::test]
    async fn figures_of_a_silent_database_are_left_out() {
        let none = in_time(Duration::from_millis(1), std::future::pending()).await;
        let mut page = String::new();
        text::encode_registry(&mut page, &none).expect("written");
        assert_eq!(page, "");

        let mut some = Registry::with_prefix("paydesk");
        some.register("refunds_open", "Open", Gauge::<i64>::default());
        let some = in_time(LOOK_UP, std::future::ready(some)).await;
        text::encode_registry(&mut page, &some).expect("written");
        assert!(page.contains("paydesk_refunds_open 0"), "{page}");
    }
}
