//! The calls of the page with a merchant's notifications.

use super::{
    ConsoleResult, ConsoleVisit, NotificationKind, NotificationPage, Scope, SignedIn, Unread,
};
use async_trait::async_trait;

/// A merchant's notifications.
#[async_trait]
pub trait Notifications: Send + Sync {
    /// A page of them: the newest, or those below a number.
    async fn notifications(
        &self,
        by: &SignedIn,
        scope: &Scope,
        below: Option<i64>,
    ) -> ConsoleResult<NotificationPage>;

    /// How many this person has not read; none outside a merchant's console.
    async fn unread(&self, by: &SignedIn, scope: &Scope) -> ConsoleResult<Unread>;

    /// Marks those up to a number as read by this person.
    async fn read_notifications(
        &self,
        by: &SignedIn,
        scope: &Scope,
        up_to: i64,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// Chooses of which kinds this person is told, and of no others.
    async fn choose_notifications(
        &self,
        by: &SignedIn,
        scope: &Scope,
        wanted: &[NotificationKind],
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;
}
