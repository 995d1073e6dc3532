//! What a notice reports.

use serde::{Deserialize, Serialize};

use super::transaction::{PaymentFacts, TransactionId};
use crate::networks::outgoing_notice::OutgoingNotice;
use crate::networks::union_pay::code::RespCode;

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

/// A notice of UnionPay.
pub(crate) type UnionPayNotice = OutgoingNotice<TransactionId, NoticeContent>;
