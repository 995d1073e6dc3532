//! What a journal is about. Unique in the books: the same thing is never
//! booked twice.

use crate::ids::{AttemptId, RefundId};
use std::fmt;

/// What a journal is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reference {
    /// An attempt paid its order.
    Paid(AttemptId),
    /// Money that is not wanted came, under this number of the network's.
    Surplus(String),
    /// A refund began.
    RefundBegun(RefundId),
    /// A refund reached the payer.
    RefundSucceeded(RefundId),
    /// A refund was refused for certain.
    RefundFailed(RefundId),
    /// A refund the network had refused is on its way after all, by the
    /// network's own later word.
    RefundRevived(RefundId),
}

impl Reference {
    /// The kind of event, as SQL and the documents name it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Paid(_) => "paid",
            Self::Surplus(_) => "surplus",
            Self::RefundBegun(_) => "refund_begun",
            Self::RefundSucceeded(_) => "refund_succeeded",
            Self::RefundFailed(_) => "refund_failed",
            Self::RefundRevived(_) => "refund_revived",
        }
    }

    /// What it happened to: an attempt, a network's number or a refund.
    pub fn subject(&self) -> &str {
        match self {
            Self::Paid(attempt) => attempt.as_str(),
            Self::Surplus(network_id) => network_id,
            Self::RefundBegun(id)
            | Self::RefundSucceeded(id)
            | Self::RefundFailed(id)
            | Self::RefundRevived(id) => id.as_str(),
        }
    }
}

/// The unique text: `paid/att_...`, `refund/rfd_.../begun`.
impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let subject = self.subject();
        match self {
            Self::Paid(_) => write!(f, "paid/{subject}"),
            Self::Surplus(_) => write!(f, "surplus/{subject}"),
            Self::RefundBegun(_) => write!(f, "refund/{subject}/begun"),
            Self::RefundSucceeded(_) => write!(f, "refund/{subject}/succeeded"),
            Self::RefundFailed(_) => write!(f, "refund/{subject}/failed"),
            Self::RefundRevived(_) => write!(f, "refund/{subject}/revived"),
        }
    }
}
