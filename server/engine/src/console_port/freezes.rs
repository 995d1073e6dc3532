//! Implements [`Freezes`], the calls of the pages of freezes.

use super::EngineConsole;
use async_trait::async_trait;
use domain::console::{
    ConsoleResult, ConsoleVisit, FreezeAsked, FreezeCursor, FreezeDetail, FreezeForm, FreezeNotice,
    FreezePage, Freezes, FrozenId, NewFreeze, Scope, SignedIn,
};
use domain::ids::{ApprovalId, FreezeId};

#[async_trait]
impl Freezes for EngineConsole {
    async fn freezes(
        &self,
        by: &SignedIn,
        unreleased: bool,
        after: Option<&FreezeCursor>,
    ) -> ConsoleResult<FreezePage> {
        self.answer(self.people().freezes(by, unreleased, after).await)
    }

    async fn freeze(&self, by: &SignedIn, id: &FreezeId) -> ConsoleResult<FreezeDetail> {
        self.answer(self.people().freeze(by, id).await)
    }

    async fn freeze_form(
        &self,
        by: &SignedIn,
        of: &FrozenId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<FreezeForm> {
        self.answer(self.people().freeze_form(by, of, visit).await)
    }

    async fn ask_freeze(
        &self,
        by: &SignedIn,
        of: &FrozenId,
        new: NewFreeze,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<FreezeAsked> {
        self.answer(self.people().ask_freeze(by, of, new, visit).await)
    }

    async fn ask_release(
        &self,
        by: &SignedIn,
        id: &FreezeId,
        note: &str,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<ApprovalId> {
        self.answer(self.people().ask_release(by, id, note, visit).await)
    }

    async fn freeze_notices(
        &self,
        by: &SignedIn,
        scope: &Scope,
    ) -> ConsoleResult<Vec<FreezeNotice>> {
        self.answer(self.people().freeze_notices(by, scope).await)
    }
}
