//! A refund: money given back to the payer of an order, by the network that
//! took it. Only [`crate::machine`] moves its state.
//!
//! - It is on record, and its money set aside in the books, before the
//!   network hears of it.
//! - From the moment it is sent its result is [`RefundState::Unknown`], and
//!   unknown is never failure: only the network's own refusal fails it.
//! - The merchant's refunds of one order never exceed what was paid;
//!   surplus goes back whole and does not count against it.

mod read;

use crate::attempt::{Attempt, Receipt};
use crate::clock::At;
use crate::ids::{AttemptId, OrderId, RefundId};
use crate::money::Money;
use crate::order::Order;
use crate::product::Channel;
use crate::refusal::{Code, Refusal};
use crate::surplus::Surplus;
use serde::{Deserialize, Serialize};

/// Why money goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The mall asked for it, for the merchant: from the order's payment.
    Merchant,
    /// It was not wanted in the first place ([`Surplus`]).
    Surplus,
}

impl Cause {
    /// All, for tables and tests.
    pub const ALL: [Self; 2] = [Self::Merchant, Self::Surplus];

    /// The name in the API and in SQL.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Merchant => "merchant",
            Self::Surplus => "surplus",
        }
    }

    /// From its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.name() == name)
    }
}

/// How far a refund has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundState {
    /// On record, to be sent (again, where the network refused to give
    /// surplus back).
    Pending,
    /// Sent, or about to be: only the network knows.
    Unknown,
    /// The payer has the money. Final.
    Succeeded,
    /// The network refused for certain. Final, unless the network itself
    /// says later that it was done.
    Failed,
}

impl RefundState {
    /// All, for tables and tests.
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

    /// From its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.name() == name)
    }

    /// True while its money is in transit.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Unknown)
    }
}

/// As what a refund's number is sent to the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SentAs {
    /// A refund, 退货.
    Refund,
    /// An undo of an untouched payment on its clearing day, 消费撤销.
    Undo,
}

impl SentAs {
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
        Self::ALL.into_iter().find(|s| s.name() == name)
    }
}

/// What the network says of a refund, whatever its wire looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// The money went back: all of it.
    Succeeded(Receipt),
    /// A clear no, with the network's own code. Only where no number of this
    /// refund can still move money.
    Declined(String),
    /// Working on it, unreachable, unreadable, badly signed, or silent.
    Unknown,
}

/// Money given back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// Its id; its random part begins its numbers at the network.
    pub id: RefundId,
    /// Its order.
    pub order_id: OrderId,
    /// The attempt whose money goes back.
    pub attempt_id: AttemptId,
    /// The network that has the money.
    pub channel: Channel,
    /// The network's id of the payment (UnionPay `origQryId`).
    pub payment: String,
    /// Why.
    pub cause: Cause,
    /// How much; more than zero.
    pub amount: Money,
    /// The mall named no amount and meant all that was left.
    pub rest: bool,
    /// How far.
    pub state: RefundState,
    /// The mall's own number, unique per mall; none for surplus.
    pub mall_refund_no: Option<String>,
    /// The mall's words.
    pub reason: Option<String>,
    /// When it was recorded.
    pub created_at: At,
    /// When it succeeded or failed.
    pub ended_at: Option<At>,
    /// The code of the network's last refusal.
    pub declined: Option<String>,
    /// What the network says of the money that went back.
    pub receipt: Option<Receipt>,
    /// Goes up with each write; 0: made here, not stored yet.
    pub version: i64,
}

/// A refund as a mall asks for it, read from its request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The mall's own number.
    pub mall_refund_no: String,
    /// How much; none: all that is left.
    pub amount: Option<Money>,
    /// The mall's words.
    pub reason: Option<String>,
}

impl Refund {
    /// The refund a mall asks for, to be begun by [`crate::machine`]. `paid`
    /// is the attempt that paid the order, if it is paid.
    ///
    /// # Errors
    /// [`Code::OrderNotPaid`]; [`Code::RefundExceedsPaid`] where all that is
    /// left is asked for and nothing is.
    pub fn asked(
        id: RefundId,
        order: &Order,
        paid: Option<&Attempt>,
        ask: &Ask,
        now: At,
    ) -> Result<Self, Refusal> {
        let paid = paid.filter(|a| order.paid_attempt.as_ref() == Some(&a.id));
        let payment = paid.and_then(|a| a.receipt.as_ref().map(|r| (a, r)));
        let Some((attempt, receipt)) = payment.filter(|_| order.state.is_paid()) else {
            return Err(not_paid());
        };
        let amount = match ask.amount {
            Some(amount) => amount,
            None => order.refundable(),
        };
        if ask.amount.is_none() && amount.minor() == 0 {
            return Err(exceeds(order));
        }
        Ok(Self {
            mall_refund_no: Some(ask.mall_refund_no.clone()),
            reason: ask.reason.clone(),
            rest: ask.amount.is_none(),
            ..Self::of(id, attempt, receipt, Cause::Merchant, amount, now)
        })
    }

    /// The refund that gives surplus back, to be begun by
    /// [`crate::machine`].
    pub fn returning(id: RefundId, surplus: &Surplus, now: At) -> Self {
        Self {
            id,
            order_id: surplus.order_id.clone(),
            attempt_id: surplus.attempt_id.clone(),
            channel: surplus.channel,
            payment: surplus.receipt.network_id.clone(),
            cause: Cause::Surplus,
            amount: surplus.receipt.amount,
            rest: false,
            state: RefundState::Pending,
            mall_refund_no: None,
            reason: None,
            created_at: now,
            ended_at: None,
            declined: None,
            receipt: None,
            version: 0,
        }
    }

    fn of(
        id: RefundId,
        attempt: &Attempt,
        receipt: &Receipt,
        cause: Cause,
        amount: Money,
        now: At,
    ) -> Self {
        let whole = Surplus::under(attempt, receipt.clone());
        Self {
            cause,
            amount,
            ..Self::returning(id, &whole, now)
        }
    }

    /// True where `ask` is this refund asked for again; the same number with
    /// other content is [`Code::RefundConflict`].
    pub fn is_the_same(&self, ask: &Ask) -> bool {
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
