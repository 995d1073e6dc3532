//! An attempt: one try to pay an order, at one network, with one product.

use crate::clock::At;
use crate::ids::{AttemptId, OrderId};
use crate::money::Money;
use crate::product::{Channel, Product};
use serde::{Deserialize, Serialize};

/// How far an attempt has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptState {
    /// On record; the network may or may not have heard of it yet.
    Started,
    /// The network waits for the payer: at the bank's page, before a QR, with
    /// a code on the phone.
    AwaitingPayer,
    /// Money was asked to move and the result is not known. Only the network
    /// can end this state.
    Unsettled,
    /// Paid. Final.
    Paid,
    /// The network said no, in words that mean no. Final, unless the network
    /// itself says later that money moved.
    Declined,
    /// Given up by the shopper, or out of time. If the network later says it
    /// was paid after all, the money is still seen.
    Abandoned,
    /// Paid although the order had ended or was paid otherwise: this money
    /// goes back. Final here.
    Surplus,
}

impl AttemptState {
    /// All, for tables and tests.
    pub const ALL: [Self; 7] = [
        Self::Started,
        Self::AwaitingPayer,
        Self::Unsettled,
        Self::Paid,
        Self::Declined,
        Self::Abandoned,
        Self::Surplus,
    ];

    /// The name in the API and in SQL.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::AwaitingPayer => "awaiting_payer",
            Self::Unsettled => "unsettled",
            Self::Paid => "paid",
            Self::Declined => "declined",
            Self::Abandoned => "abandoned",
            Self::Surplus => "surplus",
        }
    }

    /// From its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.name() == name)
    }

    /// True while this attempt holds the order's one place.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Started | Self::AwaitingPayer | Self::Unsettled)
    }
}

/// Why a network declined, for the shopper. Closed: each has its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeclineReason {
    /// Not enough money, or over the card's own limit of today.
    InsufficientFunds,
    /// The card is lost, frozen, expired or not active.
    CardState,
    /// The code, password, expiry or security code is wrong.
    WrongCode,
    /// Name, id number or phone are not those the bank has.
    WrongIdentity,
    /// The card number is not known.
    WrongCard,
    /// Over a limit of the bank or the network.
    LimitExceeded,
    /// Held back by risk control.
    Risk,
    /// The card is not opened for online payment.
    NotEnrolled,
    /// The bank or card type is not supported here.
    Unsupported,
    /// The issuer said no without a reason.
    Issuer,
    /// The payer was too slow.
    TimedOut,
    /// Refused for reasons the shopper cannot mend; another way may work.
    Other,
}

impl DeclineReason {
    /// All, for the text tables.
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

    /// From its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.name() == name)
    }
}

/// What the network says of money that moved. Kept with the attempt; the
/// card is only ever the masked number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The network's id of the payment (UnionPay `queryId`).
    pub network_id: String,
    /// The network's trace number and time, as it wrote them.
    pub trace: Option<String>,
    /// The clearing day, as the network wrote it (`MMDD`).
    pub settle_date: Option<String>,
    /// What the network says was paid.
    pub amount: Money,
    /// The payer's account, masked.
    pub account: Option<String>,
    /// Paid with a defect (UnionPay A6): the money is there, the network's
    /// books need a look.
    pub defect: bool,
}

/// One try to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Its id; its random part is the number at the network.
    pub id: AttemptId,
    /// Its order.
    pub order_id: OrderId,
    /// What the shopper picked.
    pub product: Product,
    /// The network that carries it.
    pub channel: Channel,
    /// How far it has come.
    pub state: AttemptState,
    /// When it was recorded; also the network's `txnTime`.
    pub created_at: At,
    /// Until when the network lets the payer pay (UnionPay `payTimeout`);
    /// past it, "not found" and "unpaid" mean not paid.
    pub pay_until: At,
    /// The bank picked, by its short code.
    pub bank: Option<String>,
    /// Why it was declined, and the network's own code.
    pub declined: Option<(DeclineReason, String)>,
    /// What the network says of the money.
    pub receipt: Option<Receipt>,
    /// Wrong codes typed so far; five end the attempt.
    pub wrong_codes: u32,
    /// When the last code was sent by SMS.
    pub code_sent_at: Option<At>,
    /// The content of the QR to scan.
    pub qr: Option<String>,
    /// Last four digits of the card used.
    pub card_last4: Option<String>,
    /// The phone a code went to, masked (`138****5678`).
    pub phone_masked: Option<String>,
    /// The signed card used, where one is.
    pub agreement: Option<crate::ids::AgreementId>,
    /// Goes up with each write.
    pub version: i64,
}
