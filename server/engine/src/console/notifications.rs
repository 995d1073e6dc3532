//! What a merchant's people should know: the list, how far a person has read,
//! and the kinds that it wants.

use super::people::{Answer, Change, People};
use domain::console::{
    AuditAction, ConsoleVisit, Notification, NotificationKind, NotificationPage, Right, Role,
    Scope, SignedIn, Unread,
};
use store::{audit_entries, notifications};

/// The kinds that a role may see.
fn seen_by(role: Role) -> Vec<NotificationKind> {
    let kinds = NotificationKind::ALL.into_iter();
    kinds.filter(|kind| role.may(kind.right())).collect()
}

/// Those of `kinds` that are not unwanted.
fn wanted(kinds: &[NotificationKind], unwanted: &[NotificationKind]) -> Vec<NotificationKind> {
    let kinds = kinds.iter().copied();
    kinds.filter(|kind| !unwanted.contains(kind)).collect()
}

/// For an audit entry.
fn names(kinds: &[NotificationKind]) -> String {
    let names: Vec<_> = kinds.iter().map(|kind| kind.name()).collect();
    names.join(" ")
}

impl People {
    /// A page of them: the newest, or those below a number.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn notifications(
        &self,
        by: &SignedIn,
        scope: &Scope,
        below: Option<i64>,
    ) -> Answer<NotificationPage> {
        let visit = ConsoleVisit::default();
        let merchant = self
            .check_merchant(by, scope, Right::SeeNotifications, &visit)
            .await?
            .clone();
        let seen = by.role_in(scope).map(seen_by).unwrap_or_default();
        let person = by.person.id.clone();
        let page = self.store.read(move |tx| {
            let (merchant, person, seen) = (merchant.clone(), person.clone(), seen.clone());
            Box::pin(async move {
                let reader = notifications::reader(tx, &merchant, &person).await?;
                let wanted = wanted(&seen, &reader.unwanted);
                let below = below.unwrap_or(i64::MAX);
                let mut rows = notifications::below(tx, &merchant, below, &wanted).await?;
                let more = rows.len() > Notification::ROWS;
                rows.truncate(Notification::ROWS);
                let last = rows.last().filter(|_| more);
                Ok(NotificationPage {
                    next: last.map(|row| row.number),
                    rows,
                    read_to: reader.read_to,
                    kinds: seen
                        .into_iter()
                        .map(|kind| (kind, wanted.contains(&kind)))
                        .collect(),
                })
            })
        });
        Ok(page.await?)
    }

    /// How many this person has not read. Every page asks, so a person without
    /// the right has none, and no audit entry.
    ///
    /// # Errors
    /// A fault of the database.
    pub(crate) async fn unread(&self, by: &SignedIn, scope: &Scope) -> Answer<Unread> {
        let role = by
            .role_in(scope)
            .filter(|role| role.may(Right::SeeNotifications));
        let (Some(role), Some(merchant)) = (role, scope.merchant()) else {
            return Ok(Unread::default());
        };
        let (seen, merchant, person) = (seen_by(role), merchant.clone(), by.person.id.clone());
        let unread = self.store.read(move |tx| {
            let (merchant, person, seen) = (merchant.clone(), person.clone(), seen.clone());
            Box::pin(async move {
                let reader = notifications::reader(tx, &merchant, &person).await?;
                let wanted = wanted(&seen, &reader.unwanted);
                notifications::unread(tx, &merchant, reader.read_to, &wanted).await
            })
        });
        Ok(unread.await?)
    }

    /// Marks those up to a number as read by this person. That is no change of
    /// anything of the merchant's, and has no audit entry.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn read_notifications(
        &self,
        by: &SignedIn,
        scope: &Scope,
        up_to: i64,
        visit: &ConsoleVisit,
    ) -> Answer<()> {
        let merchant = self
            .check_merchant(by, scope, Right::SeeNotifications, visit)
            .await?
            .clone();
        let person = by.person.id.clone();
        let read = self.store.write(move |tx| {
            let (merchant, person) = (merchant.clone(), person.clone());
            Box::pin(async move { notifications::set_read(tx, &merchant, &person, up_to).await })
        });
        Ok(read.await?)
    }

    /// Chooses of which kinds this person is told.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn choose_notifications(
        &self,
        by: &SignedIn,
        scope: &Scope,
        chosen: &[NotificationKind],
        visit: &ConsoleVisit,
    ) -> Answer<()> {
        let merchant = self
            .check_merchant(by, scope, Right::SeeNotifications, visit)
            .await?
            .clone();
        let seen = by.role_in(scope).map(seen_by).unwrap_or_default();
        let mut unwanted = seen.clone();
        unwanted.retain(|kind| !chosen.contains(kind));
        let what = Change::of(AuditAction::ChooseNotifications, by.person.account.as_str());
        let entry = self.entry(scope, Some(&by.person.id), visit, what);
        let person = by.person.id.clone();
        let chosen = self.store.write(move |tx| {
            let (merchant, person, mut entry) = (merchant.clone(), person.clone(), entry.clone());
            let (seen, unwanted) = (seen.clone(), unwanted.clone());
            Box::pin(async move {
                let before = notifications::reader(tx, &merchant, &person).await?;
                entry.before = Some(names(&wanted(&seen, &before.unwanted)));
                entry.after = Some(names(&wanted(&seen, &unwanted)));
                notifications::set_unwanted(tx, &merchant, &person, &unwanted).await?;
                audit_entries::insert(tx, &entry).await
            })
        });
        Ok(chosen.await?)
    }
}
