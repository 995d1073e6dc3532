//! The calls of the pages on which a second person approves.

use super::{
    Approval, ApprovalCursor, ApprovalDetail, ApprovalPage, ConsoleResult, ConsoleVisit, Scope,
    SignedIn,
};
use crate::ids::ApprovalId;
use async_trait::async_trait;

/// Changes that wait for a second person.
#[async_trait]
pub trait Approvals: Send + Sync {
    /// Those of a scope that wait, the oldest first.
    async fn approvals(
        &self,
        by: &SignedIn,
        scope: &Scope,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<Vec<Approval>>;

    /// A page of those of a scope that have ended, the one asked for last first;
    /// the first one without a cursor.
    async fn decided_approvals(
        &self,
        by: &SignedIn,
        scope: &Scope,
        after: Option<&ApprovalCursor>,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<ApprovalPage>;

    /// One of a scope, whatever became of it.
    async fn approval(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &ApprovalId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<ApprovalDetail>;

    /// Approves it, and makes the change with it. Needs a recent confirmation.
    ///
    /// # Errors
    /// `OwnRequest`; `Conflict` where it has ended, or where its subject has
    /// changed: then nothing is made, and it ends.
    async fn approve(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &ApprovalId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// Refuses it.
    ///
    /// # Errors
    /// `OwnRequest`; `Invalid` without a reason; `Conflict` where it has ended.
    async fn refuse(
        &self,
        by: &SignedIn,
        scope: &Scope,
        (id, reason): (&ApprovalId, &str),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// Withdraws what the person asked for itself.
    async fn withdraw_request(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &ApprovalId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;
}
