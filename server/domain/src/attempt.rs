//! An attempt: one try to pay an order, with one product at one network.

mod details;
mod state;

pub use details::{AttemptDetails, CardDetails};
pub use state::{AttemptState, AttemptStatus};

use crate::channel_id::ChannelId;
use crate::clock::At;
use crate::ids::{AttemptId, OrderId};
use crate::money::Money;
use crate::payment_method::PaymentMethod;
use crate::product::Product;
use serde::{Deserialize, Serialize};

/// Why a payment or refund was declined, as far as the payer can act on it. The
/// page has a text for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeclineReason {
    /// Not enough money on the account, or over the card's limit today.
    InsufficientFunds,
    /// The card is lost, frozen, expired or not active.
    CardState,
    /// The SMS code is wrong or too old.
    WrongCode,
    /// Name, id number or phone are not those the bank has.
    WrongIdentity,
    /// The card number, expiry or security code is wrong.
    WrongCard,
    /// Over a limit of the bank, the network or the merchant.
    LimitExceeded,
    /// Declined by risk control.
    Risk,
    /// The card is not enabled for this kind of payment, or its agreement with
    /// the network is gone.
    NotEnrolled,
    /// The bank, card or merchant does not support this kind of payment.
    Unsupported,
    /// Declined by the issuer without a reason.
    Issuer,
    /// The payer took too long, or the network closed the order.
    TimedOut,
    /// The network rejected the request itself: for an operator to look at.
    Other,
}

impl DeclineReason {
    /// All variants.
    pub const ALL: [Self; 12] = [
        Self::InsufficientFunds,
        Self::CardState,
        Self::WrongCode,
        Self::WrongIdentity,
        Self::WrongCard,
        Self::LimitExceeded,
        Self::Risk,
        Self::NotEnrolled,
        Self::Unsupported,
        Self::Issuer,
        Self::TimedOut,
        Self::Other,
    ];

    /// The name in the API and in SQL.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InsufficientFunds => "insufficient_funds",
            Self::CardState => "card_state",
            Self::WrongCode => "wrong_code",
            Self::WrongIdentity => "wrong_identity",
            Self::WrongCard => "wrong_card",
            Self::LimitExceeded => "limit_exceeded",
            Self::Risk => "risk",
            Self::NotEnrolled => "not_enrolled",
            Self::Unsupported => "unsupported",
            Self::Issuer => "issuer",
            Self::TimedOut => "timed_out",
            Self::Other => "other",
        }
    }

    /// The variant of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.name() == name)
    }
}

/// The network's facts about money that moved, kept with the attempt or refund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The network's id of the payment or refund.
    pub network_id: String,
    /// The network's trace number and time, as it wrote them.
    pub trace: Option<String>,
    /// The clearing day, as the network wrote it (`MMDD`).
    pub settle_date: Option<String>,
    /// The amount that moved.
    pub amount: Money,
    /// The payer's card or account number, masked.
    pub account: Option<String>,
    /// True for a success with a defect: the money moved, and an operator should
    /// check it with the network.
    pub defect: bool,
}

/// One try to pay an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Its id. Its numbers at the network begin with the part after the prefix.
    pub id: AttemptId,
    /// Its order.
    pub order_id: OrderId,
    /// What the shopper picked.
    pub product: Product,
    /// The network it is paid through.
    pub channel: ChannelId,
    /// Its state.
    pub state: AttemptState,
    /// When it was created.
    pub created_at: At,
    /// Until when the network accepts the payment. After it, "not found" and
    /// "unpaid" mean that nothing was paid.
    pub pay_until: At,
    /// When the network was last asked whether it is paid. Only the store sets
    /// it.
    pub asked_at: Option<At>,
    /// How it is paid, with what only that way has.
    pub details: AttemptDetails,
    /// 1 for a new one; incremented by each update.
    pub version: i64,
}

impl Attempt {
    /// How it is paid.
    pub const fn paid_by(&self) -> PaymentMethod {
        self.details.paid_by()
    }
}
