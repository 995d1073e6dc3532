//! An order: what was signed by the mall, and how far paying it has come.
//!
//! Amount, payee, subject and items never change after creation (rule R4);
//! only [`crate::machine`] moves the state.

pub mod check;
pub mod draft;

pub use check::{facts, judge};
pub use draft::{ItemDraft, OrderDraft};

use crate::clock::At;
use crate::ids::{AttemptId, MallId, MerchantId, OrderId, PayToken};
use crate::locale::Locale;
use crate::money::Money;
use crate::product::Product;
use serde::{Deserialize, Serialize};

/// How far an order has come, as malls see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Waiting for the shopper to pick a way to pay.
    Open,
    /// An attempt is live: it may still move money.
    Paying,
    /// Paid, once. Final: only refunds move it on.
    Paid,
    /// Paid, and a part is back with the payer. Final.
    PartiallyRefunded,
    /// Paid, and all of it is back with the payer. Final.
    Refunded,
    /// Closed by the mall before it was paid. Final.
    Closed,
    /// Its time ran out before it was paid. Final.
    Expired,
}

impl OrderState {
    /// All, for tables and tests.
    pub const ALL: [Self; 7] = [
        Self::Open,
        Self::Paying,
        Self::Paid,
        Self::PartiallyRefunded,
        Self::Refunded,
        Self::Closed,
        Self::Expired,
    ];

    /// The name in the API and in SQL.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Paying => "paying",
            Self::Paid => "paid",
            Self::PartiallyRefunded => "partially_refunded",
            Self::Refunded => "refunded",
            Self::Closed => "closed",
            Self::Expired => "expired",
        }
    }

    /// From its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.name() == name)
    }

    /// True where nothing more is expected of the shopper.
    pub const fn is_final(self) -> bool {
        self.is_paid() || matches!(self, Self::Closed | Self::Expired)
    }

    /// True where the order's money came, whatever went back since.
    pub const fn is_paid(self) -> bool {
        matches!(self, Self::Paid | Self::PartiallyRefunded | Self::Refunded)
    }
}

/// One line of goods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What is sold, 1 to 128 characters.
    pub name: String,
    /// How many, 1 to 1,000,000.
    pub quantity: u32,
    /// The price of one.
    pub unit_price: Money,
}

/// What the mall signed. Equal facts are the same order (idempotent create);
/// other facts under the same `mall_order_no` are a conflict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The mall's own number, unique per mall: 1 to 64 of `[A-Za-z0-9._-]`.
    pub mall_order_no: String,
    /// The payee.
    pub merchant_id: MerchantId,
    /// What is to be paid: the sum of the items.
    pub amount: Money,
    /// One line for the shopper, 1 to 128 characters.
    pub subject: String,
    /// 1 to 100 lines; their sum is the amount (rule R3).
    pub items: Vec<Item>,
    /// Where the shopper goes afterwards.
    pub return_url: String,
    /// How long the order may be paid, in seconds (60 to 86,400).
    pub expires_in_s: u32,
    /// The ways to pay the mall asks for; empty: all that the merchant has.
    pub products: Vec<Product>,
    /// The mall's stable, opaque name for the buyer; needed to remember cards.
    pub buyer_ref: Option<String>,
    /// The language to begin in.
    pub locale: Option<Locale>,
    /// Up to 20 pairs, handed back as they came.
    pub metadata: std::collections::BTreeMap<String, String>,
}

/// An order as the store holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// The capability in the pay page's address.
    pub token: PayToken,
    /// The mall that sent it.
    pub mall_id: MallId,
    /// What was signed.
    pub facts: Facts,
    /// How far it has come.
    pub state: OrderState,
    /// When it was made.
    pub created_at: At,
    /// When paying it ends; moved by "more time" only.
    pub expires_at: At,
    /// How often the shopper asked for more time.
    pub extensions: u32,
    /// The live attempt, if one is.
    pub live_attempt: Option<AttemptId>,
    /// The attempt that paid it.
    pub paid_attempt: Option<AttemptId>,
    /// When it was paid.
    pub paid_at: Option<At>,
    /// Sum of the merchant's refunds that have not failed: never above the
    /// amount.
    pub reserved: Money,
    /// Sum of the merchant's refunds that succeeded: never above `reserved`.
    pub refunded: Money,
    /// Number of the last event told about it; the first is 1.
    pub sequence: u32,
    /// Goes up with each write; a writer names the version it read.
    pub version: i64,
}

impl Order {
    /// What the merchant can still refund: nothing while it is not paid.
    pub fn refundable(&self) -> Money {
        let nothing = Money::new(0, self.facts.amount.currency());
        if self.state.is_paid() {
            self.facts.amount.minus(self.reserved).unwrap_or(nothing)
        } else {
            nothing
        }
    }
}
