//! The events of an attempt, from its start to its final result.

use super::{AttemptOutcome, FollowUp, MallEvent, Transition, WRONG_CODES_MAX, in_progress};
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
        let mut transition = self.unchanged();
        transition.order.state = OrderState::Paying;
        transition.order.live_attempt = Some(attempt.id.clone());
        transition.attempt = Some(attempt.clone());
        transition
            .follow_ups
            .push(FollowUp::Query(attempt.id.clone(), query_at));
        Ok(transition)
    }

    pub(super) fn submit(&self, attempt: &Attempt) -> Result<Transition, Refusal> {
        self.check_live(attempt)?;
        if attempt.state == AttemptState::Unsettled {
            return Err(in_progress());
        }
        Ok(self.with_attempt(attempt, AttemptState::Unsettled))
    }

    pub(super) fn learn(&self, attempt: &Attempt, outcome: AttemptOutcome, now: At) -> Transition {
        assert_eq!(attempt.order_id, self.id, "an attempt of another order");
        match outcome {
            AttemptOutcome::AwaitingPayer if attempt.state == AttemptState::Started => {
                self.with_attempt(attempt, AttemptState::AwaitingPayer)
            }
            AttemptOutcome::Declined(reason, code) if attempt.state.is_live() => {
                let mut transition = self.end_attempt(attempt, AttemptState::Declined);
                if let Some(attempt) = &mut transition.attempt {
                    attempt.declined = Some((reason, code));
                }
                transition
            }
            // An unknown result ends nothing; the other reports are repeats.
            AttemptOutcome::Unknown
            | AttemptOutcome::AwaitingPayer
            | AttemptOutcome::Declined(..) => self.unchanged(),
            AttemptOutcome::Paid(receipt) => self.paid(attempt, receipt, now),
        }
    }

    /// Money moved. It pays the order if the order is not final and the amount
    /// is exactly the order's; otherwise it is surplus and is refunded. The
    /// same network id is a repeated report of the same payment; another id
    /// under this attempt is a second payment. A report of zero is ignored.
    fn paid(&self, attempt: &Attempt, receipt: Receipt, now: At) -> Transition {
        if receipt.amount.minor() <= 0 {
            return self.unchanged();
        }
        if let Some(known) = &attempt.receipt {
            return if known.network_id == receipt.network_id {
                self.unchanged()
            } else {
                self.unchanged()
                    .with_surplus(Surplus::under(attempt, receipt))
            };
        }
        if self.state.is_final() || receipt.amount != self.facts.amount {
            let mut transition = self.end_attempt(attempt, AttemptState::Surplus);
            transition.keep_receipt(receipt.clone());
            return transition.with_surplus(Surplus::under(attempt, receipt));
        }
        let mut transition = self.with_attempt(attempt, AttemptState::Paid);
        transition.journals.push(postings::paid(
            &attempt.id,
            &attempt.channel,
            &self.facts.merchant_id,
            receipt.amount,
        ));
        transition.keep_receipt(receipt);
        transition.order.state = OrderState::Paid;
        transition.order.live_attempt = None;
        transition.order.paid_attempt = Some(attempt.id.clone());
        transition.order.paid_at = Some(now);
        transition.announce(MallEvent::Paid);
        transition
    }

    pub(super) fn wrong_code(&self, attempt: &Attempt) -> Result<Transition, Refusal> {
        self.check_live(attempt)?;
        let mut counted = attempt.clone();
        counted.wrong_codes = attempt.wrong_codes.saturating_add(1);
        if counted.wrong_codes < WRONG_CODES_MAX {
            return Ok(self.with_attempt(&counted, AttemptState::AwaitingPayer));
        }
        counted.declined = Some((
            DeclineReason::WrongCode,
            String::from("too_many_wrong_codes"),
        ));
        Ok(self.end_attempt(&counted, AttemptState::Declined))
    }

    pub(super) fn cancel(&self, attempt: &Attempt) -> Result<Transition, Refusal> {
        self.check_live(attempt)?;
        if attempt.state == AttemptState::Unsettled {
            return Err(in_progress());
        }
        Ok(self.end_attempt(attempt, AttemptState::Abandoned))
    }

    pub(super) fn lapse(&self, attempt: &Attempt) -> Transition {
        assert_eq!(attempt.order_id, self.id, "an attempt of another order");
        if attempt.state.is_live() {
            self.end_attempt(attempt, AttemptState::Abandoned)
        } else {
            self.unchanged()
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

    /// Ends an attempt that did not pay the order. If it was the live one, the
    /// order is open again, for another attempt or for its expiry.
    fn end_attempt(&self, attempt: &Attempt, state: AttemptState) -> Transition {
        let mut transition = self.with_attempt(attempt, state);
        if self.live_attempt.as_ref() == Some(&attempt.id) {
            transition.order.live_attempt = None;
            transition.order.state = OrderState::Open;
            transition
                .follow_ups
                .push(FollowUp::ExpireAt(self.expires_at));
        }
        transition
    }
}

impl Transition {
    /// Keeps the receipt, and drops an earlier decline.
    fn keep_receipt(&mut self, receipt: Receipt) {
        if let Some(attempt) = &mut self.attempt {
            attempt.receipt = Some(receipt);
            attempt.declined = None;
        }
    }

    /// Books surplus and starts its refund.
    fn with_surplus(mut self, surplus: Surplus) -> Self {
        self.journals.push(postings::surplus(&surplus));
        self.follow_ups.push(FollowUp::RefundSurplus(surplus));
        self
    }
}
