//! Signing in with a passkey, in place of account name, password and code: the
//! authenticator has verified its user, so it is two factors in one.
//!
//! Tries are counted by address and not by account: a passkey cannot be guessed,
//! and works while the account is limited.

use super::people::{Answer, People, add_entries};
use domain::console::{AuditAction, ConsoleError, ConsoleVisit, PasskeyUse, SessionToken};
use store::sessions::SignInStep;
use store::{members, passkeys, people};

impl People {
    /// Signs in with the browser's answer.
    ///
    /// # Errors
    /// `NotFound` where the console's address has no name; `WrongPasskey`,
    /// `TooMany`.
    pub(crate) async fn sign_in_by_passkey(
        &self,
        answer: &str,
        visit: &ConsoleVisit,
    ) -> Answer<SessionToken> {
        let tries = self.limits.address_tries(visit.ip);
        self.take(&tries).await?;
        let answered = match &visit.browser {
            Some(browser) => self.answered(PasskeyUse::SignIn(browser), answer).await?,
            None => None,
        };
        let Some((found, counter)) = answered else {
            return Err(ConsoleError::WrongPasskey.into());
        };
        let id = found.person;
        let read = self.store.read({
            let id = id.clone();
            move |tx| {
                Box::pin(async move {
                    let person = people::get(tx, &id).await?.person;
                    Ok((person, members::of_person(tx, &id).await?))
                })
            }
        });
        let (person, memberships) = read.await?;
        let action = AuditAction::SignInByPasskey;
        let entries = self.own_entries(&memberships, &person, visit, action);
        let (token, start) = self.new_session(&id, SignInStep::Full, visit);
        let (passkey, now) = (found.passkey.id, self.now());
        let stored = self.store.write(move |tx| {
            Box::pin(async move {
                if !passkeys::set_used(tx, &passkey, counter, now).await? {
                    return Ok(Err(ConsoleError::WrongPasskey));
                }
                tries.give_back(tx).await?;
                start.sign_in(tx).await?;
                add_entries(tx, &entries).await?;
                Ok(Ok(()))
            })
        });
        stored.await??;
        Ok(token)
    }
}
