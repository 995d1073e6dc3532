//! The order machine: what happened, in; the next state of the order and its
//! attempt, the follow-up work and the news for the mall, out.
//!
//! One pure function. What leaves it together is stored in one transaction,
//! or not at all. Rules it keeps:
//! - at most one live attempt per order, at most one paid attempt;
//! - an unknown result never ends an attempt; only the network's word does;
//! - an order that ended never opens again; money that comes later is
//!   [`Surplus`], and goes back;
//! - money that moves makes its journal here, and nowhere else;
//! - amount, payee and items are not even visible here.

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

/// How much one "more time" adds.
pub const EXTENSION_S: i64 = 600;
/// How often time may be added (WCAG 2.2.1 asks for ten at least).
pub const EXTENSIONS_MAX: u32 = 12;
/// No order is open, and so no attempt of it begins, longer than this.
pub const OPEN_AT_MOST_S: i64 = *EXPIRES_IN_S.end() as i64 + EXTENSIONS_MAX as i64 * EXTENSION_S;
/// Minimum time between two SMS codes to one phone, in seconds.
pub const CODE_PAUSE_S: i64 = 60;
/// Wrong codes that end an attempt.
pub const WRONG_CODES_MAX: u32 = 5;
/// How long after a refusal surplus is offered to the network again.
pub const RETURN_AGAIN_S: i64 = 86_400;

/// What the network says of an attempt, whatever its wire looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttemptOutcome {
    /// It waits for the payer.
    AwaitingPayer,
    /// Money moved.
    Paid(Receipt),
    /// A clear no: the reason and the network's own code.
    Declined(DeclineReason, String),
    /// Working on it, unreachable, unreadable, badly signed, or silent: not
    /// known. Never a failure.
    Unknown,
}

/// Something that happened to an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderEvent<'a> {
    /// The shopper confirmed a way to pay: a new attempt begins.
    Begin(&'a Attempt),
    /// The shopper handed in the code: money is about to be asked to move.
    /// Recorded before the call, so that a crash leaves it unsettled.
    Submit(&'a Attempt),
    /// The network spoke about an attempt.
    Learn(&'a Attempt, AttemptOutcome),
    /// A wrong code was typed (the network said so, and no money moved).
    WrongCode(&'a Attempt),
    /// The shopper gives the attempt up.
    Cancel(&'a Attempt),
    /// The network's own time limit for the attempt has passed and it says
    /// that nothing was paid.
    Lapse(&'a Attempt),
    /// The shopper asks for more time.
    MoreTime,
    /// The mall closes the order.
    Close,
    /// The order's time is over.
    Expire,
    /// A refund begins: one the mall asks for ([`Refund::requested`]), or one
    /// that gives surplus back ([`Refund::of_surplus`]).
    Refund(&'a Refund),
    /// A refund is about to be sent, or sent again. Recorded before the
    /// call, so that a crash leaves it unknown.
    SendRefund(&'a Refund),
    /// The network spoke about a refund.
    LearnRefund(&'a Refund, RefundOutcome),
}

/// Follow-up work, stored in the same transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FollowUp {
    /// Ask the network about the attempt until its end is known.
    Query(AttemptId),
    /// Look at the order again when its time is over.
    ExpireAt(At),
    /// This money is to go back. The same money told again is the same work:
    /// the store keeps one for each number of the network's.
    Return(Surplus),
    /// Carry the refund out, from this instant on, and ask the network until
    /// its end is known.
    Refund(RefundId, At),
}

/// News for the mall.
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
    /// The event's type.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Paid => "order.paid",
            Self::Closed => "order.closed",
            Self::RefundSucceeded => "refund.succeeded",
            Self::RefundFailed => "refund.failed",
        }
    }
}

/// What is to be stored, together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The order as it is now.
    pub order: Order,
    /// The attempt as it is now, where one is concerned.
    pub attempt: Option<Attempt>,
    /// The refund as it is now, where one is concerned.
    pub refund: Option<Refund>,
    /// What moved in the books.
    pub journals: Vec<Journal>,
    /// Follow-up work.
    pub work: Vec<FollowUp>,
    /// News for the mall.
    pub news: Option<MallEvent>,
}

impl Order {
    /// Applies one happening. `self` and the attempt inside are what the
    /// caller just read, in the transaction that will store the step.
    ///
    /// # Errors
    /// A [`Refusal`] where the happening is not possible in this state;
    /// nothing is then to be stored.
    pub fn apply(&self, happening: OrderEvent<'_>, now: At) -> Result<Transition, Refusal> {
        match happening {
            OrderEvent::Begin(attempt) => self.begin(attempt, now),
            OrderEvent::Submit(attempt) => self.submit(attempt),
            OrderEvent::Learn(attempt, verdict) => Ok(self.learn(attempt, verdict, now)),
            OrderEvent::WrongCode(attempt) => self.wrong_code(attempt),
            OrderEvent::Cancel(attempt) => self.cancel(attempt),
            OrderEvent::Lapse(attempt) => Ok(self.lapse(attempt)),
            OrderEvent::MoreTime => self.more_time(now),
            OrderEvent::Close => self.close(),
            OrderEvent::Expire => Ok(self.expire(now)),
            OrderEvent::Refund(refund) => self.begin_refund(refund, now),
            OrderEvent::SendRefund(refund) => self.send_refund(refund),
            OrderEvent::LearnRefund(refund, word) => Ok(self.learn_refund(refund, word, now)),
        }
    }

    fn step(&self) -> Transition {
        Transition {
            order: self.clone(),
            attempt: None,
            refund: None,
            journals: Vec::new(),
            work: Vec::new(),
            news: None,
        }
    }

    fn with_attempt(&self, attempt: &Attempt, state: AttemptState) -> Transition {
        let mut step = self.step();
        step.attempt = Some(Attempt {
            state,
            ..attempt.clone()
        });
        step
    }
}

impl Transition {
    fn tell(&mut self, news: MallEvent) {
        self.order.sequence += 1;
        self.news = Some(news);
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
