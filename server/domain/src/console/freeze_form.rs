//! The form of a freeze, and what came of it.

use super::{Approval, Freeze, FreezeCause, FreezeSubject, Person, Stops};
use crate::clock::At;
use crate::ids::{ApprovalId, FreezeId};

/// What the form shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreezeForm {
    /// What would be frozen.
    pub subject: FreezeSubject,
    /// False for an order that is paid or has ended: only its refunds can be
    /// stopped.
    pub takes_payments: bool,
    /// The freezes in force, of the subject itself.
    pub in_force: Vec<Freeze>,
    /// Who else may approve.
    pub approvers: Vec<Person>,
    /// What waits for approval already.
    pub open: Option<Approval>,
    /// True where the person may freeze new payments at once, alone.
    pub may_alone: bool,
}

/// The form as it was sent. Texts are as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFreeze {
    /// What it stops.
    pub stops: Stops,
    /// Why.
    pub cause: FreezeCause,
    /// The end.
    pub until: Option<At>,
    /// True to stop new payments at once, for [`Freeze::ALONE_S`] at most unless
    /// a second person confirms it.
    pub at_once: bool,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FreezeAsked {
    /// It waits for a second person.
    Waiting(ApprovalId),
    /// It is in force, and waits to be confirmed.
    InForce(FreezeId),
}

/// A freeze with what the page of its release shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreezeDetail {
    /// The freeze.
    pub freeze: Freeze,
    /// Who else may approve its release.
    pub approvers: Vec<Person>,
    /// The confirmation or release that waits for approval.
    pub open: Option<Approval>,
}
