//! A world of one order: what a store would hold of it, and random acts.

use super::books::Books;
use super::{PRICE, attempt, order, receipt};
use crate::attempt::{Attempt, DeclineReason};
use crate::clock::At;
use crate::ids::RefundId;
use crate::machine::{AttemptOutcome, FollowUp, OrderEvent, Transition};
use crate::money::Money;
use crate::order::Order;
use crate::refund::{Refund, RefundOutcome, RefundRequest};
use crate::refusal::Refusal;
use crate::surplus::Surplus;
use proptest::prelude::*;

/// A happening, before it is known which attempts and refunds there are: a
/// number picks one of those begun so far.
#[derive(Clone, Debug)]
pub(super) enum Act {
    Begin,
    Submit(usize),
    Learn(usize, Told),
    WrongCode(usize),
    Cancel(usize),
    Lapse(usize),
    MoreTime,
    Close,
    Expire,
    /// All that is left, or so many fen.
    Refund(Option<i64>),
    SendRefund(usize),
    LearnRefund(usize, Back),
    Wait(i64),
}

/// What the network says of an attempt.
#[derive(Clone, Copy, Debug)]
pub(super) enum Told {
    AwaitingPayer,
    Paid,
    /// Paid once more, under another number.
    PaidAgain,
    PaidOther,
    PaidNothing,
    Declined,
    Unknown,
}

impl Told {
    fn verdict(self, which: usize) -> AttemptOutcome {
        let paid = |suffix: &str, amount| {
            AttemptOutcome::Paid(receipt(&format!("q{which}{suffix}"), Money::fen(amount)))
        };
        match self {
            Self::AwaitingPayer => AttemptOutcome::AwaitingPayer,
            Self::Paid => paid("", PRICE.minor()),
            Self::PaidAgain => paid("-again", PRICE.minor()),
            Self::PaidOther => paid("-other", 1),
            Self::PaidNothing => paid("", 0),
            Self::Declined => AttemptOutcome::Declined(DeclineReason::Issuer, String::from("51")),
            Self::Unknown => AttemptOutcome::Unknown,
        }
    }
}

/// What the network says of a refund.
#[derive(Clone, Copy, Debug)]
pub(super) enum Back {
    Succeeded,
    OtherAmount,
    Declined,
    Unknown,
}

impl Back {
    fn word(self, refund: &Refund) -> RefundOutcome {
        match self {
            Self::Succeeded => RefundOutcome::Succeeded(receipt("r1", refund.amount)),
            Self::OtherAmount => {
                let more = refund.amount.plus(Money::fen(1)).expect("small");
                RefundOutcome::Succeeded(receipt("r1", more))
            }
            Self::Declined => RefundOutcome::Declined(String::from("35")),
            Self::Unknown => RefundOutcome::Unknown,
        }
    }
}

pub(super) fn act() -> impl Strategy<Value = Act> {
    let which = 0_usize..4;
    let told = prop_oneof![
        3 => Just(Told::AwaitingPayer),
        4 => Just(Told::Paid),
        1 => Just(Told::PaidAgain),
        1 => Just(Told::PaidOther),
        1 => Just(Told::PaidNothing),
        2 => Just(Told::Declined),
        2 => Just(Told::Unknown),
    ];
    let back = prop_oneof![
        3 => Just(Back::Succeeded),
        1 => Just(Back::OtherAmount),
        3 => Just(Back::Declined),
        1 => Just(Back::Unknown),
    ];
    let ask = prop_oneof![
        1 => Just(None),
        4 => (-1_i64..PRICE.minor() / 2).prop_map(Some),
        1 => Just(Some(PRICE.minor() + 1)),
    ];
    prop_oneof![
        4 => Just(Act::Begin),
        2 => which.clone().prop_map(Act::Submit),
        5 => (which.clone(), told).prop_map(|(i, w)| Act::Learn(i, w)),
        3 => which.clone().prop_map(Act::WrongCode),
        2 => which.clone().prop_map(Act::Cancel),
        2 => which.clone().prop_map(Act::Lapse),
        1 => Just(Act::MoreTime),
        1 => Just(Act::Close),
        1 => Just(Act::Expire),
        5 => ask.prop_map(Act::Refund),
        2 => which.clone().prop_map(Act::SendRefund),
        6 => (which, back).prop_map(|(i, w)| Act::LearnRefund(i, w)),
        1 => (0_i64..1200).prop_map(Act::Wait),
    ]
}

