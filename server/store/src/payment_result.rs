//! Counting attempts by how they ended, after the commit. Labels are from
//! closed sets.

use domain::attempt::{Attempt, AttemptState};
use domain::channel_id::ChannelId;
use domain::product::Product;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct PaymentResult {
    channel: &'static str,
    product: &'static str,
    result: &'static str,
}

impl PaymentResult {
    /// The end of an attempt that was in state `before`, unless it was there
    /// already. A declined or abandoned attempt may end again, as paid or
    /// surplus.
    pub fn new(before: AttemptState, attempt: &Attempt) -> Option<Self> {
        let ended = before != attempt.state && !attempt.state.is_live();
        ended.then(|| Self::of(attempt.channel, attempt.product, attempt.state))
    }

    const fn of(channel: ChannelId, product: Product, state: AttemptState) -> Self {
        Self {
            channel: channel.as_str(),
            product: product.name(),
            result: state.name(),
        }
    }
}

/// `paydesk_payments_total`. Clones share the counters.
#[derive(Clone, Debug)]
pub(crate) struct PaymentResults(Family<PaymentResult, Counter>);

impl Default for PaymentResults {
    /// Every counter starts at zero, so that a rate includes the first event.
    fn default() -> Self {
        let counters = Family::default();
        for product in Product::ALL {
            for state in AttemptState::ALL {
                if !state.is_live() {
                    let result = PaymentResult::of(UNION_PAY, product, state);
                    drop(counters.get_or_create(&result));
                }
            }
        }
        Self(counters)
    }
}

impl PaymentResults {
    pub(crate) fn count(&self, payment: PaymentResult) {
        self.0.get_or_create(&payment).inc();
    }

    pub(crate) fn register(&self, registry: &mut Registry) {
        registry.register("payments", "Attempts to pay, by result", self.0.clone());
    }
}
