//! What is announced after a transaction is committed.

use super::lane::Lane;
use super::payment_result::PaymentResult;
use domain::clock::At;
use domain::ids::OrderId;

/// Changed orders, added jobs and ended attempts.
#[derive(Clone, Debug, Default)]
pub(crate) struct AfterCommit {
    /// Each order once.
    pub(crate) changed_orders: Vec<OrderId>,
    /// The earliest due time in each lane.
    pub(crate) due_jobs: Vec<(Lane, At)>,
    /// Attempts that ended.
    pub(crate) payments: Vec<PaymentResult>,
}

impl AfterCommit {
    pub(crate) fn order_changed(&mut self, order: &OrderId) {
        if !self.changed_orders.contains(order) {
            self.changed_orders.push(order.clone());
        }
    }

    pub(crate) fn job_due(&mut self, lane: Lane, due: At) {
        match self.due_jobs.iter_mut().find(|known| known.0 == lane) {
            Some(known) => known.1 = known.1.min(due),
            None => self.due_jobs.push((lane, due)),
        }
    }

    /// Adds what another write of the same transaction announces.
    pub(crate) fn merge(&mut self, other: Self) {
        for order in &other.changed_orders {
            self.order_changed(order);
        }
        for (lane, due) in other.due_jobs {
            self.job_due(lane, due);
        }
        self.payments.extend(other.payments);
    }
}
