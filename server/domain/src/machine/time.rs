//! The events without an attempt: more time, closing, expiry.

use super::{Change, EXTENSION_S, EXTENSIONS_MAX, FollowUp, MallEvent, Transition, in_progress};
use crate::clock::At;
use crate::order::{Order, OrderState};
use crate::refusal::{Code, Refusal};

impl Order {
    pub(super) fn more_time(&self, now: At) -> Result<Transition, Refusal> {
        self.check_payable(now)?;
        if self.extensions >= EXTENSIONS_MAX {
            return Err(Refusal::new(
                Code::LimitExceeded,
                "no more time can be added to this order",
            ));
        }
        let expires_at = self.expires_at.plus_s(EXTENSION_S);
        let order = Self {
            extensions: self.extensions + 1,
            expires_at,
            ..self.clone()
        };
        Ok(Transition {
            changes: vec![Change::Order(order)],
            follow_ups: vec![FollowUp::ExpireAt(expires_at)],
            ..Transition::default()
        })
    }

    pub(super) fn close(&self) -> Result<Transition, Refusal> {
        match self.state {
            OrderState::Closed => Ok(Transition::default()),
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

    /// Expires an open order. An order with a live attempt waits for its
    /// result, because that money would not be late.
    pub(super) fn expire(&self, now: At) -> Transition {
        if self.state == OrderState::Open && now >= self.expires_at {
            self.ended(OrderState::Expired)
        } else {
            Transition::default()
        }
    }

    pub(super) fn check_payable(&self, now: At) -> Result<(), Refusal> {
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
        let mut order = Self {
            state,
            ..self.clone()
        };
        let closed = order.announce(MallEvent::Closed);
        Transition {
            changes: vec![Change::Order(order)],
            events: vec![closed],
            ..Transition::default()
        }
    }
}
