//! What happens to an order without an attempt: more time, closing, expiry.

use super::{EXTENSION_S, EXTENSIONS_MAX, FollowUp, MallEvent, Transition, in_progress};
use crate::clock::At;
use crate::order::{Order, OrderState};
use crate::refusal::{Code, Refusal};

impl Order {
    pub(super) fn more_time(&self, now: At) -> Result<Transition, Refusal> {
        self.payable(now)?;
        if self.extensions >= EXTENSIONS_MAX {
            return Err(Refusal::new(
                Code::LimitExceeded,
                "no more time can be added to this order",
            ));
        }
        let mut step = self.step();
        step.order.extensions += 1;
        step.order.expires_at = self.expires_at.plus_s(EXTENSION_S);
        step.work.push(FollowUp::ExpireAt(step.order.expires_at));
        Ok(step)
    }

    pub(super) fn close(&self) -> Result<Transition, Refusal> {
        match self.state {
            OrderState::Closed => Ok(self.step()),
            OrderState::Open => Ok(self.ended(OrderState::Closed)),
            OrderState::Paying => Err(in_progress()),
            OrderState::Paid | OrderState::PartiallyRefunded | OrderState::Refunded => {
                Err(Refusal::new(Code::OrderPaid, "the order is paid"))
            }
            OrderState::Expired => {
                Err(Refusal::new(Code::OrderExpired, "the order's time is over"))
            }
        }
    }

    /// With a live attempt the order waits for that attempt's end: money may
    /// be on its way, and expiry must not call it late.
    pub(super) fn expire(&self, now: At) -> Transition {
        if self.state == OrderState::Open && now >= self.expires_at {
            self.ended(OrderState::Expired)
        } else {
            self.step()
        }
    }

    pub(super) fn payable(&self, now: At) -> Result<(), Refusal> {
        match self.state {
            OrderState::Paid | OrderState::PartiallyRefunded | OrderState::Refunded => {
                Err(Refusal::new(Code::OrderPaid, "the order is paid"))
            }
            OrderState::Closed => Err(Refusal::new(Code::OrderClosed, "the order is closed")),
            OrderState::Open | OrderState::Paying if now < self.expires_at => Ok(()),
            OrderState::Open | OrderState::Paying | OrderState::Expired => {
                Err(Refusal::new(Code::OrderExpired, "the order's time is over"))
            }
        }
    }

    fn ended(&self, state: OrderState) -> Transition {
        let mut step = self.step();
        step.order.state = state;
        step.tell(MallEvent::Closed);
        step
    }
}
