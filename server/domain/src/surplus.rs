//! Surplus: money that came for an order and is not wanted, because it is
//! late, beside another payment, or not the amount that was signed. It is
//! booked to suspense and goes back by itself.

use crate::attempt::{Attempt, Receipt};
use crate::ids::{AttemptId, OrderId};
use crate::product::Channel;

/// One payment that goes back. Its key is the network's own number, so the
/// same money told again is the same surplus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Surplus {
    /// The order it came for.
    pub order_id: OrderId,
    /// The attempt under which it came.
    pub attempt_id: AttemptId,
    /// The network that has it.
    pub channel: Channel,
    /// What the network says of it; the amount is more than zero.
    pub receipt: Receipt,
}

impl Surplus {
    /// Money under an attempt.
    pub(crate) fn under(attempt: &Attempt, receipt: Receipt) -> Self {
        Self {
            order_id: attempt.order_id.clone(),
            attempt_id: attempt.id.clone(),
            channel: attempt.channel,
            receipt,
        }
    }
}
