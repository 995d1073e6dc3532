//! Operations, on an address of their own: health, readiness, metrics.

use axum::Router;
use axum::extract::State;
use axum::http::{Method, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use engine::Engine;
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::sync::Arc;
use std::time::Duration;

/// How long the page of figures waits for those of the database. The others
/// are wanted most while it does not answer.
const MONEY: Duration = Duration::from_secs(2);

/// What is counted. Labels are methods, routes and status codes of a closed set:
/// few, and no secret.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Labels, Counter>,
    seconds: Family<Route, Histogram>,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Labels {
    method: &'static str,
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
    pub(crate) fn request(&self, method: &Method, route: &str, status: u16, duration_ms: i64) {
        let labels = Labels {
            method: method_name(method),
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

/// A method's name; one for all that are invented (RFC 9110 9.1, RFC 5789).
pub(crate) fn method_name(method: &Method) -> &'static str {
    const KNOWN: [&str; 9] = [
        "GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "TRACE",
    ];
    let known = KNOWN.into_iter().find(|name| *name == method.as_str());
    known.unwrap_or("other")
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

/// What the store counted, as it stands.
fn store(engine: &Engine) -> Registry {
    let figures = engine.store_metrics();
    let mut registry = Registry::with_prefix("paydesk_store");
    for (name, help, count) in [
        ("commits", "Transactions committed", figures.commits),
        (
            "pieces",
            "Pieces of work in committed transactions",
            figures.written,
        ),
        (
            "undone",
            "Transactions undone, their work run again",
            figures.undone,
        ),
        ("unknown", "Commits whose end is not known", figures.unknown),
        ("again", "Pieces of work that ran again", figures.again),
    ] {
        let counter: Counter = Counter::default();
        counter.inc_by(count);
        registry.register(name, help, counter);
    }
    registry
}

/// Figures that may not come: none when the wait is over.
async fn in_time(wait: Duration, figures: impl Future<Output = Registry>) -> Registry {
    let figures = tokio::time::timeout(wait, figures).await;
    figures.unwrap_or_default()
}

/// Money on its way back, as the database has it now; empty while it cannot
/// be read.
async fn money(engine: &Engine) -> Registry {
    let mut registry = Registry::with_prefix("paydesk");
    let (Ok((open, refused)), Ok((surplus, _))) =
        (engine.open_refunds().await, engine.surplus().await)
    else {
        return registry;
    };
    for (name, help, count) in [
        ("refunds_open", "Refunds begun and not ended", open),
        (
            "refunds_refused",
            "Open refunds that the network refused before: surplus, offered again",
            refused,
        ),
        (
            "surplus_payments",
            "Payments that came late, twice or in another amount, ever",
            surplus,
        ),
    ] {
        let gauge: Gauge = Gauge::default();
        gauge.set(count);
        registry.register(name, help, gauge);
    }
    registry
}

async fn show(State(ops): State<Ops>) -> impl IntoResponse {
    let mut page = String::new();
    let store = store(&ops.engine);
    let money = in_time(MONEY, money(&ops.engine)).await;
    let encoded = text::encode_registry(&mut page, &ops.metrics.registry)
        .and_then(|()| text::encode_registry(&mut page, &money))
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
    use super::{MONEY, Metrics, Registry, in_time, text};
    use axum::http::Method;
    use prometheus_client::metrics::gauge::Gauge;
    use std::time::Duration;

    #[test]
    fn invented_methods_are_counted_as_one() {
        let metrics = Metrics::new();
        let count = |method: &str| {
            let method = Method::from_bytes(method.as_bytes()).expect("a method");
            metrics.request(&method, "(none)", 404, 1);
        };
        count("GET");
        for n in 0..600 {
            count(&format!("INVENTED-{n}"));
        }
        let mut page = String::new();
        text::encode_registry(&mut page, &metrics.registry).expect("written");
        let requests = page
            .lines()
            .filter(|line| line.starts_with("paydesk_http_requests_total"));
        let mut requests: Vec<&str> = requests.collect();
        requests.sort_unstable();
        let line = |method, n| {
            format!(
                "paydesk_http_requests_total{{method=\"{method}\",route=\"(none)\",status=\"404\"}} {n}"
            )
        };
        assert_eq!(requests, [line("GET", 1), line("other", 600)]);
    }

    #[tokio::test]
    async fn figures_of_a_silent_database_are_left_out() {
        let none = in_time(Duration::from_millis(1), std::future::pending()).await;
        let mut page = String::new();
        text::encode_registry(&mut page, &none).expect("written");
        assert_eq!(page, "");

        let mut some = Registry::with_prefix("paydesk");
        some.register("refunds_open", "Open", Gauge::<i64>::default());
        let some = in_time(MONEY, std::future::ready(some)).await;
        text::encode_registry(&mut page, &some).expect("written");
        assert!(page.contains("paydesk_refunds_open 0"), "{page}");
    }
}
