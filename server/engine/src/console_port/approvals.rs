//! Implements [`Approvals`], the calls of the pages on which a second person
//! approves.

use super::EngineConsole;
use async_trait::async_trait;
use domain::console::{
    Approval, ApprovalCursor, ApprovalDetail, ApprovalPage, Approvals, ConsoleResult, ConsoleVisit,
    Scope, SignedIn,
};
use domain::ids::ApprovalId;

#[async_trait]
impl Approvals for EngineConsole {
    async fn approvals(
        &self,
        by: &SignedIn,
        scope: &Scope,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<Vec<Approval>> {
        self.answer(self.people().approvals(by, scope, visit).await)
    }

    async fn decided_approvals(
        &self,
        by: &SignedIn,
        scope: &Scope,
        after: Option<&ApprovalCursor>,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<ApprovalPage> {
        self.answer(
            self.people()
                .decided_approvals(by, scope, after, visit)
                .await,
        )
    }

    async fn approval(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &ApprovalId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<ApprovalDetail> {
        self.answer(self.people().approval(by, scope, id, visit).await)
    }

    async fn approve(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &ApprovalId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        self.answer(self.people().approve(by, scope, id, visit).await)
    }

    async fn refuse(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id_and_reason: (&ApprovalId, &str),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        self.answer(self.people().refuse(by, scope, id_and_reason, visit).await)
    }

    async fn withdraw_request(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &ApprovalId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        self.answer(self.people().withdraw_request(by, scope, id, visit).await)
    }
}
