//! One notice: what it tells, to whom, and how often it was tried.

use domain::clock::At;
use serde::{Deserialize, Serialize};

use super::trade::{Key, Paid};
use crate::networks::code::Code;

/// Seconds from one sending to the next: 0, 1, 2, 4, 5 minutes after the
/// first (wire facts 1.10).
const GAPS_S: [i64; 4] = [60, 60, 120, 60];

/// What a notice says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Told {
    /// Paid.
    Paid {
        /// The payment; its `query_id` differs from the books' in a second
        /// notice of `Trouble::PaidTwice`.
        paid: Paid,
        /// The amount said, which `Trouble::WrongAmount` makes wrong.
        fen: i64,
        /// False under `Trouble::WrongSignature`.
        well_signed: bool,
    },
    /// Refused (payments with a token only).
    Refused(Code),
    /// A refund's or an undo's end, whichever it is.
    Returned {
        /// The amount said, which `Trouble::WrongAmount` makes wrong.
        fen: i64,
        /// False under `Trouble::WrongSignature`.
        well_signed: bool,
    },
}

/// A notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Letter {
    /// Its number, counted from 1.
    pub(crate) id: u64,
    /// The transaction or the refund it is about.
    pub(crate) key: Key,
    /// What it says.
    pub(crate) told: Told,
    /// How often it was sent.
    pub(crate) tries: u8,
    /// When it is sent next; none when it is done or given up.
    pub(crate) next: Option<At>,
    /// The desk took it.
    pub(crate) acknowledged: bool,
    /// Kept back: the control page may let it go before `next`.
    pub(crate) held: bool,
}

impl Letter {
    /// When to send again if the sending that begins now is not answered;
    /// none after the fifth.
    pub(crate) fn after_this(&self, now: At) -> Option<At> {
        GAPS_S
            .get(usize::from(self.tries))
            .map(|gap| now.plus_s(*gap))
    }
}
