//! The events of an attempt, from its start to its final result.

use super::{
    AttemptOutcome, Change, FollowUp, MallEvent, Transition, WRONG_CODES_MAX, in_progress,
};
use crate::attempt::{Attempt, AttemptState, DeclineReason, Receipt};
use crate::clock::At;
use crate::ledger::postings;
use crate::order::{Order, OrderState};
use crate::refusal::{Code, Refusal};
use crate::surplus::Surplus;

impl Order {
    pub(super) fn begin(
        &self,
        attempt: &Attempt,
        query_at: At,
        now: At,
    ) -> Result<Transition, Refusal> {
        assert_eq!(attempt.order_id, self.id, "an attempt of another order");
        assert_eq!(
            attempt.state,
            AttemptState::Started,
            "an attempt begins once"
        );
        self.check_payable(now)?;
        if self.live_attempt.is_some() {
            return Err(in_progress());
        }
        let order = Self {
            state: OrderState::Paying,
            live_attempt: Some(attempt.id.clone()),
            ..self.clone()
        };
        Ok(Transition {
            changes: vec![Change::NewAttempt(attempt.clone()), Change::Order(order)],
            follow_ups: vec![FollowUp::Query(attempt.id.clone(), query_at)],
            ..Transition::default()
        })
    }

    pub(super) fn submit(&self, attempt: &Attempt) -> Result<Transition, Refusal> {
        self.check_live(attempt)?;
        if attempt.state == AttemptState::Unsettled {
            return Err(in_progress());
        }
        Ok(attempt_changed(in_state(attempt, AttemptState::Unsettled)))
    }

    pub(super) fn learn(&self, attempt: &Attempt, outcome: AttemptOutcome, now: At) -> Transition {
        assert_eq!(attempt.order_id, self.id, "an attempt of another order");
        match outcome {
            AttemptOutcome::AwaitingPayer if attempt.state == AttemptState::Started => {
                attempt_changed(in_state(attempt, AttemptState::AwaitingPayer))
            }
            AttemptOutcome::Declined(reason, code) if attempt.state.is_live() => {
                self.end_attempt(in_state(attempt, AttemptState::Declined { reason, code }))
            }
            // An unknown result ends nothing; the other reports are repeats.
            AttemptOutcome::Unknown
            | AttemptOutcome::AwaitingPayer
            | AttemptOutcome::Declined(..) => Transition::default(),
            AttemptOutcome::Paid(receipt) => self.paid(attempt, receipt, now),
        }
    }

    /// Money moved. It pays the order if the order is not final and the amount
    /// is exactly the order's; otherwise it is surplus and is refunded. The
    /// same network id is a repeated report of the same payment; another id
    /// under this attempt is a second payment. A report of zero is ignored.
    fn paid(&self, attempt: &Attempt, receipt: Receipt, now: At) -> Transition {
        if receipt.amount.minor() <= 0 {
            return Transition::default();
        }
        if let Some(known) = attempt.state.receipt() {
            return if known.network_id == receipt.network_id {
                Transition::default()
            } else {
                with_surplus(Transition::default(), Surplus::under(attempt, receipt))
            };
        }
        if self.state.is_final() || receipt.amount != self.facts.amount {
            let state = AttemptState::Surplus(receipt.clone());
            let ended = self.end_attempt(in_state(attempt, state));
            return with_surplus(ended, Surplus::under(attempt, receipt));
        }
        let mut order = Self {
            state: OrderState::Paid,
            live_attempt: None,
            paid_attempt: Some(attempt.id.clone()),
            paid_at: Some(now),
            ..self.clone()
        };
        let announcement = order.announce(MallEvent::Paid);
        let journal = postings::paid(
            &attempt.id,
            &attempt.channel,
            &self.facts.merchant_id,
            receipt.amount,
        );
        let paid = in_state(attempt, AttemptState::Paid(receipt));
        Transition {
            changes: vec![Change::Attempt(paid), Change::Order(order)],
            journals: vec![journal],
            events: vec![announcement],
            ..Transition::default()
        }
    }

    pub(super) fn wrong_code(&self, attempt: &Attempt) -> Result<Transition, Refusal> {
        self.check_live(attempt)?;
        let mut counted = attempt.clone();
        let card = counted.details.card_mut();
        let card = card.expect("only a card's payment has a code");
        card.wrong_codes = card.wrong_codes.saturating_add(1);
        if card.wrong_codes < WRONG_CODES_MAX {
            counted.state = AttemptState::AwaitingPayer;
            return Ok(attempt_changed(counted));
        }
        let declined = AttemptState::Declined {
            reason: DeclineReason::WrongCode,
            code: String::from("too_many_wrong_codes"),
        };
        Ok(self.end_attempt(in_state(&counted, declined)))
    }

    pub(super) fn cancel(&self, attempt: &Attempt) -> Result<Transition, Refusal> {
        self.check_live(attempt)?;
        if attempt.state == AttemptState::Unsettled {
            return Err(in_progress());
        }
        Ok(self.end_attempt(in_state(attempt, AttemptState::Abandoned)))
    }

    pub(super) fn lapse(&self, attempt: &Attempt) -> Transition {
        assert_eq!(attempt.order_id, self.id, "an attempt of another order");
        if attempt.state.is_live() {
            self.end_attempt(in_state(attempt, AttemptState::Abandoned))
        } else {
            Transition::default()
        }
    }

    fn check_live(&self, attempt: &Attempt) -> Result<(), Refusal> {
        assert_eq!(attempt.order_id, self.id, "an attempt of another order");
        if self.live_attempt.as_ref() == Some(&attempt.id) && attempt.state.is_live() {
            Ok(())
        } else {
            self.state_refusal()
        }
    }

    fn state_refusal(&self) -> Result<(), Refusal> {
        Err(match self.state {
            OrderState::Paid | OrderState::PartiallyRefunded | OrderState::Refunded => {
                Refusal::new(Code::OrderPaid, "the order is paid")
            }
            OrderState::Closed => Refusal::new(Code::OrderClosed, "the order is closed"),
            OrderState::Expired => Refusal::new(Code::OrderExpired, "the order's time is over"),
            OrderState::Paying => in_progress(),
            OrderState::Open => Refusal::new(
                Code::AttemptEnded,
                "this attempt to pay has ended; the order waits for another",
            ),
        })
    }

    /// Stores an attempt that ended and did not pay the order. If it was the
    /// live one, the order is open again, for another attempt or for its expiry.
    fn end_attempt(&self, ended: Attempt) -> Transition {
        let was_live = self.live_attempt.as_ref() == Some(&ended.id);
        let mut transition = attempt_changed(ended);
        if was_live {
            transition.changes.push(Change::Order(Self {
                state: OrderState::Open,
                live_attempt: None,
                ..self.clone()
            }));
            transition
                .follow_ups
                .push(FollowUp::ExpireAt(self.expires_at));
        }
        transition
    }
}

fn in_state(attempt: &Attempt, state: AttemptState) -> Attempt {
    Attempt {
        state,
        ..attempt.clone()
    }
}

fn attempt_changed(attempt: Attempt) -> Transition {
    Transition {
        changes: vec![Change::Attempt(attempt)],
        ..Transition::default()
    }
}

/// Books surplus and starts its refund.
fn with_surplus(mut transition: Transition, surplus: Surplus) -> Transition {
    transition.journals.push(postings::surplus(&surplus));
    transition.follow_ups.push(FollowUp::RefundSurplus(surplus));
    transition
}
