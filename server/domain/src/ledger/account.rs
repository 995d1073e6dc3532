//! The accounts of the ledger. Each has one name, which is its key in SQL: its
//! purpose, then its channel or merchant. Names of the own book begin with
//! `own:`; those of the client book have no prefix.

use super::Book;
use crate::channel_id::ChannelId;
use crate::ids::MerchantId;
use std::fmt;

/// An account: where money is, or to whom it is owed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Account {
    pub(super) book: Book,
    pub(super) purpose: Purpose,
    pub(super) owner: Owner,
    pub(super) channel: Option<ChannelId>,
}

/// What an account is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Purpose {
    /// What a network owes the provider (debit), until it settles. Has a
    /// channel.
    Clearing,
    /// What the provider owes a merchant (credit).
    Payable,
    /// The provider's fees (credit).
    Fees,
    /// Surplus whose refund has not begun (credit).
    Suspense,
    /// Refunds without a final result (credit).
    RefundsInTransit,
    /// Payouts to a merchant's bank account that are in progress (credit).
    Payout,
}

/// Whose account it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Owner {
    /// The provider, which keeps the ledger.
    Provider,
    /// A merchant.
    Merchant(MerchantId),
}

impl Purpose {
    pub(super) const ALL: [Self; 6] = [
        Self::Clearing,
        Self::Payable,
        Self::Fees,
        Self::Suspense,
        Self::RefundsInTransit,
        Self::Payout,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Clearing => "clearing",
            Self::Payable => "payable",
            Self::Fees => "fees",
            Self::Suspense => "suspense",
            Self::RefundsInTransit => "refunds_in_transit",
            Self::Payout => "payout",
        }
    }
}

impl Account {
    /// What this network owes the provider.
    pub fn clearing(channel: &ChannelId) -> Self {
        Self {
            channel: Some(channel.clone()),
            ..Self::of_provider(Purpose::Clearing)
        }
    }

    /// What the provider owes this merchant.
    pub const fn payable(merchant: MerchantId) -> Self {
        Self::of_merchant(Purpose::Payable, merchant)
    }

    /// Surplus whose refund has not begun.
    pub const fn suspense() -> Self {
        Self::of_provider(Purpose::Suspense)
    }

    /// Refunds without a final result.
    pub const fn refunds_in_transit() -> Self {
        Self::of_provider(Purpose::RefundsInTransit)
    }

    const fn of_provider(purpose: Purpose) -> Self {
        Self {
            book: Book::Client,
            purpose,
            owner: Owner::Provider,
            channel: None,
        }
    }

    const fn of_merchant(purpose: Purpose, merchant: MerchantId) -> Self {
        Self {
            book: Book::Client,
            purpose,
            owner: Owner::Merchant(merchant),
            channel: None,
        }
    }

    /// The account of this name; `None` if there is none.
    pub fn parse(name: &str) -> Option<Self> {
        let (book, name) = match name.split_once(':') {
            Some((book, rest)) if book == Book::Own.name() => (Book::Own, rest),
            _ => (Book::Client, name),
        };
        let (purpose, of) = match name.split_once(':') {
            Some((purpose, of)) => (purpose, Some(of)),
            None => (name, None),
        };
        let purpose = Purpose::ALL.into_iter().find(|p| p.name() == purpose)?;
        let account = match (purpose, of) {
            (Purpose::Clearing, Some(channel)) => Self::clearing(&ChannelId::parse(channel)?),
            (Purpose::Payable | Purpose::Payout, Some(id)) if !id.is_empty() => {
                Self::of_merchant(purpose, MerchantId::stored(id.to_owned()))
            }
            (Purpose::Fees | Purpose::Suspense | Purpose::RefundsInTransit, None) => {
                Self::of_provider(purpose)
            }
            _ => return None,
        };
        Some(Self { book, ..account })
    }

    /// Its book.
    pub const fn book(&self) -> Book {
        self.book
    }

    /// The network that it is of.
    pub const fn channel(&self) -> Option<&ChannelId> {
        self.channel.as_ref()
    }

    /// The merchant whose account it is.
    pub const fn merchant(&self) -> Option<&MerchantId> {
        match &self.owner {
            Owner::Provider => None,
            Owner::Merchant(merchant) => Some(merchant),
        }
    }
}

/// The name: `clearing:<channel>`, `payable:mer_...`, `suspense`.
impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.book {
            Book::Client => {}
            Book::Own => write!(f, "{}:", self.book.name())?,
        }
        f.write_str(self.purpose.name())?;
        if let Some(channel) = &self.channel {
            write!(f, ":{channel}")?;
        }
        match &self.owner {
            Owner::Provider => Ok(()),
            Owner::Merchant(merchant) => write!(f, ":{merchant}"),
        }
    }
}