/// An order, what belongs to it, and the time, as a store would hold them.
pub(super) struct World {
    pub(super) order: Order,
    pub(super) attempts: Vec<Attempt>,
    pub(super) refunds: Vec<Refund>,
    pub(super) surplus: Vec<Surplus>,
    pub(super) books: Books,
    pub(super) now: At,
}

impl World {
    pub(super) fn new() -> Self {
        Self {
            order: order(),
            attempts: Vec::new(),
            refunds: Vec::new(),
            surplus: Vec::new(),
            books: Books::default(),
            now: At::from_ms(0),
        }
    }

    /// What the machine says to an act; `None` where there is nothing to say.
    pub(super) fn ask(&self, act: &Act) -> Option<Result<Transition, Refusal>> {
        let fresh = attempt(self.attempts.len());
        let asked;
        let happening = match act {
            Act::Begin => OrderEvent::Begin(&fresh),
            Act::Submit(i) => OrderEvent::Submit(self.attempts.get(*i)?),
            Act::Learn(i, told) => OrderEvent::Learn(self.attempts.get(*i)?, told.verdict(*i)),
            Act::WrongCode(i) => OrderEvent::WrongCode(self.attempts.get(*i)?),
            Act::Cancel(i) => OrderEvent::Cancel(self.attempts.get(*i)?),
            Act::Lapse(i) => OrderEvent::Lapse(self.attempts.get(*i)?),
            Act::MoreTime => OrderEvent::MoreTime,
            Act::Close => OrderEvent::Close,
            Act::Expire => OrderEvent::Expire,
            Act::Refund(fen) => match self.asked(*fen) {
                Ok(refund) => {
                    asked = refund;
                    OrderEvent::Refund(&asked)
                }
                Err(refusal) => return Some(Err(refusal)),
            },
            Act::SendRefund(i) => OrderEvent::SendRefund(self.refunds.get(*i)?),
            Act::LearnRefund(i, back) => {
                let refund = self.refunds.get(*i)?;
                OrderEvent::LearnRefund(refund, back.word(refund))
            }
            Act::Wait(_) => return None,
        };
        Some(self.order.apply(happening, self.now))
    }

    fn asked(&self, fen: Option<i64>) -> Result<Refund, Refusal> {
        let paid = self.order.paid_attempt.as_ref();
        let paid = self.attempts.iter().find(|a| Some(&a.id) == paid);
        let ask = RefundRequest {
            mall_refund_no: format!("R-{}", self.refunds.len()),
            amount: fen.map(Money::fen),
            reason: None,
        };
        Refund::requested(self.next_refund(), &self.order, paid, &ask, self.now)
    }

    fn next_refund(&self) -> RefundId {
        RefundId::stored(format!("rfd_{}", self.refunds.len()))
    }

    /// Stores a step whole; surplus that is new begins its refund at once,
    /// as in the engine.
    pub(super) fn keep(&mut self, step: Transition) {
        self.order = step.order;
        if let Some(new) = step.attempt {
            match self.attempts.iter_mut().find(|a| a.id == new.id) {
                Some(old) => *old = new,
                None => self.attempts.push(new),
            }
        }
        if let Some(new) = step.refund {
            match self.refunds.iter_mut().find(|r| r.id == new.id) {
                Some(old) => *old = new,
                None => self.refunds.push(new),
            }
        }
        for journal in step.journals {
            self.books.post(journal);
        }
        for work in step.work {
            if let FollowUp::RefundSurplus(money) = work {
                self.give_back(money);
            }
        }
    }

    fn give_back(&mut self, money: Surplus) {
        let id = &money.receipt.network_id;
        if self.surplus.iter().any(|s| &s.receipt.network_id == id) {
            return;
        }
        let refund = Refund::of_surplus(self.next_refund(), &money, self.now);
        self.surplus.push(money);
        let begun = self.order.apply(OrderEvent::Refund(&refund), self.now);
        self.keep(begun.expect("surplus may always go back"));
    }
}
