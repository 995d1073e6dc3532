//! What is counted as it happens, for `/metrics`: how payments end, and how
//! long networks take. Labels are from closed sets, so that there are few.

use domain::attempt::{Attempt, AttemptState};
use domain::product::{Channel, Product};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct PaymentEnd {
    channel: &'static str,
    product: &'static str,
    result: &'static str,
}

impl PaymentEnd {
    /// The end an attempt has come to, if it was not there `before`. One that
    /// was declined or abandoned may end again, as paid or surplus.
    pub(crate) fn new(before: &Attempt, after: &Attempt) -> Option<Self> {
        let ended = before.state != after.state && !after.state.is_live();
        ended.then(|| Self::of(after.channel, after.product, after.state))
    }

    const fn of(channel: Channel, product: Product, end: AttemptState) -> Self {
        Self {
            channel: channel.name(),
            product: product.name(),
            result: end.name(),
        }
    }
}

/// A message to a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct NetworkCall {
    channel: &'static str,
    operation: &'static str,
}

/// The counters. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct Metrics {
    payments: Family<PaymentEnd, Counter>,
    network_calls: Family<NetworkCall, Histogram>,
}

/// Upper bounds in seconds: from the same building to the longest time-out.
fn call_duration() -> Histogram {
    Histogram::new([
        0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0,
    ])
}

impl Default for Metrics {
    /// Every kind of end is there from the start, at zero: a rate then counts
    /// the first one, too.
    fn default() -> Self {
        let payments = Family::default();
        for product in Product::ALL {
            for state in AttemptState::ALL
                .into_iter()
                .filter(|state| !state.is_live())
            {
                let end = PaymentEnd::of(Channel::UnionPay, product, state);
                drop(payments.get_or_create(&end));
            }
        }
        Self {
            payments,
            network_calls: Family::new_with_constructor(call_duration),
        }
    }
}

impl Metrics {
    /// Counts a payment's end, once it is committed.
    pub(crate) fn payment(&self, end: PaymentEnd) {
        self.payments.get_or_create(&end).inc();
    }

    /// Measures a call, answered or not.
    pub(crate) fn network_call(&self, channel: &'static str, operation: &'static str, ms: i64) {
        let labels = NetworkCall { channel, operation };
        let took = std::time::Duration::from_millis(u64::try_from(ms).unwrap_or(0));
        let calls = self.network_calls.get_or_create(&labels);
        calls.observe(took.as_secs_f64());
    }

    /// Adds the counters to a registry.
    pub(crate) fn register(&self, registry: &mut Registry) {
        registry.register(
            "payments",
            "Attempts to pay that ended, by how",
            self.payments.clone(),
        );
        registry.register_with_unit(
            "network_call_duration",
            "Time until a network answered, or did not",
            Unit::Seconds,
            self.network_calls.clone(),
        );
    }
}
