//! The order's state machine: a pure function from an order and an event to a
//! [`Transition`], which is stored in one transaction or not at all.
//!
//! Rules:
//! - at most one live attempt per order, at most one paid attempt;
//! - an unknown result never ends an attempt; only the network's answer does;
//! - an order that has ended never reopens; money that arrives later is
//!   [`Surplus`](crate::surplus::Surplus) and is refunded;
//! - every movement of money creates its journal here, and only here;
//! - no event changes amount, payee or items (rule R4).

mod attempts;
mod refunds;
mod time;
mod transition;

pub use transition::{Announcement, Change, FollowUp, MallEvent, Transition};

use crate::attempt::{Attempt, DeclineReason, Receipt};
use crate::clock::At;
use crate::order::Order;
use crate::order::check::EXPIRES_IN_S;
use crate::refund::{Refund, RefundOutcome};
use crate::refusal::{Code, Refusal};

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
    /// The shopper confirmed a way to pay: a new attempt begins. The network is
    /// first queried at this instant.
    Begin(&'a Attempt, At),
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
            OrderEvent::Begin(attempt, query_at) => self.begin(attempt, query_at, now),
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
}

fn in_progress() -> Refusal {
    Refusal::new(
        Code::PaymentInProgress,
        "a payment is in progress; its result decides",
    )
}

#[cfg(test)]
mod tests;
