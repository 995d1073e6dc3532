//! A person's own account: sessions, password, recovery codes.

use super::people::SESSION_S;
use super::people::{Answer, People, add_entries};
use domain::console::{
    AuditAction, ConsoleError, ConsoleField, ConsoleVisit, Session, SignedIn, check_new_password,
};
use domain::ids::SessionId;
use domain::secret::Secret;
use store::{Error, people, sessions};

impl People {
    /// The person's sessions, the newest first.
    pub(crate) async fn sessions(&self, by: &SignedIn) -> Result<Vec<Session>, Error> {
        let (id, since) = (by.person.id.clone(), self.now().plus_s(-SESSION_S));
        let read = self
            .store
            .read(move |tx| Box::pin(async move { sessions::of_person(tx, &id, since).await }));
        read.await
    }

    /// Ends one of them.
    ///
    /// # Errors
    /// `NotFound`.
    pub(crate) async fn end_session(
        &self,
        by: &SignedIn,
        session: &SessionId,
        visit: &ConsoleVisit,
    ) -> Answer<()> {
        let entries = self.own_entries(&by.memberships, &by.person, visit, AuditAction::EndSession);
        let (id, session) = (by.person.id.clone(), session.clone());
        let ended = self.store.write(move |tx| {
            Box::pin(async move {
                if !sessions::end(tx, &id, &session).await? {
                    return Ok(Err(ConsoleError::NotFound));
                }
                add_entries(tx, &entries).await?;
                Ok(Ok(()))
            })
        });
        Ok(ended.await??)
    }

    /// Ends all of them but this one.
    pub(crate) async fn end_other_sessions(
        &self,
        by: &SignedIn,
        visit: &ConsoleVisit,
    ) -> Result<(), Error> {
        let entries = self.own_entries(
            &by.memberships,
            &by.person,
            visit,
            AuditAction::EndOtherSessions,
        );
        let (id, session) = (by.person.id.clone(), by.session.clone());
        let ended = self.store.write(move |tx| {
            Box::pin(async move {
                sessions::end_all(tx, &id, Some(&session)).await?;
                add_entries(tx, &entries).await
            })
        });
        ended.await
    }

    /// Changes the password, and ends the other sessions.
    ///
    /// # Errors
    /// `WrongSignIn` for the current password; `Invalid`, `TooMany`,
    /// `Unconfirmed`.
    pub(crate) async fn change_password(
        &self,
        by: &SignedIn,
        (current, new): (&Secret, &Secret),
        visit: &ConsoleVisit,
    ) -> Answer<()> {
        self.check_confirmed(by)?;
        if let Err(problem) = check_new_password(new, &by.person.account) {
            let mistake = (ConsoleField::NewPassword, problem);
            return Err(ConsoleError::Invalid(vec![mistake]).into());
        }
        self.check_password(by, current, visit).await?;
        let hash = self.passwords.new_hash(new, self.entropy.as_ref()).await?;
        let entries = self.own_entries(
            &by.memberships,
            &by.person,
            visit,
            AuditAction::ChangePassword,
        );
        let (id, session) = (by.person.id.clone(), by.session.clone());
        let changed = self.store.write(move |tx| {
            Box::pin(async move {
                people::set_password(tx, &id, &hash).await?;
                sessions::end_all(tx, &id, Some(&session)).await?;
                add_entries(tx, &entries).await
            })
        });
        Ok(changed.await?)
    }

    /// Replaces the recovery codes.
    ///
    /// # Errors
    /// `Unconfirmed`.
    pub(crate) async fn new_recovery_codes(
        &self,
        by: &SignedIn,
        visit: &ConsoleVisit,
    ) -> Answer<Vec<Secret>> {
        self.check_confirmed(by)?;
        let (codes, hashes) = self.recovery_codes(&by.person.id);
        let action = AuditAction::NewRecoveryCodes;
        let entries = self.own_entries(&by.memberships, &by.person, visit, action);
        let id = by.person.id.clone();
        let stored = self.store.write(move |tx| {
            Box::pin(async move {
                people::set_recovery_codes(tx, &id, &hashes).await?;
                add_entries(tx, &entries).await
            })
        });
        stored.await?;
        Ok(codes)
    }
}
