//! `paydesk_limited_total`, by limit.

use domain::rate_limits::RateLimit;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

/// True for a limit that refuses nothing: what it counts waits.
const fn only_waits(limit: RateLimit) -> bool {
    matches!(
        limit,
        RateLimit::DeliveriesPerMall
            | RateLimit::DeliveriesPerOtherMall
            | RateLimit::DeliveriesToFailingMalls
    )
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct LimitLabel {
    limit: &'static str,
}

/// How often each limit refused. Clones share the counters.
#[derive(Clone, Debug)]
pub(super) struct RefusedCount(Family<LimitLabel, Counter>);

impl Default for RefusedCount {
    /// Each limit that refuses has a line from the start.
    fn default() -> Self {
        let counters = Family::default();
        for limit in RateLimit::ALL {
            if !only_waits(*limit) {
                let limit = limit.name();
                drop(counters.get_or_create(&LimitLabel { limit }));
            }
        }
        Self(counters)
    }
}

impl RefusedCount {
    pub(super) fn count(&self, limit: RateLimit) {
        let limit = limit.name();
        self.0.get_or_create(&LimitLabel { limit }).inc();
    }

    pub(super) fn register(&self, registry: &mut Registry) {
        let help = "Requests that a limit has refused";
        registry.register("limited", help, self.0.clone());
    }
}
