//! The accounts: a closed set. Each has one name, which is its key in SQL.

use crate::ids::MerchantId;
use crate::product::Channel;
use std::fmt;

/// Where money is, or whose it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    /// What a network owes us (debit): it holds payments until it settles.
    Clearing(Channel),
    /// What we owe a merchant (credit).
    Payable(MerchantId),
    /// What the provider earned (credit).
    Fees,
    /// Money that is nobody's payment (credit): late, twice or in the wrong
    /// amount. It goes back to who paid it.
    Suspense,
    /// Refunds that have begun and have not ended (credit).
    RefundsInTransit,
    /// What is on its way to a merchant's bank account (credit).
    Payout(MerchantId),
}

impl Account {
    /// From its name; `None` for what is no account.
    pub fn parse(name: &str) -> Option<Self> {
        let merchant = |id: &str| (!id.is_empty()).then(|| MerchantId::stored(id.to_owned()));
        match name.split_once(':') {
            Some(("clearing", channel)) => Channel::parse(channel).map(Self::Clearing),
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
            Self::Clearing(channel) => write!(f, "clearing:{}", channel.name()),
            Self::Payable(merchant) => write!(f, "payable:{merchant}"),
            Self::Fees => f.write_str("fees"),
            Self::Suspense => f.write_str("suspense"),
            Self::RefundsInTransit => f.write_str("refunds_in_transit"),
            Self::Payout(merchant) => write!(f, "payout:{merchant}"),
        }
    }
}
