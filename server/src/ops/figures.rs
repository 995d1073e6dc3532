//! The engine's metrics: its own counters, and figures that are read from the
//! database at each request.

use engine::Engine;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use std::time::Duration;

/// Seconds, exact to the millisecond.
type Seconds = Gauge<f64, std::sync::atomic::AtomicU64>;

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct LaneLabels {
    lane: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct CertificateLabels {
    channel: String,
    name: &'static str,
}

/// Constants of the process, and the engine's own counters.
pub(super) fn engine_counters(engine: &Engine) -> Registry {
    let mut registry = Registry::with_prefix("paydesk");
    engine.register_metrics(&mut registry);
    let version = vec![("version", env!("CARGO_PKG_VERSION"))];
    registry.register("build", "The release that runs", Info::new(version));
    registry
}

/// When each certificate ends. Networks replace those that they publish.
pub(super) fn certificates(engine: &Engine) -> Registry {
    let mut registry = Registry::with_prefix("paydesk");
    let expiries = Family::<CertificateLabels, Gauge>::default();
    for (channel, certificate) in engine.certificates() {
        let of = CertificateLabels {
            channel: channel.to_string(),
            name: certificate.name,
        };
        let end_s = certificate.not_after.ms().div_euclid(1000);
        expiries.get_or_create(&of).set(end_s);
    }
    registry.register(
        "certificate_expiry_timestamp_seconds",
        "When a certificate ends, in Unix time",
        expiries,
    );
    registry
}

/// The store's counters.
pub(super) fn store(engine: &Engine) -> Registry {
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

/// Open refunds, surplus and waiting jobs, read from the database; empty if it
/// cannot be read.
pub(super) async fn database_gauges(engine: &Engine) -> Registry {
    let mut registry = Registry::with_prefix("paydesk");
    let (Ok((open, refused)), Ok((surplus, _)), Ok(backlog)) = (
        engine.open_refunds().await,
        engine.surplus().await,
        engine.backlog().await,
    ) else {
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
        (
            "jobs_of_unknown_lanes",
            "Jobs that are never claimed because this release does not know their lane",
            backlog.unknown_lanes,
        ),
    ] {
        let gauge: Gauge = Gauge::default();
        gauge.set(count);
        registry.register(name, help, gauge);
    }
    let due = Family::<LaneLabels, Seconds>::default();
    for (lane, age_ms) in backlog.jobs {
        due.get_or_create(&LaneLabels { lane }).set(seconds(age_ms));
    }
    let help = "How long the longest waiting job has been due, zero if none waits";
    registry.register_with_unit("jobs_oldest_due", help, Unit::Seconds, due);
    let pending = Seconds::default();
    pending.set(seconds(backlog.webhooks));
    let help = "Age of the oldest event that its mall was not told of, zero if there is none";
    registry.register_with_unit("webhooks_oldest_pending", help, Unit::Seconds, pending);
    registry
}

fn seconds(ms: i64) -> f64 {
    Duration::from_millis(u64::try_from(ms).unwrap_or(0)).as_secs_f64()
}
