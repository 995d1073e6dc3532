//! The order's state machine: a pure function from an order and an event to a
//! [`Transition`], which is stored in one transaction or not at all.
//!
//! Rules:
//! - at most one live attempt per order, at most one paid attempt;
//! - an unknown result never ends an attempt; only the network's answer does;
//! - an order that has ended never reopens; money that arrives later is
//!   [`Surplus`] and is refunded;
//! - every movement of money creates its journal here, and only here;
//! - no event changes amount, payee or items (rule R4).

mod attempts;
mod refunds;
mod time;

use crate::attempt::{Attempt, AttemptState, DeclineReason, Receipt};
use crate::clock::At;
use crate::ids::{AttemptId, RefundId};
use crate::ledger::Journal;
use crate::order::Order;
use crate::order::check::EXPIRES_IN_S;
use crate::refund::{Refund, RefundOutcome};
use crate::refusal::{Code, Refusal};
use crate::surplus::Surplus;

/// Seconds that one request for more time adds.
pub const EXTENSION_S: i64 = 600;
/// How often time may be added (WCAG 2.2.1 asks for at least ten).
pub const EXTENSIONS_MAX: u32 = 12;
/// The longest an order stays open, in seconds. No attempt begins later.
pub const OPEN_AT_MOST_S: i64 = *EXPIRES_IN_S.end() as i64 + EXTENSIONS_MAX as i64 * EXTENSION_S;
/// Minimum time between two SMS codes to one phone, in seconds.
pub const CODE_PAUSE_S: i64 = 60;
/// The number of wrong SMS codes that ends an attempt.
pub const WRONG_CODES_MAX: u32 = 5;
/// Seconds until a declined refund of surplus is sent again.
pub const SURPLUS_RETRY_S: i64 = 86_400;

/// The network's report on an attempt, independent of any network's own codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttemptOutcome {
    /// The network waits for the payer.
    AwaitingPayer,
    /// The money moved.
    Paid(Receipt),
    /// Declined for certain: the reason and the network's own code.
    Declined(DeclineReason, String),
    /// No result yet: pending at the network, a time-out, or an answer that
    /// cannot be read or verified. Never a failure.
    Unknown,
}

/// Something that happens to an order. Attempts and refunds are passed as they
/// were read in the transaction that will store the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderEvent<'a> {
    /// The shopper confirmed a way to pay: a new attempt begins.
    Begin(&'a Attempt),
    /// The shopper entered the SMS code, and the payment is about to be sent.
    /// Stored before the call, so that a crash leaves the attempt unsettled.
    Submit(&'a Attempt),
    /// The network reported on an attempt.
    Learn(&'a Attempt, AttemptOutcome),
    /// The network reported that the SMS code was wrong; no money moved.
    WrongCode(&'a Attempt),
    /// The shopper cancels the attempt.
    Cancel(&'a Attempt),
    /// The network's time limit for the attempt has passed, and the network
    /// reported that nothing was paid.
    Lapse(&'a Attempt),
    /// The shopper asks for more time.
    MoreTime,
    /// The mall closes the order.
    Close,
    /// The order's time to pay has run out.
    Expire,
    /// A refund begins: requested by the mall ([`Refund::requested`]), or of
    /// surplus ([`Refund::of_surplus`]).
    Refund(&'a Refund),
    /// A refund is about to be sent, or sent again. Stored before the call,
    /// so that a crash leaves its result unknown.
    SendRefund(&'a Refund),
    /// The network reported on a refund.
    LearnRefund(&'a Refund, RefundOutcome),
}

/// A job to store in the same transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FollowUp {
    /// Query the network about the attempt until its result is known.
    Query(AttemptId),
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

/// The result of an event: everything to store, in one transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The order after the event.
    pub order: Order,
    /// The attempt after the event, if it changed.
    pub attempt: Option<Attempt>,
    /// The refund after the event, if it changed.
    pub refund: Option<Refund>,
    /// The journals of the money that moved.
    pub journals: Vec<Journal>,
    /// Jobs to store.
    pub follow_ups: Vec<FollowUp>,
    /// The event for the mall, if there is one.
    pub event: Option<MallEvent>,
}

impl Order {
    /// Applies one event to the order as it was read in the transaction that
    /// will store the result.
    ///
    /// # Errors
    /// A [`Refusal`] where the event is not possible in this state; there is
    /// then nothing to store.
    ///
    /// # Panics
    /// When an attempt or refund of another order is passed.
    pub fn apply(&self, event: OrderEvent<'_>, now: At) -> Result<Transition, Refusal> {
        match event {
            OrderEvent::Begin(attempt) => self.begin(attempt, now),
            OrderEvent::Submit(attempt) => self.submit(attempt),
            OrderEvent::Learn(attempt, outcome) => Ok(self.learn(attempt, outcome, now)),
            OrderEvent::WrongCode(attempt) => self.wrong_code(attempt),
            OrderEvent::Cancel(attempt) => self.cancel(attempt),
            OrderEvent::Lapse(attempt) => Ok(self.lapse(attempt)),
            OrderEvent::MoreTime => self.more_time(now),
            OrderEvent::Close => self.close(),
            OrderEvent::Expire => Ok(self.expire(now)),
            OrderEvent::Refund(refund) => self.begin_refund(refund, now),
            OrderEvent::SendRefund(refund) => self.send_refund(refund),
            OrderEvent::LearnRefund(refund, outcome) => Ok(self.learn_refund(refund, outcome, now)),
        }
    }

    fn unchanged(&self) -> Transition {
        Transition {
            order: self.clone(),
            attempt: None,
            refund: None,
            journals: Vec::new(),
            follow_ups: Vec::new(),
            event: None,
        }
    }

    fn with_attempt(&self, attempt: &Attempt, state: AttemptState) -> Transition {
        let mut transition = self.unchanged();
        transition.attempt = Some(Attempt {
            state,
            ..attempt.clone()
        });
        transition
    }
}

impl Transition {
    /// Adds the event for the mall, under the order's next sequence number.
    fn announce(&mut self, event: MallEvent) {
        self.order.sequence += 1;
        self.event = Some(event);
    }
}

fn in_progress() -> Refusal {
    Refusal::new(
        Code::PaymentInProgress,
        "a payment is in progress; its result decides",
    )
}

#[cfg(test)]
mod tests;
