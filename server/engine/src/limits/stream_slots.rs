//! The event streams that a process has open: a bound for each order, and one
//! for all.

use domain::ids::OrderId;
use domain::rate_limits::{Limited, RateLimit};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What a page is told to wait. It polls meanwhile.
const WAIT_S: i64 = 10;

/// The open streams by order.
#[derive(Debug, Default)]
pub(crate) struct StreamSlots(Mutex<OpenStreams>);

#[derive(Debug, Default)]
struct OpenStreams {
    all: u32,
    by_order: HashMap<OrderId, u32>,
}

/// An open stream, until it is dropped.
#[derive(Debug)]
pub(crate) struct StreamSlot {
    slots: Arc<StreamSlots>,
    order: OrderId,
}

impl StreamSlots {
    /// Opens a stream of this order.
    ///
    /// # Errors
    /// The limit that is reached.
    pub(crate) fn open(self: &Arc<Self>, order: &OrderId) -> Result<StreamSlot, Limited> {
        let mut open = self.streams();
        let of_order = open.by_order.get(order).copied().unwrap_or(0);
        for (many, limit) in [
            (of_order, RateLimit::StreamsPerOrder),
            (open.all, RateLimit::Streams),
        ] {
            if many >= limit.bound().most {
                let wait_s = WAIT_S;
                return Err(Limited { limit, wait_s });
            }
        }
        open.all += 1;
        open.by_order.insert(order.clone(), of_order + 1);
        Ok(StreamSlot {
            slots: Arc::clone(self),
            order: order.clone(),
        })
    }

    fn streams(&self) -> MutexGuard<'_, OpenStreams> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for StreamSlot {
    fn drop(&mut self) {
        let mut open = self.slots.streams();
        open.all = open.all.saturating_sub(1);
        let of_order = open.by_order.remove(&self.order).unwrap_or(0);
        if of_order > 1 {
            open.by_order.insert(self.order.clone(), of_order - 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::StreamSlots;
    use domain::ids::OrderId;
    use domain::rate_limits::RateLimit;
    use std::sync::Arc;

    fn order(n: u32) -> OrderId {
        OrderId::stored(format!("ord_{n}"))
    }

    #[test]
    fn there_is_a_bound_for_each_order_and_for_all() {
        let slots = Arc::new(StreamSlots::default());
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
        let left = slots.streams();
        assert!(left.all == 0 && left.by_order.is_empty(), "{left:?}");
    }
}
