//! The journal of each event that moves money. A test prints the table in
//! `server/README.md` from here.

use super::{Account, Journal, Reference};
use crate::channel_id::ChannelId;
use crate::ids::{AttemptId, MerchantId};
use crate::money::Money;
use crate::refund::{Refund, RefundCause};
use crate::surplus::Surplus;

/// An event that moves money between accounts.
#[derive(Clone, Copy, Debug)]
pub enum Posting<'a> {
    /// An attempt paid its order: the network owes the provider, who owes the
    /// merchant.
    Paid {
        /// The attempt.
        attempt: &'a AttemptId,
        /// The network that holds the money.
        channel: &'a ChannelId,
        /// The payee.
        merchant: &'a MerchantId,
        /// The amount; more than zero.
        amount: Money,
    },
    /// Surplus arrived.
    Surplus(&'a Surplus),
    /// A refund began, so its money is reserved. The merchant is the order's.
    RefundBegun(&'a Refund, &'a MerchantId),
    /// The network refunded the payer.
    RefundSucceeded(&'a Refund),
    /// The network declined the refund, so the reserve is released.
    RefundFailed(&'a Refund, &'a MerchantId),
    /// The network carried out a refund that it had declined.
    RefundRevived(&'a Refund, &'a MerchantId),
}

impl Posting<'_> {
    /// The journal of the event.
    ///
    /// # Panics
    /// When the amount is not more than zero; [`crate::machine`] posts no such
    /// event.
    pub fn journal(&self) -> Journal {
        let transit = Account::RefundsInTransit;
        let (reference, debit, credit, amount) = match *self {
            Self::Paid {
                attempt,
                channel,
                merchant,
                amount,
            } => (
                Reference::Paid(attempt.clone()),
                Account::Clearing(channel.clone()),
                Account::Payable(merchant.clone()),
                amount,
            ),
            Self::Surplus(surplus) => (
                Reference::Surplus(surplus.receipt.network_id.clone()),
                Account::Clearing(surplus.channel.clone()),
                Account::Suspense,
                surplus.receipt.amount,
            ),
            Self::RefundBegun(refund, merchant) => (
                Reference::RefundBegun(refund.id.clone()),
                owner(refund, merchant),
                transit,
                refund.amount,
            ),
            Self::RefundSucceeded(refund) => (
                Reference::RefundSucceeded(refund.id.clone()),
                transit,
                Account::Clearing(refund.channel.clone()),
                refund.amount,
            ),
            Self::RefundFailed(refund, merchant) => (
                Reference::RefundFailed(refund.id.clone()),
                transit,
                owner(refund, merchant),
                refund.amount,
            ),
            Self::RefundRevived(refund, merchant) => (
                Reference::RefundRevived(refund.id.clone()),
                owner(refund, merchant),
                transit,
                refund.amount,
            ),
        };
        assert!(amount.minor() > 0, "{reference} moves nothing");
        Journal::transfer(reference, debit, credit, amount)
            .expect("more than zero between two accounts balances")
    }
}

/// The account that a refund takes its money from.
fn owner(refund: &Refund, merchant: &MerchantId) -> Account {
    match refund.cause {
        RefundCause::Merchant => Account::Payable(merchant.clone()),
        RefundCause::Surplus => Account::Suspense,
    }
}
