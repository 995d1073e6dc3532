//! A simulator of one order: what the store would hold, and random actions.

use super::posted_journals::PostedJournals;
use super::{PRICE, QUERY_AT, attempt, order, receipt};
use crate::attempt::{Attempt, DeclineReason};
use crate::clock::At;
use crate::ids::RefundId;
use crate::machine::{AttemptOutcome, Change, FollowUp, OrderEvent, Transition};
use crate::money::Money;
use crate::order::Order;
use crate::refund::{Refund, RefundOutcome, RefundRequest};
use crate::refusal::Refusal;
use crate::surplus::Surplus;
use proptest::prelude::*;

/// An event, before it is known which attempts and refunds exist: a number is
/// the index of one that has begun.
#[derive(Clone, Debug)]
pub(super) enum Action {
    Begin,
    Submit(usize),
    Learn(usize, AttemptReport),
    WrongCode(usize),
    Cancel(usize),
    Lapse(usize),
    MoreTime,
    Close,
    Expire,
    /// So many fen, or all that is left.
    Refund(Option<i64>),
    SendRefund(usize),
    LearnRefund(usize, RefundReport),
    Wait(i64),
}

/// What the network says about an attempt.
#[derive(Clone, Copy, Debug)]
pub(super) enum AttemptReport {
    AwaitingPayer,
    Paid,
    /// Paid a second time, under another network id.
    PaidAgain,
    PaidOther,
    PaidNothing,
    Declined,
    Unknown,
}

impl AttemptReport {
    fn outcome(self, which: usize) -> AttemptOutcome {
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

/// What the network says about a refund.
#[derive(Clone, Copy, Debug)]
pub(super) enum RefundReport {
    Succeeded,
    OtherAmount,
    Declined,
    Unknown,
}

impl RefundReport {
    fn outcome(self, refund: &Refund) -> RefundOutcome {
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

pub(super) fn action() -> impl Strategy<Value = Action> {
    let which = 0_usize..4;
    let attempt_report = prop_oneof![
        3 => Just(AttemptReport::AwaitingPayer),
        4 => Just(AttemptReport::Paid),
        1 => Just(AttemptReport::PaidAgain),
        1 => Just(AttemptReport::PaidOther),
        1 => Just(AttemptReport::PaidNothing),
        2 => Just(AttemptReport::Declined),
        2 => Just(AttemptReport::Unknown),
    ];
    let refund_report = prop_oneof![
        3 => Just(RefundReport::Succeeded),
        1 => Just(RefundReport::OtherAmount),
        3 => Just(RefundReport::Declined),
        1 => Just(RefundReport::Unknown),
    ];
    let ask = prop_oneof![
        1 => Just(None),
        4 => (-1_i64..PRICE.minor() / 2).prop_map(Some),
        1 => Just(Some(PRICE.minor() + 1)),
    ];
    prop_oneof![
        4 => Just(Action::Begin),
        2 => which.clone().prop_map(Action::Submit),
        5 => (which.clone(), attempt_report).prop_map(|(i, w)| Action::Learn(i, w)),
        3 => which.clone().prop_map(Action::WrongCode),
        2 => which.clone().prop_map(Action::Cancel),
        2 => which.clone().prop_map(Action::Lapse),
        1 => Just(Action::MoreTime),
        1 => Just(Action::Close),
        1 => Just(Action::Expire),
        5 => ask.prop_map(Action::Refund),
        2 => which.clone().prop_map(Action::SendRefund),
        6 => (which, refund_report).prop_map(|(i, w)| Action::LearnRefund(i, w)),
        1 => (0_i64..1200).prop_map(Action::Wait),
    ]
}

/// An order with its attempts, refunds and journals, and the present time.
pub(super) struct Simulator {
    pub(super) order: Order,
    pub(super) attempts: Vec<Attempt>,
    pub(super) refunds: Vec<Refund>,
    pub(super) surplus: Vec<Surplus>,
    pub(super) books: PostedJournals,
    pub(super) now: At,
}

impl Simulator {
    pub(super) fn new() -> Self {
        Self {
            order: order(),
            attempts: Vec::new(),
            refunds: Vec::new(),
            surplus: Vec::new(),
            books: PostedJournals::default(),
            now: At::from_ms(0),
        }
    }

    /// The result of an action; `None` where it concerns nothing that exists.
    pub(super) fn ask(&self, action: &Action) -> Option<Result<Transition, Refusal>> {
        let fresh = attempt(self.attempts.len());
        let requested;
        let event = match action {
            Action::Begin => OrderEvent::Begin(&fresh, QUERY_AT),
            Action::Submit(i) => OrderEvent::Submit(self.attempts.get(*i)?),
            Action::Learn(i, report) => {
                OrderEvent::Learn(self.attempts.get(*i)?, report.outcome(*i))
            }
            Action::WrongCode(i) => OrderEvent::WrongCode(self.attempts.get(*i)?),
            Action::Cancel(i) => OrderEvent::Cancel(self.attempts.get(*i)?),
            Action::Lapse(i) => OrderEvent::Lapse(self.attempts.get(*i)?),
            Action::MoreTime => OrderEvent::MoreTime,
            Action::Close => OrderEvent::Close,
            Action::Expire => OrderEvent::Expire,
            Action::Refund(fen) => match self.request(*fen) {
                Ok(refund) => {
                    requested = refund;
                    OrderEvent::Refund(&requested)
                }
                Err(refusal) => return Some(Err(refusal)),
            },
            Action::SendRefund(i) => OrderEvent::SendRefund(self.refunds.get(*i)?),
            Action::LearnRefund(i, report) => {
                let refund = self.refunds.get(*i)?;
                OrderEvent::LearnRefund(refund, report.outcome(refund))
            }
            Action::Wait(_) => return None,
        };
        Some(self.order.apply(event, self.now))
    }

    fn request(&self, fen: Option<i64>) -> Result<Refund, Refusal> {
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

    /// Stores a transition. New surplus begins its refund at once, as in the
    /// engine.
    pub(super) fn keep(&mut self, transition: Transition) {
        for change in transition.changes {
            match change {
                Change::Order(order) => self.order = order,
                Change::NewAttempt(new) => {
                    assert!(self.attempts.iter().all(|a| a.id != new.id), "it is new");
                    self.attempts.push(new);
                }
                Change::Attempt(new) => {
                    let old = self.attempts.iter_mut().find(|a| a.id == new.id);
                    *old.expect("it was there") = new;
                }
                Change::NewRefund(new) => {
                    assert!(self.refunds.iter().all(|r| r.id != new.id), "it is new");
                    self.refunds.push(new);
                }
                Change::Refund(new) => {
                    let old = self.refunds.iter_mut().find(|r| r.id == new.id);
                    *old.expect("it was there") = new;
                }
            }
        }
        for journal in transition.journals {
            self.books.post(journal);
        }
        for work in transition.follow_ups {
            if let FollowUp::RefundSurplus(money) = work {
                self.refund_surplus(money);
            }
        }
    }

    fn refund_surplus(&mut self, money: Surplus) {
        let id = &money.receipt.network_id;
        if self.surplus.iter().any(|s| &s.receipt.network_id == id) {
            return;
        }
        let refund = Refund::of_surplus(self.next_refund(), &money, self.now);
        self.surplus.push(money);
        let begun = self.order.apply(OrderEvent::Refund(&refund), self.now);
        self.keep(begun.expect("surplus can always be refunded"));
    }
}
