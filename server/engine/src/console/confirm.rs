//! What weighs needs a recent confirmation of who has the session: password and
//! code, or a passkey (ASVS 5, 7.5.1 and 7.5.3).

use super::people::{Answer, People, add_entries, secret_hash};
use super::second_factor::Factor;
use crate::limits::sign_in_tries::{Kind, Tries};
use domain::clock::At;
use domain::console::{
    AuditAction, ConsoleError, ConsoleVisit, PasskeyUse, Proof, SessionToken, SignedIn,
};
use domain::ids::{PasskeyId, PersonId};
use domain::secret::Secret;
use store::{Error, Tx, passkeys, people, sessions};

/// What was given, to be used up with the confirmation.
#[derive(Clone)]
enum Proven {
    Factor(Factor, Tries),
    Passkey(PasskeyId, u32),
}

impl People {
    /// Checks that the person confirmed who it is at most five minutes ago. A use
    /// case that weighs calls it after the check of the right.
    ///
    /// # Errors
    /// `Unconfirmed`.
    pub(crate) fn check_confirmed(&self, by: &SignedIn) -> Result<(), ConsoleError> {
        if by.is_confirmed(self.now()) {
            Ok(())
        } else {
            Err(ConsoleError::Unconfirmed)
        }
    }

    /// Confirms who has this session, which gets another token.
    ///
    /// # Errors
    /// `SignedOut`, `WrongSignIn`, `WrongPasskey`, `TooMany`.
    pub(crate) async fn confirm(
        &self,
        token: &SessionToken,
        proof: &Proof,
        visit: &ConsoleVisit,
    ) -> Answer<SessionToken> {
        let by = self.signed_in(token).await?;
        let proven = match proof {
            Proof::Password { password, code } => {
                self.check_password(&by, password, visit).await?;
                self.proven_by_code(&by, code, visit).await?
            }
            Proof::Passkey(answer) => self.proven_by_passkey(&by, answer).await?,
        };
        let entries = self.own_entries(&by.memberships, &by.person, visit, AuditAction::Confirm);
        let (old, now, person) = (secret_hash(token.as_str()), self.now(), by.person.id);
        let next = SessionToken::new(self.entropy.as_ref());
        let new = secret_hash(next.as_str());
        let stored = self.store.write(move |tx| {
            Box::pin(async move {
                if let Err(wrong) = proven.use_up(tx, &person, now).await? {
                    return Ok(Err(wrong));
                }
                if !sessions::confirm(tx, (&old, &new), now).await? {
                    return Ok(Err(ConsoleError::SignedOut));
                }
                add_entries(tx, &entries).await?;
                Ok(Ok(()))
            })
        });
        stored.await??;
        Ok(next)
    }

    async fn proven_by_code(
        &self,
        by: &SignedIn,
        code: &Secret,
        visit: &ConsoleVisit,
    ) -> Answer<Proven> {
        let account = Some(&by.person.account);
        let tries = self.tries(Kind::Code, account, visit).await?;
        self.take(&tries).await?;
        let id = by.person.id.clone();
        let person = self
            .store
            .read(move |tx| Box::pin(async move { people::get(tx, &id).await }));
        Ok(Proven::Factor(self.factor(&person.await?, code), tries))
    }

    async fn proven_by_passkey(&self, by: &SignedIn, answer: &str) -> Answer<Proven> {
        let answered = self.answered(PasskeyUse::Confirm(by), answer).await?;
        match answered.filter(|(found, _)| found.person == by.person.id) {
            Some((found, counter)) => Ok(Proven::Passkey(found.passkey.id, counter)),
            None => Err(ConsoleError::WrongPasskey.into()),
        }
    }
}

impl Proven {
    async fn use_up(
        &self,
        tx: &mut Tx,
        person: &PersonId,
        now: At,
    ) -> Result<Result<(), ConsoleError>, Error> {
        Ok(match self {
            Self::Factor(factor, tries) => {
                if factor.use_up(tx, person).await? {
                    tries.give_back(tx).await?;
                    Ok(())
                } else {
                    Err(ConsoleError::WrongSignIn)
                }
            }
            Self::Passkey(id, counter) => {
                let used = passkeys::set_used(tx, id, *counter, now).await?;
                used.then_some(()).ok_or(ConsoleError::WrongPasskey)
            }
        })
    }
}
