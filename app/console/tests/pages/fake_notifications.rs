//! The notifications of the console in memory: one of each kind, of which the
//! newest two are not read, and an older page.

use crate::fake_console::{FakeConsole, NOW, merchant, need};
use crate::fake_refunds::approval_id;
use crate::orders::order_id;
use async_trait::async_trait;
use domain::console::{
    ConsoleResult, ConsoleVisit, Notification, NotificationKind, NotificationPage,
    NotificationSubject, Notifications, Right, Scope, SignedIn, Unread,
};
use domain::money::Money;

#[async_trait]
impl Notifications for FakeConsole {
    async fn notifications(
        &self,
        by: &SignedIn,
        scope: &Scope,
        below: Option<i64>,
    ) -> ConsoleResult<NotificationPage> {
        need(by, scope, Right::SeeNotifications)?;
        let one = |number, subject, fen: Option<i64>| Notification {
            number,
            subject,
            amount: fen.map(Money::fen),
            at: NOW.plus_s(60 * (number - 10)),
        };
        let paid = NotificationSubject::OrderPaid(order_id(2), "T202611220058".into());
        let failed = NotificationSubject::RefundFailed(order_id(3), "T202611220057".into());
        let waits = NotificationSubject::ApprovalWaiting(approval_id(0));
        let role = by.role_in(scope);
        let kinds = NotificationKind::ALL.into_iter();
        let kinds = kinds.filter(|kind| role.is_some_and(|role| role.may(kind.right())));
        let is_first = *scope == merchant() && below.is_none();
        Ok(NotificationPage {
            rows: if is_first {
                vec![
                    one(9, waits, None),
                    one(8, failed, Some(2_800)),
                    one(7, paid, Some(25_600)),
                ]
            } else {
                Vec::new()
            },
            next: is_first.then_some(7),
            read_to: 7,
            kinds: kinds
                .map(|kind| (kind, kind != NotificationKind::OrderPaid))
                .collect(),
        })
    }

    async fn unread(&self, by: &SignedIn, scope: &Scope) -> ConsoleResult<Unread> {
        let role = by.role_in(scope).map(domain::console::Role::name);
        Ok(Unread(match role {
            Some("owner") if *scope == merchant() => 2,
            Some("finance") => Unread::MAX + 1,
            _ => 0,
        }))
    }

    async fn read_notifications(
        &self,
        by: &SignedIn,
        scope: &Scope,
        up_to: i64,
        _: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        need(by, scope, Right::SeeNotifications)?;
        self.note(format!("read {scope} {up_to}"));
        Ok(())
    }

    async fn choose_notifications(
        &self,
        by: &SignedIn,
        scope: &Scope,
        wanted: &[NotificationKind],
        _: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        need(by, scope, Right::SeeNotifications)?;
        let names: Vec<_> = wanted.iter().map(|kind| kind.name()).collect();
        self.note(format!("choose {scope} {}", names.join(" ")));
        Ok(())
    }
}
