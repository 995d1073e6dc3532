//! Counts and durations of HTTP requests, and of connections that a limit ended.

use crate::listen::LimitedConnections;
use axum::http::Method;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::time::Duration;

/// The request metrics. Labels are methods, routes and status codes: closed
/// sets without secrets.
pub(crate) struct Metrics {
    /// The registry that `/metrics` encodes.
    pub(crate) registry: Registry,
    /// Connections that a limit has ended.
    pub(crate) limited_connections: LimitedConnections,
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

/// Upper bounds of the latency buckets, in seconds.
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
        let limited_connections = LimitedConnections::default();
        limited_connections.register(&mut registry);
        Self {
            registry,
            limited_connections,
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
        let duration = Duration::from_millis(u64::try_from(duration_ms).unwrap_or(0));
        self.seconds
            .get_or_create(&Route {
                route: route.to_owned(),
            })
            .observe(duration.as_secs_f64());
    }
}

/// A standard method's name (RFC 9110 9.1, RFC 5789), else `other`.
pub(crate) fn method_name(method: &Method) -> &'static str {
    const KNOWN: [&str; 9] = [
        "GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "TRACE",
    ];
    let known = KNOWN.into_iter().find(|name| *name == method.as_str());
    known.unwrap_or("other")
}

#[cfg(test)]
mod tests {
    use super::Metrics;
    use axum::http::Method;
    use prometheus_client::encoding::text;

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
}
