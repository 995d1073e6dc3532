//! Implements [`Notifications`], the calls of the page with a merchant's
//! notifications.

use super::EngineConsole;
use async_trait::async_trait;
use domain::console::{
    ConsoleResult, ConsoleVisit, NotificationKind, NotificationPage, Notifications, Scope,
    SignedIn, Unread,
};

#[async_trait]
impl Notifications for EngineConsole {
    async fn notifications(
        &self,
        by: &SignedIn,
        scope: &Scope,
        below: Option<i64>,
    ) -> ConsoleResult<NotificationPage> {
        self.answer(self.people().notifications(by, scope, below).await)
    }

    async fn unread(&self, by: &SignedIn, scope: &Scope) -> ConsoleResult<Unread> {
        self.answer(self.people().unread(by, scope).await)
    }

    async fn read_notifications(
        &self,
        by: &SignedIn,
        scope: &Scope,
        up_to: i64,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        let read = self.people().read_notifications(by, scope, up_to, visit);
        self.answer(read.await)
    }

    async fn choose_notifications(
        &self,
        by: &SignedIn,
        scope: &Scope,
        wanted: &[NotificationKind],
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        let chosen = self.people().choose_notifications(by, scope, wanted, visit);
        self.answer(chosen.await)
    }
}
