//! A person with an account joins another console, by an invitation.

use super::people::{Answer, Change, People};
use domain::console::{AuditAction, ConsoleError, ConsoleVisit, OneTimeLink, Scope, SignedIn};
use store::{audit_entries, invitations, members};

impl People {
    /// Uses a link up and gives the person its role.
    ///
    /// # Errors
    /// `NotFound`, `AlreadyMember`, `Unconfirmed`.
    pub(crate) async fn join(
        &self,
        by: &SignedIn,
        link: &OneTimeLink,
        visit: &ConsoleVisit,
    ) -> Answer<Scope> {
        let invited = self.new_members_link(link).await?;
        let invited = invited.ok_or(ConsoleError::NotFound)?;
        self.check_confirmed(by)?;
        let mut change = Change::of(AuditAction::Join, by.person.account.as_str());
        change.after = Some(invited.invitation.member_role().in_words());
        let entry = self.entry(&invited.scope, Some(&by.person.id), visit, change);
        let (person, now, scope) = (by.person.id.clone(), self.now(), invited.scope.clone());
        let joined = self.store.write(move |tx| {
            Box::pin(async move {
                if members::role(tx, &invited.scope, &person).await?.is_some() {
                    return Ok(Err(ConsoleError::AlreadyMember));
                }
                if !invitations::delete(tx, &invited.scope, &invited.invitation.id).await? {
                    return Ok(Err(ConsoleError::NotFound));
                }
                let role = invited.invitation.member_role();
                members::put(tx, &invited.scope, &person, &role, now).await?;
                audit_entries::insert(tx, &entry).await?;
                Ok(Ok(()))
            })
        });
        joined.await??;
        Ok(scope)
    }
}
