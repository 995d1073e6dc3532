//! One notice: its content, its transaction and its attempts.

use domain::clock::At;
use serde::{Deserialize, Serialize};

use super::transaction::{PaymentFacts, TransactionId};
use crate::networks::code::RespCode;

/// Seconds between one sending and the next: sent 0, 1, 2, 4 and 5 minutes
/// after the first (wire facts 1.10).
const GAPS_S: [i64; 4] = [60, 60, 120, 60];

/// What a notice reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NoticeContent {
    /// Paid.
    Paid {
        /// The payment. Its `query_id` differs from the records' in a second
        /// notice of `InjectedFailure::PaidTwice`.
        paid: PaymentFacts,
        /// The reported amount; a wrong one with `InjectedFailure::WrongAmount`.
        fen: i64,
        /// False with `InjectedFailure::WrongSignature`.
        well_signed: bool,
    },
    /// Declined (token payments only).
    Refused(RespCode),
    /// A refund or an undo ended.
    Returned {
        /// The reported amount; a wrong one with `InjectedFailure::WrongAmount`.
        fen: i64,
        /// False with `InjectedFailure::WrongSignature`.
        well_signed: bool,
    },
}

/// A notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OutgoingNotice {
    /// Its number, counted from 1.
    pub(crate) id: u64,
    /// The key of its transaction or refund.
    pub(crate) key: TransactionId,
    /// What it reports.
    #[serde(rename = "told")]
    pub(crate) content: NoticeContent,
    /// How often it was sent.
    pub(crate) tries: u8,
    /// When it is sent next; `None` when it is acknowledged or given up.
    pub(crate) next: Option<At>,
    /// True when Paydesk acknowledged it.
    pub(crate) acknowledged: bool,
    /// True when the control page may release it before `next`.
    pub(crate) held: bool,
}

impl OutgoingNotice {
    /// When to send again if the sending that begins now is not acknowledged;
    /// `None` after the fifth.
    pub(crate) fn retry_at(&self, now: At) -> Option<At> {
        GAPS_S
            .get(usize::from(self.tries))
            .map(|gap| now.plus_s(*gap))
    }

    /// True until it is released or due.
    pub(crate) fn is_held(&self) -> bool {
        self.held && self.tries == 0
    }
}
