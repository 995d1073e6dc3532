//! The pages an order can be at, and their addresses.

use crate::ids::PayToken;
use serde::{Deserialize, Serialize};

/// The page an order is at. Each is an address: `/pay/{token}/{name}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Pick a way to pay. The address is the token's own, `/pay/{token}`.
    Choose,
    /// The card form of quick pay.
    Card,
    /// Type the code from the SMS.
    Code,
    /// A QR to scan.
    Scan,
    /// Leaving for the bank's page.
    Bank,
    /// Waiting for the network's word; safe to close.
    Waiting,
    /// Paid.
    Paid,
    /// Declined: why, and another way.
    Declined,
    /// Out of time.
    Expired,
    /// Closed by the mall.
    Closed,
    /// Paid before this visitor acted (a second tab, a second person).
    AlreadyPaid,
}

impl Place {
    /// All, for routes and tests.
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

    /// The last part of its address; empty for [`Place::Choose`].
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

    /// From the last part of an address.
    pub fn from_segment(segment: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.segment() == segment)
    }

    /// Whether the page's own part ends with the way back to the mall. On the
    /// others the foot leads there.
    pub const fn leads_home(self) -> bool {
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

    /// The whole path of this page for one order.
    pub fn path(self, token: &PayToken) -> String {
        let token = token.as_str();
        match self {
            Self::Choose => format!("/pay/{token}"),
            other => format!("/pay/{token}/{}", other.segment()),
        }
    }
}
