//! Counting attempts by how they ended, after the commit. Labels are from
//! closed sets.

use domain::attempt::{Attempt, AttemptStatus};
use domain::channel_id::ChannelId;
use domain::product::Product;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct PaymentResult {
    channel: String,
    product: &'static str,
    result: &'static str,
}

impl PaymentResult {
    /// The end of an attempt that was in state `before`, unless it was there
    /// already. A declined or abandoned attempt may end again, as paid or
    /// surplus.
    pub fn new(before: AttemptStatus, attempt: &Attempt) -> Option<Self> {
        let status = attempt.state.status();
        let ended = before != status && !status.is_live();
        ended.then(|| Self::of(&attempt.channel, attempt.product, status))
    }

    fn of(channel: &ChannelId, product: Product, status: AttemptStatus) -> Self {
        Self {
            channel: channel.to_string(),
            product: product.name(),
            result: status.name(),
        }
    }
}

/// `paydesk_payments_total`. Clones share the counters.
#[derive(Clone, Debug, Default)]
pub(crate) struct PaymentResults(Family<PaymentResult, Counter>);

impl PaymentResults {
    pub(crate) fn count(&self, payment: &PaymentResult) {
        self.0.get_or_create(payment).inc();
    }

    /// Every counter of these channels starts at zero, so that a rate includes
    /// the first event.
    pub(crate) fn register<'a>(
        &self,
        registry: &mut Registry,
        channels: impl Iterator<Item = &'a ChannelId>,
    ) {
        for channel in channels {
            for product in Product::ALL {
                let ended = AttemptStatus::ALL.into_iter().filter(|s| !s.is_live());
                for state in ended {
                    let result = PaymentResult::of(channel, product, state);
                    drop(self.0.get_or_create(&result));
                }
            }
        }
        registry.register("payments", "Attempts to pay, by result", self.0.clone());
    }
}
