//! The accounts of the ledger. Each has one name, which is its key in SQL.

use crate::channel_id::ChannelId;
use crate::ids::MerchantId;
use std::fmt;

/// An account: where money is, or to whom it is owed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    /// What a network owes the provider (debit), until it settles.
    Clearing(ChannelId),
    /// What the provider owes a merchant (credit).
    Payable(MerchantId),
    /// The provider's fees (credit).
    Fees,
    /// Surplus whose refund has not begun (credit).
    Suspense,
    /// Refunds without a final result (credit).
    RefundsInTransit,
    /// Payouts to a merchant's bank account that are in progress (credit).
    Payout(MerchantId),
}

impl Account {
    /// The account of this name; `None` if there is none.
    pub fn parse(name: &str) -> Option<Self> {
        let merchant = |id: &str| (!id.is_empty()).then(|| MerchantId::stored(id.to_owned()));
        match name.split_once(':') {
            Some(("clearing", channel)) => ChannelId::parse(channel).map(Self::Clearing),
            Some(("payable", id)) => merchant(id).map(Self::Payable),
            Some(("payout", id)) => merchant(id).map(Self::Payout),
            Some(_) => None,
            None => match name {
                "fees" => Some(Self::Fees),
                "suspense" => Some(Self::Suspense),
                "refunds_in_transit" => Some(Self::RefundsInTransit),
                _ => None,
            },
        }
    }
}

/// The name: `clearing:union_pay`, `payable:mer_...`, `suspense`.
impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clearing(channel) => write!(f, "clearing:{channel}"),
            Self::Payable(merchant) => write!(f, "payable:{merchant}"),
            Self::Fees => f.write_str("fees"),
            Self::Suspense => f.write_str("suspense"),
            Self::RefundsInTransit => f.write_str("refunds_in_transit"),
            Self::Payout(merchant) => write!(f, "payout:{merchant}"),
        }
    }
}
