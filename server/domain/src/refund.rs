//! A refund: money returned to the payer by the network that took it. Only
//! [`crate::machine`] changes its state.
//!
//! - It is stored, and its money reserved in the ledger, before the network is
//!   called.
//! - Once sent, its result is [`RefundState::Unknown`] until the network
//!   reports one. Only a decline by the network fails it.
//! - The merchant's refunds of one order never exceed what was paid. Surplus
//!   is refunded whole and does not count towards that sum.

mod read;

pub use read::REFUND_FIELDS;

use crate::attempt::{Attempt, Receipt};
use crate::channel_id::ChannelId;
use crate::clock::At;
use crate::ids::{AttemptId, OrderId, RefundId};
use crate::money::Money;
use crate::order::Order;
use crate::refusal::{Code, Refusal};
use crate::surplus::Surplus;
use serde::{Deserialize, Serialize};

/// Why money is refunded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundCause {
    /// The mall requested it for the merchant, or the merchant itself: part or
    /// all of the payment.
    Merchant,
    /// The money is [`Surplus`].
    Surplus,
}

impl RefundCause {
    /// All variants.
    pub const ALL: [Self; 2] = [Self::Merchant, Self::Surplus];

    /// The name in the API and in SQL.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Merchant => "merchant",
            Self::Surplus => "surplus",
        }
    }

    /// The variant of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.name() == name)
    }
}

/// The state of a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundState {
    /// Stored and not sent yet. Also surplus whose refund the network declined,
    /// until it is sent again.
    Pending,
    /// Sent, or about to be; the network has not reported a result.
    Unknown,
    /// The payer has the money. Final.
    Succeeded,
    /// Declined by the network. Final, unless the network reports later that it
    /// was carried out.
    Failed,
}

impl RefundState {
    /// All variants.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Unknown, Self::Succeeded, Self::Failed];

    /// The name in the API and in SQL.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Unknown => "unknown",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }

    /// The variant of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.name() == name)
    }

    /// True while the refund has no result and its money is in transit.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Unknown)
    }
}

/// The two ways to return money at a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RefundMethod {
    /// A refund, 退货.
    Refund,
    /// An undo of an untouched payment on its clearing day, 消费撤销.
    Undo,
}

impl RefundMethod {
    const ALL: [Self; 2] = [Self::Refund, Self::Undo];

    /// The name in SQL.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Refund => "refund",
            Self::Undo => "undo",
        }
    }

    /// From its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }
}

/// The network's report on a refund, independent of any network's own codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundOutcome {
    /// The whole amount was refunded.
    Succeeded(Receipt),
    /// Declined for certain, with the network's own code. Reported only when
    /// none of this refund's numbers at the network can still move money.
    Declined(String),
    /// No result yet: pending, a time-out, or an answer that cannot be
    /// verified.
    Unknown,
}

/// Money returned to a payer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// Its id. Its numbers at the network begin with the part after the prefix.
    pub id: RefundId,
    /// Its order.
    pub order_id: OrderId,
    /// The attempt whose money is refunded.
    pub attempt_id: AttemptId,
    /// The network that holds the money.
    pub channel: ChannelId,
    /// The network's id of the payment.
    pub payment: String,
    /// Why it is refunded.
    pub cause: RefundCause,
    /// The amount; more than zero.
    pub amount: Money,
    /// True where the mall named no amount, which means all that was left.
    pub rest: bool,
    /// Its state.
    pub state: RefundState,
    /// The mall's own number, unique per mall; `None` where the mall did not
    /// request it.
    pub mall_refund_no: Option<String>,
    /// The reason, as free text.
    pub reason: Option<String>,
    /// When it was created.
    pub created_at: At,
    /// When it succeeded or failed.
    pub ended_at: Option<At>,
    /// The network's code of the last decline.
    pub declined: Option<String>,
    /// The network's receipt of the refund.
    pub receipt: Option<Receipt>,
    /// 1 for a new one; incremented by each update.
    pub version: i64,
}

/// The body of a refund request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundRequest {
    /// The mall's own number.
    pub mall_refund_no: String,
    /// The amount; `None` for all that is left.
    pub amount: Option<Money>,
    /// The mall's reason, as free text.
    pub reason: Option<String>,
}

impl Refund {
    /// The refund that a mall requests, for [`crate::machine`] to begin. `paid`
    /// is the attempt that paid the order, if one did.
    ///
    /// # Errors
    /// [`Code::OrderNotPaid`]; [`Code::RefundExceedsPaid`] where the mall named
    /// no amount and nothing is left.
    pub fn requested(
        id: RefundId,
        order: &Order,
        paid: Option<&Attempt>,
        ask: &RefundRequest,
        now: At,
    ) -> Result<Self, Refusal> {
        let amount = match ask.amount {
            Some(amount) => amount,
            None if order.state.is_paid() && order.refundable().minor() == 0 => {
                return Err(exceeds(order));
            }
            None => order.refundable(),
        };
        Ok(Self {
            mall_refund_no: Some(ask.mall_refund_no.clone()),
            reason: ask.reason.clone(),
            rest: ask.amount.is_none(),
            ..Self::of_merchant(id, order, paid, amount, now)?
        })
    }

    /// A refund for the merchant, for [`crate::machine`] to begin. `paid` is the
    /// attempt that paid the order, if one did.
    ///
    /// # Errors
    /// [`Code::OrderNotPaid`].
    pub fn of_merchant(
        id: RefundId,
        order: &Order,
        paid: Option<&Attempt>,
        amount: Money,
        now: At,
    ) -> Result<Self, Refusal> {
        let paid = paid.filter(|a| order.paid_attempt.as_ref() == Some(&a.id));
        let payment = paid.and_then(|a| a.state.receipt().map(|r| (a, r)));
        let Some((attempt, receipt)) = payment.filter(|_| order.state.is_paid()) else {
            return Err(not_paid());
        };
        let whole = Surplus::under(attempt, receipt.clone());
        Ok(Self {
            cause: RefundCause::Merchant,
            amount,
            ..Self::of_surplus(id, &whole, now)
        })
    }

    /// The refund of surplus, for [`crate::machine`] to begin.
    pub fn of_surplus(id: RefundId, surplus: &Surplus, now: At) -> Self {
        Self {
            id,
            order_id: surplus.order_id.clone(),
            attempt_id: surplus.attempt_id.clone(),
            channel: surplus.channel.clone(),
            payment: surplus.receipt.network_id.clone(),
            cause: RefundCause::Surplus,
            amount: surplus.receipt.amount,
            rest: false,
            state: RefundState::Pending,
            mall_refund_no: None,
            reason: None,
            created_at: now,
            ended_at: None,
            declined: None,
            receipt: None,
            version: 1,
        }
    }

    /// True where the request repeats this refund's request. The same number
    /// with other content is a [`Code::RefundConflict`].
    pub fn is_the_same(&self, ask: &RefundRequest) -> bool {
        let amount = match ask.amount {
            Some(amount) => amount == self.amount,
            None => self.rest,
        };
        amount
            && self.mall_refund_no.as_ref() == Some(&ask.mall_refund_no)
            && self.reason == ask.reason
    }
}

pub(crate) fn not_paid() -> Refusal {
    Refusal::new(Code::OrderNotPaid, "the order is not paid")
}

pub(crate) fn exceeds(order: &Order) -> Refusal {
    let left = order.refundable();
    Refusal::at(
        Code::RefundExceedsPaid,
        "/amount/value",
        format!("{left} of this order can still be refunded"),
    )
}
