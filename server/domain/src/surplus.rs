//! Surplus: money that arrived for an order too late, a second time, or in
//! another amount. It is booked to suspense and refunded automatically.

use crate::attempt::{Attempt, Receipt};
use crate::channel_id::ChannelId;
use crate::ids::{AttemptId, OrderId};

/// One payment to refund. Its key is the network's id of the payment, so a
/// repeated report is the same surplus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Surplus {
    /// The order it was paid for.
    pub order_id: OrderId,
    /// The attempt it was paid under.
    pub attempt_id: AttemptId,
    /// The network that holds it.
    pub channel: ChannelId,
    /// The network's receipt; the amount is more than zero.
    pub receipt: Receipt,
}

impl Surplus {
    /// Surplus that was paid under an attempt.
    pub(crate) fn under(attempt: &Attempt, receipt: Receipt) -> Self {
        Self {
            order_id: attempt.order_id.clone(),
            attempt_id: attempt.id.clone(),
            channel: attempt.channel.clone(),
            receipt,
        }
    }
}
