//! Which journal each event makes. The table in `server/README.md` is
//! printed from here by a test.

use super::{Account, Journal, Reference};
use crate::ids::{AttemptId, MerchantId};
use crate::money::Money;
use crate::product::Channel;
use crate::refund::{Refund, RefundCause};
use crate::surplus::Surplus;

/// An event that moves money in the books.
#[derive(Clone, Copy, Debug)]
pub enum Posting<'a> {
    /// An attempt paid its order: the network owes us, we owe the merchant.
    Paid {
        /// The attempt.
        attempt: &'a AttemptId,
        /// The network that has the money.
        channel: Channel,
        /// Whose it is.
        merchant: &'a MerchantId,
        /// More than zero.
        amount: Money,
    },
    /// Money that is not wanted came.
    Surplus(&'a Surplus),
    /// A refund began: the money is no longer its owner's to spend. The
    /// merchant is the order's.
    RefundBegun(&'a Refund, &'a MerchantId),
    /// The money is with the payer again.
    RefundSucceeded(&'a Refund),
    /// The network refused for certain: the money is its owner's again.
    RefundFailed(&'a Refund, &'a MerchantId),
    /// The network says after its refusal that the refund was done.
    RefundRevived(&'a Refund, &'a MerchantId),
}

impl Posting<'_> {
    /// Its journal.
    ///
    /// # Panics
    /// When the amount is not more than zero: nothing moved, and the machine
    /// lets nothing such through.
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
                Account::Clearing(channel),
                Account::Payable(merchant.clone()),
                amount,
            ),
            Self::Surplus(surplus) => (
                Reference::Surplus(surplus.receipt.network_id.clone()),
                Account::Clearing(surplus.channel),
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
                Account::Clearing(refund.channel),
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

/// Whose money a refund gives back.
fn owner(refund: &Refund, merchant: &MerchantId) -> Account {
    match refund.cause {
        RefundCause::Merchant => Account::Payable(merchant.clone()),
        RefundCause::Surplus => Account::Suspense,
    }
}
