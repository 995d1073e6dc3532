//! The calls of the pages of freezes.

use super::{
    ConsoleResult, ConsoleVisit, FreezeAsked, FreezeCursor, FreezeDetail, FreezeForm, FreezeNotice,
    FreezePage, FrozenId, NewFreeze, Scope, SignedIn,
};
use crate::ids::{ApprovalId, FreezeId};
use async_trait::async_trait;

/// Freezes of merchants and orders. All but [`Freezes::freeze_notices`] are the
/// provider's.
#[async_trait]
pub trait Freezes: Send + Sync {
    /// A page of all freezes, or of those that nobody has released.
    async fn freezes(
        &self,
        by: &SignedIn,
        unreleased: bool,
        after: Option<&FreezeCursor>,
    ) -> ConsoleResult<FreezePage>;

    /// One freeze.
    async fn freeze(&self, by: &SignedIn, id: &FreezeId) -> ConsoleResult<FreezeDetail>;

    /// What the form of a freeze shows.
    async fn freeze_form(
        &self,
        by: &SignedIn,
        of: &FrozenId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<FreezeForm>;

    /// Asks for a freeze; or freezes new payments at once, for a short time, and
    /// asks for its confirmation.
    ///
    /// # Errors
    /// `Invalid`; `Conflict` where the same waits for approval, nobody else may
    /// approve, or one person alone froze it a short time ago.
    async fn ask_freeze(
        &self,
        by: &SignedIn,
        of: &FrozenId,
        new: NewFreeze,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<FreezeAsked>;

    /// Asks for the release of a freeze.
    ///
    /// # Errors
    /// `Invalid` without a reason; `Conflict` as above, or where it has ended.
    async fn ask_release(
        &self,
        by: &SignedIn,
        id: &FreezeId,
        note: &str,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<ApprovalId>;

    /// What a merchant's member is told of the freezes in force.
    async fn freeze_notices(
        &self,
        by: &SignedIn,
        scope: &Scope,
    ) -> ConsoleResult<Vec<FreezeNotice>>;
}
