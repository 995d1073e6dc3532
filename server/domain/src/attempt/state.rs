//! The state of an attempt, with the data that belongs to it: no attempt is
//! paid without a receipt, or declined without a reason.

use super::{DeclineReason, Receipt};
use serde::{Deserialize, Serialize};

/// The state of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttemptState {
    /// Stored; the network may or may not have received it yet.
    Started,
    /// The network waits for the payer: on the bank's page, to scan the QR
    /// code, or to enter the SMS code.
    AwaitingPayer,
    /// The payment was sent and its result is unknown. Only the network's
    /// report ends this state.
    Unsettled,
    /// Paid. Final.
    Paid(Receipt),
    /// Declined by the network. Final, unless the network reports later that
    /// money moved.
    Declined {
        /// Why.
        reason: DeclineReason,
        /// The network's own code.
        code: String,
    },
    /// Cancelled by the shopper, or lapsed. A later report that it was paid is
    /// still processed.
    Abandoned,
    /// Paid although the order was final or the amount differed: the money is
    /// refunded. Final.
    Surplus(Receipt),
}

impl AttemptState {
    /// The state without its data.
    pub const fn status(&self) -> AttemptStatus {
        match self {
            Self::Started => AttemptStatus::Started,
            Self::AwaitingPayer => AttemptStatus::AwaitingPayer,
            Self::Unsettled => AttemptStatus::Unsettled,
            Self::Paid(_) => AttemptStatus::Paid,
            Self::Declined { .. } => AttemptStatus::Declined,
            Self::Abandoned => AttemptStatus::Abandoned,
            Self::Surplus(_) => AttemptStatus::Surplus,
        }
    }

    /// The network's receipt, once money moved.
    pub const fn receipt(&self) -> Option<&Receipt> {
        match self {
            Self::Paid(receipt) | Self::Surplus(receipt) => Some(receipt),
            Self::Started
            | Self::AwaitingPayer
            | Self::Unsettled
            | Self::Declined { .. }
            | Self::Abandoned => None,
        }
    }

    /// Why it was declined, and the network's own code.
    pub fn declined(&self) -> Option<(DeclineReason, &str)> {
        match self {
            Self::Declined { reason, code } => Some((*reason, code)),
            Self::Started
            | Self::AwaitingPayer
            | Self::Unsettled
            | Self::Paid(_)
            | Self::Abandoned
            | Self::Surplus(_) => None,
        }
    }

    /// True while money may still move: an order has at most one live attempt.
    pub const fn is_live(&self) -> bool {
        self.status().is_live()
    }
}

/// The name of an attempt's state: in SQL, the API, metrics and on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptStatus {
    /// [`AttemptState::Started`]
    Started,
    /// [`AttemptState::AwaitingPayer`]
    AwaitingPayer,
    /// [`AttemptState::Unsettled`]
    Unsettled,
    /// [`AttemptState::Paid`]
    Paid,
    /// [`AttemptState::Declined`]
    Declined,
    /// [`AttemptState::Abandoned`]
    Abandoned,
    /// [`AttemptState::Surplus`]
    Surplus,
}

impl AttemptStatus {
    /// All variants.
    pub const ALL: [Self; 7] = [
        Self::Started,
        Self::AwaitingPayer,
        Self::Unsettled,
        Self::Paid,
        Self::Declined,
        Self::Abandoned,
        Self::Surplus,
    ];

    /// The name in the API and in SQL.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::AwaitingPayer => "awaiting_payer",
            Self::Unsettled => "unsettled",
            Self::Paid => "paid",
            Self::Declined => "declined",
            Self::Abandoned => "abandoned",
            Self::Surplus => "surplus",
        }
    }

    /// The variant of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.name() == name)
    }

    /// True while money may still move.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Started | Self::AwaitingPayer | Self::Unsettled)
    }
}
