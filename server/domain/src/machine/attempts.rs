//! What happens to an attempt, from its beginning to the network's last word.

use super::{AttemptOutcome, FollowUp, MallEvent, Transition, WRONG_CODES_MAX, in_progress};
use crate::attempt::{Attempt, AttemptState, DeclineReason, Receipt};
use crate::clock::At;
use crate::ledger::Posting;
use crate::order::{Order, OrderState};
use crate::refusal::{Code, Refusal};
use crate::surplus::Surplus;

impl Order {
    pub(super) fn begin(&self, attempt: &Attempt, now: At) -> Result<Transition, Refusal> {
        assert_eq!(attempt.order_id, self.id, "an attempt of another order");
        assert_eq!(
            attempt.state,
            AttemptState::Started,
            "an attempt begins once"
        );
        self.payable(now)?;
        if self.live_attempt.is_some() {
            return Err(in_progress());
        }
        let mut step = self.step();
        step.order.state = OrderState::Paying;
        step.order.live_attempt = Some(attempt.id.clone());
        step.attempt = Some(attempt.clone());
        step.work.push(FollowUp::Query(attempt.id.clone()));
        Ok(step)
    }

    pub(super) fn submit(&self, attempt: &Attempt) -> Result<Transition, Refusal> {
        self.must_be_live(attempt)?;
        if attempt.state == AttemptState::Unsettled {
            return Err(in_progress());
        }
        Ok(self.with_attempt(attempt, AttemptState::Unsettled))
    }

    pub(super) fn learn(&self, attempt: &Attempt, verdict: AttemptOutcome, now: At) -> Transition {
        assert_eq!(attempt.order_id, self.id, "an attempt of another order");
        match verdict {
            AttemptOutcome::AwaitingPayer if attempt.state == AttemptState::Started => {
                self.with_attempt(attempt, AttemptState::AwaitingPayer)
            }
            AttemptOutcome::Declined(reason, code) if attempt.state.is_live() => {
                let mut step = self.let_go(attempt, AttemptState::Declined);
                if let Some(attempt) = &mut step.attempt {
                    attempt.declined = Some((reason, code));
                }
                step
            }
            // Not known ends nothing; the rest is known already.
            AttemptOutcome::Unknown
            | AttemptOutcome::AwaitingPayer
            | AttemptOutcome::Declined(..) => self.step(),
            AttemptOutcome::Paid(receipt) => self.paid(attempt, receipt, now),
        }
    }

    /// Money moved. It pays the order if the order still waits for money and
    /// the amount is exactly what was signed; otherwise it goes back. The
    /// network's number is the payment's: the same number is the same money
    /// told again, another one under this attempt is a second payment. A
    /// word of nothing paid is no word of money.
    fn paid(&self, attempt: &Attempt, receipt: Receipt, now: At) -> Transition {
        if receipt.amount.minor() <= 0 {
            return self.step();
        }
        if let Some(known) = &attempt.receipt {
            return if known.network_id == receipt.network_id {
                self.step()
            } else {
                self.step().sent_back(Surplus::under(attempt, receipt))
            };
        }
        if self.state.is_final() || receipt.amount != self.facts.amount {
            let mut step = self.let_go(attempt, AttemptState::Surplus);
            step.hold(receipt.clone());
            return step.sent_back(Surplus::under(attempt, receipt));
        }
        let mut step = self.with_attempt(attempt, AttemptState::Paid);
        let booking = Posting::Paid {
            attempt: &attempt.id,
            channel: attempt.channel,
            merchant: &self.facts.merchant_id,
            amount: receipt.amount,
        };
        step.journals.push(booking.journal());
        step.hold(receipt);
        step.order.state = OrderState::Paid;
        step.order.live_attempt = None;
        step.order.paid_attempt = Some(attempt.id.clone());
        step.order.paid_at = Some(now);
        step.tell(MallEvent::Paid);
        step
    }

    pub(super) fn wrong_code(&self, attempt: &Attempt) -> Result<Transition, Refusal> {
        self.must_be_live(attempt)?;
        let mut counted = attempt.clone();
        counted.wrong_codes = attempt.wrong_codes.saturating_add(1);
        if counted.wrong_codes < WRONG_CODES_MAX {
            return Ok(self.with_attempt(&counted, AttemptState::AwaitingPayer));
        }
        counted.declined = Some((
            DeclineReason::WrongCode,
            String::from("too_many_wrong_codes"),
        ));
        Ok(self.let_go(&counted, AttemptState::Declined))
    }

    pub(super) fn cancel(&self, attempt: &Attempt) -> Result<Transition, Refusal> {
        self.must_be_live(attempt)?;
        if attempt.state == AttemptState::Unsettled {
            return Err(in_progress());
        }
        Ok(self.let_go(attempt, AttemptState::Abandoned))
    }

    pub(super) fn lapse(&self, attempt: &Attempt) -> Transition {
        assert_eq!(attempt.order_id, self.id, "an attempt of another order");
        if attempt.state.is_live() {
            self.let_go(attempt, AttemptState::Abandoned)
        } else {
            self.step()
        }
    }

    fn must_be_live(&self, attempt: &Attempt) -> Result<(), Refusal> {
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

    /// Ends a live attempt without money for the order: the order is free for
    /// another attempt, or for its expiry, which is looked at again.
    fn let_go(&self, attempt: &Attempt, state: AttemptState) -> Transition {
        let mut step = self.with_attempt(attempt, state);
        if self.live_attempt.as_ref() == Some(&attempt.id) {
            step.order.live_attempt = None;
            step.order.state = OrderState::Open;
            step.work.push(FollowUp::ExpireAt(self.expires_at));
        }
        step
    }
}

impl Transition {
    /// The attempt's money, whatever was said of it before.
    fn hold(&mut self, receipt: Receipt) {
        if let Some(attempt) = &mut self.attempt {
            attempt.receipt = Some(receipt);
            attempt.declined = None;
        }
    }

    /// Books money that is not wanted, and has it sent back.
    fn sent_back(mut self, surplus: Surplus) -> Self {
        self.journals.push(Posting::Surplus(&surplus).journal());
        self.work.push(FollowUp::RefundSurplus(surplus));
        self
    }
}
