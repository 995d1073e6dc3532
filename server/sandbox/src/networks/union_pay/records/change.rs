//! A change of the records. A line of the file has one or more.

use domain::clock::At;
use serde::{Deserialize, Serialize};

use super::Token;
use super::notice::UnionPayNotice;
use super::refund::RefundRecord;
use super::transaction::{Transaction, TransactionId, TransactionState};

/// A change, as stored. The serialized form of a variant never changes; a new
/// meaning is a new variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RecordChange {
    /// A transaction was accepted.
    Taken(Box<Transaction>),
    /// A transaction has a result, or another one.
    Settled {
        /// The transaction.
        key: TransactionId,
        /// The result.
        state: TransactionState,
    },
    /// An agreement was signed.
    TokenMade(Token),
    /// A payment was made with a token.
    TokenUsed {
        /// The token's hash.
        hash: String,
    },
    /// A token was removed.
    TokenGone {
        /// The token's hash.
        hash: String,
    },
    /// A refund or an undo was accepted.
    RefundTaken(Box<RefundRecord>),
    /// A notice is to be sent.
    Posted(UnionPayNotice),
    /// A notice was sent.
    Sent {
        /// The notice.
        id: u64,
        /// When it is sent again, if it is.
        next: Option<At>,
        /// True when Paydesk acknowledged it.
        acknowledged: bool,
    },
    /// A held notice was released.
    Released {
        /// The notice.
        id: u64,
        /// When it is sent.
        at: At,
    },
}
