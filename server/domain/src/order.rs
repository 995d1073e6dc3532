//! An order: what the mall signed, and the state of its payment.
//!
//! Amount, payee, subject and items never change after creation (rule R4).
//! Only [`crate::machine`] changes the state.

pub mod check;
pub mod draft;

pub use check::{facts, judge, judge_store};
pub use draft::{ItemDraft, OrderDraft};

use crate::clock::At;
use crate::ids::{AttemptId, MallId, MerchantId, OrderId, PayToken, StoreId};
use crate::locale::Locale;
use crate::money::Money;
use crate::product::Product;
use serde::{Deserialize, Serialize};

/// The state of an order, as malls see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Waiting for the shopper to choose a way to pay.
    Open,
    /// An attempt is live: money may still move.
    Paying,
    /// Paid. Final: only refunds change it.
    Paid,
    /// Paid, and partly refunded. Final.
    PartiallyRefunded,
    /// Paid, and fully refunded. Final.
    Refunded,
    /// Closed by the mall before it was paid. Final.
    Closed,
    /// Not paid in time. Final.
    Expired,
}

impl OrderState {
    /// All variants.
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

    /// The variant of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.name() == name)
    }

    /// True where the order can no longer be paid.
    pub const fn is_final(self) -> bool {
        self.is_paid() || matches!(self, Self::Closed | Self::Expired)
    }

    /// True where the order was paid, whether or not it was refunded since.
    pub const fn is_paid(self) -> bool {
        matches!(self, Self::Paid | Self::PartiallyRefunded | Self::Refunded)
    }
}

/// One item of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What is sold, 1 to 128 characters.
    pub name: String,
    /// How many, 1 to 1,000,000.
    pub quantity: u32,
    /// The price of one.
    pub unit_price: Money,
}

/// What the mall signed. Equal facts under the same `mall_order_no` are the
/// same order, so creation is idempotent; other facts are a conflict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The mall's own number, unique per mall: 1 to 64 of `[A-Za-z0-9._-]`.
    pub mall_order_no: String,
    /// The payee.
    pub merchant_id: MerchantId,
    /// The payee's store that the order is for. None in orders of an older
    /// release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store_id: Option<StoreId>,
    /// The amount to pay: the sum of the items.
    pub amount: Money,
    /// One line for the shopper, 1 to 128 characters.
    pub subject: String,
    /// 1 to 100 items; their sum is the amount (rule R3).
    pub items: Vec<Item>,
    /// The return URL for the shopper.
    pub return_url: String,
    /// The time to pay, in seconds (60 to 86,400).
    pub expires_in_s: u32,
    /// The products requested; empty for all that the merchant has.
    pub products: Vec<Product>,
    /// The mall's stable, opaque id of the buyer; cards are saved only with it.
    pub buyer_ref: Option<String>,
    /// The language that the page starts with.
    pub locale: Option<Locale>,
    /// Up to 20 pairs, returned unchanged.
    pub metadata: std::collections::BTreeMap<String, String>,
}

/// An order, as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// The secret token in the pay page's URL.
    pub token: PayToken,
    /// The mall that created it.
    pub mall_id: MallId,
    /// What was signed.
    pub facts: Facts,
    /// Its state.
    pub state: OrderState,
    /// When it was created.
    pub created_at: At,
    /// Until when it can be paid; changed only by requests for more time.
    pub expires_at: At,
    /// How often more time was added.
    pub extensions: u32,
    /// The live attempt, if there is one.
    pub live_attempt: Option<AttemptId>,
    /// The attempt that paid it, if one did.
    pub paid_attempt: Option<AttemptId>,
    /// When it was paid.
    pub paid_at: Option<At>,
    /// The sum of the merchant's refunds that have not failed; at most the
    /// amount.
    pub reserved: Money,
    /// The sum of the merchant's refunds that succeeded; at most `reserved`.
    pub refunded: Money,
    /// The number of its last event for the mall; the first is 1.
    pub sequence: u32,
    /// Incremented by each write, which names the version it read.
    pub version: i64,
}

impl Order {
    /// What can still be refunded for the merchant; zero while it is not paid.
    pub fn refundable(&self) -> Money {
        let nothing = Money::new(0, self.facts.amount.currency());
        if self.state.is_paid() {
            self.facts.amount.minus(self.reserved).unwrap_or(nothing)
        } else {
            nothing
        }
    }
}
