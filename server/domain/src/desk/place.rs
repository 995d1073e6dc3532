//! The pages of an order and their paths.

use crate::ids::PayToken;
use serde::{Deserialize, Serialize};

/// A page of an order, at `/pay/{token}/{segment}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Choose a way to pay; its path is `/pay/{token}`.
    Choose,
    /// The card form of quick pay.
    Card,
    /// Enter the SMS code.
    Code,
    /// Scan the QR code.
    Scan,
    /// Leave for the bank's page.
    Bank,
    /// Wait for the network's result; the page may be closed.
    Waiting,
    /// Paid.
    Paid,
    /// Declined: the reason, and other ways to pay.
    Declined,
    /// The time to pay is over.
    Expired,
    /// Closed by the mall.
    Closed,
    /// Paid elsewhere: in another tab, or by someone else.
    AlreadyPaid,
}

impl Place {
    /// All variants.
    pub const ALL: [Self; 11] = [
        Self::Choose,
        Self::Card,
        Self::Code,
        Self::Scan,
        Self::Bank,
        Self::Waiting,
        Self::Paid,
        Self::Declined,
        Self::Expired,
        Self::Closed,
        Self::AlreadyPaid,
    ];

    /// The last segment of its path; empty for [`Place::Choose`].
    pub const fn segment(self) -> &'static str {
        match self {
            Self::Choose => "",
            Self::Card => "card",
            Self::Code => "code",
            Self::Scan => "scan",
            Self::Bank => "bank",
            Self::Waiting => "waiting",
            Self::Paid => "paid",
            Self::Declined => "declined",
            Self::Expired => "expired",
            Self::Closed => "closed",
            Self::AlreadyPaid => "already-paid",
        }
    }

    /// The page of this last path segment.
    pub fn from_segment(segment: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.segment() == segment)
    }

    /// True where the page's content contains the return link to the mall; on
    /// every page it is in the identity bar.
    pub const fn has_return_link(self) -> bool {
        match self {
            Self::Waiting
            | Self::Paid
            | Self::Declined
            | Self::Expired
            | Self::Closed
            | Self::AlreadyPaid => true,
            Self::Choose | Self::Card | Self::Code | Self::Scan | Self::Bank => false,
        }
    }

    /// The path of this page for one order.
    pub fn path(self, token: &PayToken) -> String {
        let token = token.as_str();
        match self {
            Self::Choose => format!("/pay/{token}"),
            other => format!("/pay/{token}/{}", other.segment()),
        }
    }
}
