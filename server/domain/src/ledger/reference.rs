//! The unique reference of a journal: the event it books. The database refuses
//! a second journal of the same reference.

use crate::ids::{AttemptId, RefundId};
use std::fmt;

/// The event that a journal books.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reference {
    /// An attempt paid its order.
    Paid(AttemptId),
    /// Surplus arrived, under this network id of its payment.
    Surplus(String),
    /// A refund began.
    RefundBegun(RefundId),
    /// A refund reached the payer.
    RefundSucceeded(RefundId),
    /// A refund was declined.
    RefundFailed(RefundId),
    /// The network carried out a refund that it had declined.
    RefundRevived(RefundId),
}

impl Reference {
    /// The kind of event, as named in SQL and in the documentation.
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

    /// The id of the attempt or refund, or the network id of the surplus.
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
