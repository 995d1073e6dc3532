//! A change of the records; one line of the file holds one or more.

use domain::clock::At;
use serde::{Deserialize, Serialize};

use super::Token;
use super::notice::OutgoingNotice;
use super::refund::RefundRecord;
use super::transaction::{Transaction, TransactionKey, TransactionState};

/// A change, as stored. The serialized form of a variant never changes: a new
/// meaning is a new variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RecordChange {
    /// A transaction was accepted.
    Taken(Box<Transaction>),
    /// It has a result, or another one.
    Settled {
        /// Which.
        key: TransactionKey,
        /// The result.
        state: TransactionState,
    },
    /// An agreement was signed.
    TokenMade(Token),
    /// A payment was made with it.
    TokenUsed {
        /// Which.
        hash: String,
    },
    /// It was ended.
    TokenGone {
        /// Which.
        hash: String,
    },
    /// A refund or an undo was accepted.
    RefundTaken(Box<RefundRecord>),
    /// A notice is to be sent.
    Posted(OutgoingNotice),
    /// It was sent.
    Sent {
        /// Which.
        id: u64,
        /// When again.
        next: Option<At>,
        /// The desk took it.
        acknowledged: bool,
    },
    /// A notice that was kept back may go.
    Released {
        /// Which.
        id: u64,
        /// When.
        at: At,
    },
}
