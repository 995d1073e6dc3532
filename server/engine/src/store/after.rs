//! What others are told once a transaction is committed, and not before.

use super::jobs::Lane;
use crate::metrics::PaymentEnd;
use domain::clock::At;
use domain::ids::OrderId;

/// Orders that changed, and when work begins that was put down.
#[derive(Clone, Debug, Default)]
pub(super) struct After {
    /// Each once.
    pub(super) orders: Vec<OrderId>,
    /// The earliest time in each lane.
    pub(super) work: Vec<(Lane, At)>,
    /// Payments that ended.
    pub(super) payments: Vec<PaymentEnd>,
}

impl After {
    pub(super) fn touch(&mut self, order: &OrderId) {
        if !self.orders.contains(order) {
            self.orders.push(order.clone());
        }
    }

    pub(super) fn call(&mut self, lane: Lane, due: At) {
        match self.work.iter_mut().find(|known| known.0 == lane) {
            Some(known) => known.1 = known.1.min(due),
            None => self.work.push((lane, due)),
        }
    }

    /// Takes in what another piece of the same transaction left.
    pub(super) fn join(&mut self, other: Self) {
        for order in &other.orders {
            self.touch(order);
        }
        for (lane, due) in other.work {
            self.call(lane, due);
        }
        self.payments.extend(other.payments);
    }
}
