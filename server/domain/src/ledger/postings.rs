//! The postings: which journal each event makes, one file each. A file holds
//! the reference, the lines, and the row of the table in `server/README.md`;
//! its audit question is in the file of the same name in `store/src/audit`.
//!
//! A new posting is a file and a line of the list below. Tests refuse one
//! without a row or without a question.

mod paid;
mod refund_begun;
mod refund_failed;
mod refund_revived;
mod refund_succeeded;
mod surplus;

pub(crate) use paid::paid;
pub(crate) use refund_begun::refund_begun;
pub(crate) use refund_failed::refund_failed;
pub(crate) use refund_revived::refund_revived;
pub(crate) use refund_succeeded::refund_succeeded;
pub(crate) use surplus::surplus;

use super::{Account, Journal, Reference, ReferenceForm};
use crate::ids::MerchantId;
use crate::money::Money;
use crate::refund::{Refund, RefundCause};

/// Declares [`PostingKind`]. By a macro, so that `ALL` has all of them.
macro_rules! postings {
    ($($(#[$doc:meta])* $kind:ident => $file:ident),* $(,)?) => {
        /// A kind of posting.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum PostingKind {
            $($(#[$doc])* $kind,)*
        }

        impl PostingKind {
            /// All variants.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)*];

            /// How its references are written.
            pub const fn form(self) -> &'static ReferenceForm {
                match self {
                    $(Self::$kind => &$file::FORM,)*
                }
            }
        }
    };
}

postings! {
    /// An attempt paid its order.
    Paid => paid,
    /// Surplus arrived.
    Surplus => surplus,
    /// A refund began.
    RefundBegun => refund_begun,
    /// The network refunded the payer.
    RefundSucceeded => refund_succeeded,
    /// The network declined a refund.
    RefundFailed => refund_failed,
    /// The network carried out a refund that it had declined.
    RefundRevived => refund_revived,
}

/// A journal of two lines.
///
/// # Panics
/// When the amount is not more than zero; [`crate::machine`] posts no such
/// event.
fn transfer(reference: Reference, debit: Account, credit: Account, amount: Money) -> Journal {
    assert!(amount.minor() > 0, "{reference} moves nothing");
    Journal::transfer(reference, debit, credit, amount)
        .expect("more than zero between two accounts of a book balances")
}

/// The account that a refund takes its money from. The merchant is the order's.
fn refund_source(refund: &Refund, merchant: &MerchantId) -> Account {
    match refund.cause {
        RefundCause::Merchant => Account::payable(merchant.clone()),
        RefundCause::Surplus => Account::suspense(),
    }
}

#[cfg(test)]
impl PostingKind {
    /// Its rows of the table in `server/README.md`.
    pub(super) fn rows(self, samples: &super::table::Samples) -> Vec<super::table::Row> {
        match self {
            Self::Paid => paid::rows(samples),
            Self::Surplus => surplus::rows(samples),
            Self::RefundBegun => refund_begun::rows(samples),
            Self::RefundSucceeded => refund_succeeded::rows(samples),
            Self::RefundFailed => refund_failed::rows(samples),
            Self::RefundRevived => refund_revived::rows(samples),
        }
    }
}
