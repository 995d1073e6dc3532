//! The event streams that a process has open: a bound for each order, and one
//! for all.

use crate::under_way::{OneUnderWay, UnderWay};
use domain::ids::OrderId;
use domain::rate_limits::{Limited, RateLimit};
use std::sync::Arc;

/// What a page is told to wait. It polls meanwhile.
const WAIT_S: i64 = 10;

/// The open streams by order.
#[derive(Debug)]
pub(crate) struct StreamSlots {
    open: Arc<UnderWay>,
    most: u32,
}

impl StreamSlots {
    /// For at most so many streams, where that is fewer than
    /// [`RateLimit::Streams`].
    pub(crate) fn new(most: u32) -> Self {
        Self {
            open: Arc::default(),
            most: most.min(RateLimit::Streams.bound().most),
        }
    }

    /// Opens a stream of this order, which ends when the slot is dropped.
    ///
    /// # Errors
    /// The limit that is reached.
    pub(crate) fn open(&self, order: &OrderId) -> Result<OneUnderWay, Limited> {
        let slot = self.open.begin(order.as_str());
        let of_order = RateLimit::StreamsPerOrder;
        for (many, most, limit) in [
            (slot.of_key, of_order.bound().most, of_order),
            (slot.of_all, self.most, RateLimit::Streams),
        ] {
            if many > most {
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
        let slots = StreamSlots::new(u32::MAX);
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
        assert!(slots.open.by_key().is_empty());
        assert_eq!(slots.open(&order(1)).expect("a slot").of_all, 1);
    }

    #[test]
    fn there_are_fewer_where_there_are_few_connections() {
        let slots = StreamSlots::new(2);
        let open = [1, 2].map(|n| slots.open(&order(n)).expect("a slot"));
        let limited = slots.open(&order(3)).expect_err("both are taken");
        assert_eq!(limited.limit, RateLimit::Streams);
        drop(open);
        assert!(slots.open(&order(3)).is_ok());
    }
}
