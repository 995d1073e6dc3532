//! Limits of how often something may be done ([`domain::rate_limits`]).
//!
//! A budget that counts what is stored anyway (attempts and codes of an order)
//! is read from there. One that spans orders is a row of `rate_limits`, changed
//! in the transaction of what it counts, so that several processes share it.
//! What only guards a process (calls, streams, deliveries) is in memory.

mod keyed_hash;
mod mall_orders;
mod refused_count;
pub(crate) mod sign_in_tries;
pub(crate) mod stream_slots;
pub(crate) mod subjects;

use crate::seal::SealKeyError;
use domain::clock::At;
use domain::ids::MallId;
use domain::rate_limits::RateLimit;
use domain::refusal::Refusal;
use domain::secret::Secret;
use keyed_hash::KeyedHash;
use mall_orders::MallOrders;
use prometheus_client::registry::Registry;
use refused_count::RefusedCount;
use stream_slots::StreamSlots;

/// Orders that a mall may create per second and process where no other number
/// is set. Ten times as many may come at once.
pub const ORDERS_PER_SECOND: u32 = {
    let bound = RateLimit::OrdersPerMall.bound();
    match bound.window_s {
        Some(window_s) => bound.most / window_s,
        None => bound.most,
    }
};

/// What limits need. Held as `Arc<Limits>`.
pub(crate) struct Limits {
    hash: KeyedHash,
    /// All visitors share the cards: there is no limit per card and phone.
    test_cards: bool,
    mall_orders: MallOrders,
    refused: RefusedCount,
    /// The open event streams.
    pub(crate) streams: StreamSlots,
}

impl Limits {
    /// The hashes are keyed by a key derived from `seal_keys`.
    ///
    /// # Errors
    /// [`SealKeyError`].
    pub(crate) fn new(
        seal_keys: &Secret,
        test_cards: bool,
        orders_per_second: u32,
        open_streams: u32,
    ) -> Result<Self, SealKeyError> {
        Ok(Self {
            hash: KeyedHash::new(seal_keys)?,
            test_cards,
            mall_orders: MallOrders::new(orders_per_second),
            refused: RefusedCount::default(),
            streams: StreamSlots::new(open_streams),
        })
    }

    /// Counts a call that creates an order.
    ///
    /// # Errors
    /// `too_many_requests` with the wait.
    pub(crate) fn take_order(&self, mall: &MallId, now: At) -> Result<(), Refusal> {
        Ok(self.mall_orders.take(mall, now)?)
    }

    /// Counts a refusal that is answered, if a limit refused.
    pub(crate) fn count_refused(&self, refusal: &Refusal) {
        if let Some(limited) = refusal.limited {
            self.refused.count(limited.limit);
        }
    }

    /// Adds the counters to a registry.
    pub(crate) fn register(&self, registry: &mut Registry) {
        self.refused.register(registry);
    }
}
