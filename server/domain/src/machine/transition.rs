//! The result of an event: everything to store, together in one transaction.

use crate::attempt::Attempt;
use crate::clock::At;
use crate::ids::{AttemptId, RefundId};
use crate::ledger::Journal;
use crate::order::Order;
use crate::refund::Refund;
use crate::surplus::Surplus;

/// What one event changes. The default changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transition {
    /// The records to write, in this order.
    pub changes: Vec<Change>,
    /// The journals of the money that moved.
    pub journals: Vec<Journal>,
    /// Jobs to store.
    pub follow_ups: Vec<FollowUp>,
    /// The events for the mall.
    pub events: Vec<Announcement>,
}

/// One record to write. The versions are those that were read; the store
/// increments them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// An order that was there, as it is after the event.
    Order(Order),
    /// A new attempt.
    NewAttempt(Attempt),
    /// An attempt that was there, as it is after the event.
    Attempt(Attempt),
    /// A new refund.
    NewRefund(Refund),
    /// A refund that was there, as it is after the event.
    Refund(Refund),
}

/// A job to store in the same transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FollowUp {
    /// Query the network about the attempt from this instant on, until its
    /// result is known.
    Query(AttemptId, At),
    /// Expire the order at this instant, unless it is paid or in payment then.
    ExpireAt(At),
    /// Refund this money. The store keeps one per payment number of the
    /// network, so a repeated report starts no second refund.
    RefundSurplus(Surplus),
    /// Send the refund from this instant on, and query the network until its
    /// result is known.
    Refund(RefundId, At),
}

/// An event for the mall, delivered as a webhook and listed by the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MallEvent {
    /// `order.paid`
    Paid,
    /// `order.closed`: closed by the mall, or expired.
    Closed,
    /// `refund.succeeded`
    RefundSucceeded,
    /// `refund.failed`
    RefundFailed,
}

impl MallEvent {
    /// All variants.
    pub const ALL: [Self; 4] = [
        Self::Paid,
        Self::Closed,
        Self::RefundSucceeded,
        Self::RefundFailed,
    ];

    /// The event's type in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Paid => "order.paid",
            Self::Closed => "order.closed",
            Self::RefundSucceeded => "refund.succeeded",
            Self::RefundFailed => "refund.failed",
        }
    }
}

/// An event for the mall under its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// The number within the order, from 1.
    pub sequence: u32,
    /// The event.
    pub event: MallEvent,
}

impl Order {
    /// Gives the event the order's next number.
    pub(super) fn announce(&mut self, event: MallEvent) -> Announcement {
        self.sequence += 1;
        Announcement {
            sequence: self.sequence,
            event,
        }
    }
}
