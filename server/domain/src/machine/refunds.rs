//! What happens to a refund, from its beginning to the network's last word.

use super::{FollowUp, MallEvent, RETURN_AGAIN_S, Transition};
use crate::clock::At;
use crate::ledger::Posting;
use crate::money::{Money, MoneyError};
use crate::order::{Order, OrderState};
use crate::refund::{Refund, RefundCause, RefundOutcome, RefundState, exceeds, not_paid};
use crate::refusal::{Code, Refusal};

impl Order {
    /// The money is set aside, in the order and in the books, before anybody
    /// is called: so two refunds at once cannot both have it.
    pub(super) fn begin_refund(&self, refund: &Refund, now: At) -> Result<Transition, Refusal> {
        assert_eq!(refund.order_id, self.id, "a refund of another order");
        assert_eq!(refund.state, RefundState::Pending, "a refund begins once");
        let mut step = self.step();
        match refund.cause {
            RefundCause::Merchant => step.order.reserved = self.reserve(refund.amount)?,
            RefundCause::Surplus => {}
        }
        let begun = Posting::RefundBegun(refund, &self.facts.merchant_id);
        step.journals.push(begun.journal());
        step.work.push(FollowUp::Refund(refund.id.clone(), now));
        step.refund = Some(refund.clone());
        Ok(step)
    }

    /// The reserve with `amount` more in it.
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

    /// From here on only the network knows. A refund that has ended is not
    /// sent: whoever asks came second.
    pub(super) fn send_refund(&self, refund: &Refund) -> Result<Transition, Refusal> {
        assert_eq!(refund.order_id, self.id, "a refund of another order");
        if !refund.state.is_open() {
            return Err(Refusal::new(Code::AttemptEnded, "this refund has ended"));
        }
        let mut step = self.step();
        step.refund = Some(Refund {
            state: RefundState::Unknown,
            ..refund.clone()
        });
        Ok(step)
    }

    /// The network's word. Told again it changes nothing; a word about
    /// another amount is none about this refund.
    pub(super) fn learn_refund(&self, refund: &Refund, word: RefundOutcome, now: At) -> Transition {
        assert_eq!(refund.order_id, self.id, "a refund of another order");
        match (word, refund.state) {
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
                    RefundState::Succeeded => self.step(),
                }
            }
            (RefundOutcome::Declined(code), RefundState::Pending | RefundState::Unknown) => {
                self.refund_declined(refund, code, now)
            }
            // Not known ends nothing; the rest is known already.
            (
                RefundOutcome::Unknown | RefundOutcome::Declined(_) | RefundOutcome::Succeeded(_),
                _,
            ) => self.step(),
        }
    }

    fn refunded(&self, done: Refund) -> Transition {
        let mut step = self.step();
        step.journals
            .push(Posting::RefundSucceeded(&done).journal());
        if done.cause == RefundCause::Merchant {
            let sum = self.refunded.plus(done.amount);
            step.order.refunded = sum.expect("what is refunded was reserved");
            step.order.state = if step.order.refunded == self.facts.amount {
                OrderState::Refunded
            } else {
                OrderState::PartiallyRefunded
            };
        }
        step.refund = Some(done);
        step.tell(MallEvent::RefundSucceeded);
        step
    }

    /// The network did what it had refused. Its money is set aside once more
    /// and is gone. Where other refunds have taken it since, nothing can be
    /// booked here that would be true of this order: nothing changes, and
    /// the caller raises an alarm.
    fn revived(&self, done: Refund) -> Transition {
        let reserved = match done.cause {
            RefundCause::Merchant => self.reserve(done.amount).ok(),
            // Surplus never fails here.
            RefundCause::Surplus => None,
        };
        let Some(reserved) = reserved else {
            return self.step();
        };
        let again = Posting::RefundRevived(&done, &self.facts.merchant_id).journal();
        let mut step = Self {
            reserved,
            ..self.clone()
        }
        .refunded(done);
        step.journals.insert(0, again);
        step
    }

    /// A merchant's refund has failed, and its money can be refunded again.
    /// Surplus is never kept: it is offered to the network again, and is in
    /// transit until it is gone.
    fn refund_declined(&self, refund: &Refund, code: String, now: At) -> Transition {
        let mut step = self.step();
        let mut refund = Refund {
            declined: Some(code),
            ..refund.clone()
        };
        match refund.cause {
            RefundCause::Surplus => {
                refund.state = RefundState::Pending;
                let later = now.plus_s(RETURN_AGAIN_S);
                step.work.push(FollowUp::Refund(refund.id.clone(), later));
            }
            RefundCause::Merchant => {
                refund.state = RefundState::Failed;
                refund.ended_at = Some(now);
                let left = self.reserved.minus(refund.amount);
                step.order.reserved = left.expect("what is refunded was reserved");
                let failed = Posting::RefundFailed(&refund, &self.facts.merchant_id);
                step.journals.push(failed.journal());
                step.tell(MallEvent::RefundFailed);
            }
        }
        step.refund = Some(refund);
        step
    }
}
