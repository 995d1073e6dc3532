//! The event streams that a process has open: a bound for each order, and one
//! for all.

use crate::under_way::{OneUnderWay, UnderWay};
use domain::ids::OrderId;
use domain::rate_limits::{Limited, RateLimit};
use std::sync::Arc;

/// What a page is told to wait. It polls meanwhile.
const WAIT_S: i64 = 10;

/// The open streams by order.
#[derive(Debug, Default)]
pub(crate) struct StreamSlots(Arc<UnderWay>);

impl StreamSlots {
    /// Opens a stream of this order, which ends when the slot is dropped.
    ///
    /// # Errors
    /// The limit that is reached.
    pub(crate) fn open(&self, order: &OrderId) -> Result<OneUnderWay, Limited> {
        let slot = self.0.begin(order.as_str());
        for (many, limit) in [
            (slot.of_key, RateLimit::StreamsPerOrder),
            (slot.of_all, RateLimit::Streams),
        ] {
            if many > limit.bound().most {
                let wait_s = WAIT_S;
                return Err(Limited { limit, wait_s });
            }
        }
        Ok(slot)
    }
}

#[cfg(test)]
mod tests {
    use super::StreamSlots;
    use domain::ids::OrderId;
    use domain::rate_limits::RateLimit;

    fn order(n: u32) -> OrderId {
        OrderId::stored(format!("ord_{n}"))
    }

    #[test]
    fn there_is_a_bound_for_each_order_and_for_all() {
        let slots = StreamSlots::default();
        let most = RateLimit::StreamsPerOrder.bound().most;
        let mut open: Vec<_> = (0..most)
            .map(|_| slots.open(&order(1)).expect("a slot"))
            .collect();
        let limited = slots.open(&order(1)).expect_err("all are taken");
        assert_eq!(limited.limit, RateLimit::StreamsPerOrder);
        open.pop();
        open.push(slots.open(&order(1)).expect("one is free"));
        let all = RateLimit::Streams.bound().most;
        for n in most..all {
            open.push(slots.open(&order(n)).expect("a slot"));
        }
        let limited = slots.open(&order(all)).expect_err("all are taken");
        assert_eq!(limited.limit, RateLimit::Streams);
        drop(open);
        assert!(slots.0.by_key().is_empty());
        assert_eq!(slots.open(&order(1)).expect("a slot").of_all, 1);
    }
}
