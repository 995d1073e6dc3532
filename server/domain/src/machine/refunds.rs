//! The events of a refund, from its start to its final result.

use super::{Change, FollowUp, MallEvent, SURPLUS_RETRY_S, Transition};
use crate::clock::At;
use crate::ledger::postings;
use crate::money::{Money, MoneyError};
use crate::order::{Order, OrderState};
use crate::refund::{Refund, RefundCause, RefundOutcome, RefundState, exceeds, not_paid};
use crate::refusal::{Code, Refusal};

impl Order {
    /// Reserves the money in the order and in the ledger before the network is
    /// called, so that two refunds cannot both take it.
    pub(super) fn begin_refund(&self, refund: &Refund, now: At) -> Result<Transition, Refusal> {
        assert_eq!(refund.order_id, self.id, "a refund of another order");
        assert_eq!(refund.state, RefundState::Pending, "a refund begins once");
        let mut changes = vec![Change::NewRefund(refund.clone())];
        if refund.cause == RefundCause::Merchant {
            changes.push(Change::Order(Self {
                reserved: self.reserve(refund.amount)?,
                ..self.clone()
            }));
        }
        let begun = postings::refund_begun(refund, &self.facts.merchant_id);
        Ok(Transition {
            changes,
            journals: vec![begun],
            follow_ups: vec![FollowUp::Refund(refund.id.clone(), now)],
            ..Transition::default()
        })
    }

    /// The reserved sum with `amount` added, at most what was paid.
    fn reserve(&self, amount: Money) -> Result<Money, Refusal> {
        if !self.state.is_paid() {
            return Err(not_paid());
        }
        if amount.minor() <= 0 {
            let text = MoneyError::NotPositive.to_string();
            return Err(Refusal::at(Code::AmountInvalid, "/amount/value", text));
        }
        match self.reserved.plus(amount) {
            Ok(sum) if sum.minor() <= self.facts.amount.minor() => Ok(sum),
            Err(MoneyError::Currency) => Err(Refusal::at(
                Code::CurrencyNotSupported,
                "/amount/currency",
                "a refund has the order's currency",
            )),
            Ok(_) | Err(_) => Err(exceeds(self)),
        }
    }

    /// Marks the result as unknown, before the refund is sent. A refund that
    /// has ended is not sent again.
    pub(super) fn send_refund(&self, refund: &Refund) -> Result<Transition, Refusal> {
        assert_eq!(refund.order_id, self.id, "a refund of another order");
        if !refund.state.is_open() {
            return Err(Refusal::new(Code::AttemptEnded, "this refund has ended"));
        }
        let sent = Refund {
            state: RefundState::Unknown,
            ..refund.clone()
        };
        Ok(Transition {
            changes: vec![Change::Refund(sent)],
            ..Transition::default()
        })
    }

    /// The network's report. A repeated report, or one of another amount,
    /// changes nothing.
    pub(super) fn learn_refund(
        &self,
        refund: &Refund,
        outcome: RefundOutcome,
        now: At,
    ) -> Transition {
        assert_eq!(refund.order_id, self.id, "a refund of another order");
        match (outcome, refund.state) {
            (RefundOutcome::Succeeded(receipt), state) if receipt.amount == refund.amount => {
                let done = Refund {
                    state: RefundState::Succeeded,
                    ended_at: Some(now),
                    declined: None,
                    receipt: Some(receipt),
                    ..refund.clone()
                };
                match state {
                    RefundState::Pending | RefundState::Unknown => self.refunded(done),
                    RefundState::Failed => self.revived(done),
                    RefundState::Succeeded => Transition::default(),
                }
            }
            (RefundOutcome::Declined(code), RefundState::Pending | RefundState::Unknown) => {
                self.refund_declined(refund, code, now)
            }
            // An unknown result ends nothing; the other reports are repeats.
            (
                RefundOutcome::Unknown | RefundOutcome::Declined(_) | RefundOutcome::Succeeded(_),
                _,
            ) => Transition::default(),
        }
    }

    fn refunded(&self, done: Refund) -> Transition {
        let mut order = self.clone();
        if done.cause == RefundCause::Merchant {
            let sum = self.refunded.plus(done.amount);
            order.refunded = sum.expect("a refund was reserved before");
            order.state = if order.refunded == self.facts.amount {
                OrderState::Refunded
            } else {
                OrderState::PartiallyRefunded
            };
        }
        let announcement = order.announce(MallEvent::RefundSucceeded);
        Transition {
            journals: vec![postings::refund_succeeded(&done)],
            changes: vec![Change::Refund(done), Change::Order(order)],
            events: vec![announcement],
            ..Transition::default()
        }
    }

    /// The network carried out a refund that it had declined before. The money
    /// is reserved once more and booked as refunded. If other refunds have
    /// taken it since, no correct booking is possible: nothing changes, and the
    /// caller raises an alarm.
    fn revived(&self, done: Refund) -> Transition {
        let reserved = match done.cause {
            RefundCause::Merchant => self.reserve(done.amount).ok(),
            // A refund of surplus is never marked as failed.
            RefundCause::Surplus => None,
        };
        let Some(reserved) = reserved else {
            return Transition::default();
        };
        let again = postings::refund_revived(&done, &self.facts.merchant_id);
        let mut transition = Self {
            reserved,
            ..self.clone()
        }
        .refunded(done);
        transition.journals.insert(0, again);
        transition
    }

    /// A declined refund for the merchant has failed, and its money can be
    /// refunded again. A declined refund of surplus stays open and is sent
    /// again later: surplus is never kept.
    fn refund_declined(&self, refund: &Refund, code: String, now: At) -> Transition {
        let refund = Refund {
            declined: Some(code),
            ..refund.clone()
        };
        match refund.cause {
            RefundCause::Surplus => {
                let later = now.plus_s(SURPLUS_RETRY_S);
                Transition {
                    follow_ups: vec![FollowUp::Refund(refund.id.clone(), later)],
                    changes: vec![Change::Refund(Refund {
                        state: RefundState::Pending,
                        ..refund
                    })],
                    ..Transition::default()
                }
            }
            RefundCause::Merchant => self.failed(Refund {
                state: RefundState::Failed,
                ended_at: Some(now),
                ..refund
            }),
        }
    }

    fn failed(&self, refund: Refund) -> Transition {
        let left = self.reserved.minus(refund.amount);
        let mut order = Self {
            reserved: left.expect("a refund was reserved before"),
            ..self.clone()
        };
        let announcement = order.announce(MallEvent::RefundFailed);
        Transition {
            journals: vec![postings::refund_failed(&refund, &self.facts.merchant_id)],
            changes: vec![Change::Refund(refund), Change::Order(order)],
            events: vec![announcement],
            ..Transition::default()
        }
    }
}
