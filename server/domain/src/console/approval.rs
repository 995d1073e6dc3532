//! Changes that a second person approves.
//!
//! What is approved is a state: the subject as who asked saw it. It is made in
//! the transaction of the approval, and only if the subject is still so.

use super::{ApprovalCommand, Person};
use crate::clock::At;
use crate::ids::{ApprovalId, PersonId};

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ApprovalState {
    /// It waits for a second person.
    Open,
    /// A second person approved it, and it was made.
    Done,
    /// A second person refused it.
    Refused,
    /// A second person approved it, but its subject had changed: nothing was
    /// made.
    Stale,
    /// Who asked withdrew it.
    Withdrawn,
    /// Its time ended without an approval.
    Expired,
}

impl ApprovalState {
    /// All variants.
    pub const ALL: [Self; 6] = [
        Self::Open,
        Self::Done,
        Self::Refused,
        Self::Stale,
        Self::Withdrawn,
        Self::Expired,
    ];

    /// The name in SQL.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Stale => "stale",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
        }
    }

    /// The state of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Its id.
    pub id: ApprovalId,
    /// Who asked.
    pub maker: Person,
    /// When.
    pub made_at: At,
    /// Until when it can be approved.
    pub expires_at: At,
    /// What was asked for.
    pub command: ApprovalCommand,
    /// What became of it.
    pub state: ApprovalState,
    /// Who approved or refused it.
    pub checker: Option<Person>,
    /// When.
    pub checked_at: Option<At>,
    /// Why it was refused.
    pub reason: Option<String>,
}

impl Approval {
    /// Its state at a time: one that was open is expired from its end on.
    pub fn state_at(&self, now: At) -> ApprovalState {
        match self.state {
            ApprovalState::Open if now >= self.expires_at => ApprovalState::Expired,
            state => state,
        }
    }

    /// True if this person asked.
    pub fn is_by(&self, person: &PersonId) -> bool {
        self.maker.id == *person
    }
}

/// A request with what a person needs to decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovalDetail {
    /// The request.
    pub approval: Approval,
    /// False where its subject has changed since it was asked for.
    pub fits: bool,
    /// Who may approve it.
    pub approvers: Vec<Person>,
}
