//! A change of the books: what one line of the file holds some of.

use domain::clock::At;
use serde::{Deserialize, Serialize};

use super::Token;
use super::letter::Letter;
use super::refund::Refund;
use super::trade::{Key, State, Trade};

/// Something that happened. Never changed once written: a new meaning is a
/// new variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Change {
    /// A transaction was taken in.
    Taken(Box<Trade>),
    /// It has a result, or another one.
    Settled {
        /// Which.
        key: Key,
        /// The result.
        state: State,
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
    /// A refund or an undo was taken in.
    RefundTaken(Box<Refund>),
    /// A notice is to be sent.
    Posted(Letter),
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
