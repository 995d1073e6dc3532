//! Signing in: account name and password, then an authenticator's code or a
//! recovery code.
//!
//! Tries are counted by account and by address before they are judged, and
//! given back when they were right. Wrong account, password and code have one
//! answer, which takes as long for each.

use super::authenticator;
use super::people::{Answer, People, add_entries, awaits_code, secret_hash};
use crate::limits::sign_in_tries::{Kind, Tries};
use domain::console::{
    AccountName, AuditAction, ConsoleError, ConsoleVisit, Session, SessionToken, SignedIn,
};
use domain::ids::{PersonId, SessionId};
use domain::secret::Secret;
use store::people::StoredPerson;
use store::sessions::{SignInStep, StoredSession};
use store::{Error, Tx, members, people, sessions};

impl People {
    /// Checks account name and password.
    ///
    /// # Errors
    /// `WrongSignIn`, `TooMany`.
    pub(crate) async fn sign_in(
        &self,
        account: &str,
        password: &Secret,
        visit: &ConsoleVisit,
    ) -> Answer<SessionToken> {
        let name = AccountName::parse(account);
        let counted = name.as_ref().map_or("", AccountName::as_str);
        let tries = self.limits.sign_in_tries(Kind::Password, counted, visit.ip);
        self.take(&tries).await?;
        let found = match name {
            Some(name) => {
                let found = self
                    .store
                    .read(move |tx| Box::pin(async move { people::by_account(tx, &name).await }));
                found.await?
            }
            None => None,
        };
        let hash = found.as_ref().map(|person| person.password_hash.as_str());
        let is_right = self.passwords.matches(password, hash).await?;
        let Some(person) = found.filter(|_| is_right) else {
            return Err(ConsoleError::WrongSignIn.into());
        };
        let (token, session) = self.new_session(&person.person.id, SignInStep::Password, visit);
        let hash = secret_hash(token.as_str());
        let stored = self.store.write(move |tx| {
            Box::pin(async move {
                tries.give_back(tx).await?;
                sessions::insert(tx, &hash, &session).await
            })
        });
        stored.await?;
        Ok(token)
    }

    /// Checks the second factor. The session gets another token.
    ///
    /// # Errors
    /// `SignedOut`, `WrongSignIn`, `TooMany`.
    pub(crate) async fn second_factor(
        &self,
        token: &SessionToken,
        code: &Secret,
        visit: &ConsoleVisit,
    ) -> Answer<SessionToken> {
        let (hash, now) = (secret_hash(token.as_str()), self.now());
        let found = self.store.read(move |tx| {
            Box::pin(async move {
                match sessions::find(tx, &hash).await? {
                    Some(found) if awaits_code(&found, now) => {
                        let person = people::get(tx, &found.person).await?;
                        let memberships = members::of_person(tx, &found.person).await?;
                        Ok(Some((found.session.id, person, memberships)))
                    }
                    _ => Ok(None),
                }
            })
        });
        let Some((begun, person, memberships)) = found.await? else {
            return Err(ConsoleError::SignedOut.into());
        };
        let id = person.person.id.clone();
        let tries = self.limits.sign_in_tries(Kind::Code, id.as_str(), visit.ip);
        self.take(&tries).await?;
        let factor = self.factor(&person, code);
        let (token, session) = self.new_session(&id, SignInStep::Full, visit);
        let hash = secret_hash(token.as_str());
        let entries = self.own_entries(&memberships, &person.person, visit, factor.action());
        let used = self.store.write(move |tx| {
            Box::pin(async move {
                if !factor.use_up(tx, &id).await? {
                    return Ok(false);
                }
                tries.give_back(tx).await?;
                sessions::end(tx, &id, &begun).await?;
                sessions::insert(tx, &hash, &session).await?;
                add_entries(tx, &entries).await?;
                Ok(true)
            })
        });
        if used.await? {
            Ok(token)
        } else {
            Err(ConsoleError::WrongSignIn.into())
        }
    }

    /// Ends a session, also one without its second factor.
    pub(crate) async fn sign_out(&self, token: &SessionToken) -> Result<(), Error> {
        let hash = secret_hash(token.as_str());
        let ended = self.store.write(move |tx| {
            Box::pin(async move {
                if let Some(found) = sessions::find(tx, &hash).await? {
                    sessions::end(tx, &found.person, &found.session.id).await?;
                }
                Ok(())
            })
        });
        ended.await
    }

    /// Checks the password of the person who is signed in once more.
    ///
    /// # Errors
    /// `WrongSignIn`, `TooMany`.
    pub(crate) async fn check_password(
        &self,
        by: &SignedIn,
        password: &Secret,
        visit: &ConsoleVisit,
    ) -> Answer<()> {
        let account = by.person.account.as_str();
        let tries = self.limits.sign_in_tries(Kind::Password, account, visit.ip);
        self.take(&tries).await?;
        let id = by.person.id.clone();
        let person = self
            .store
            .read(move |tx| Box::pin(async move { people::get(tx, &id).await }));
        let hash = person.await?.password_hash;
        if !self.passwords.matches(password, Some(&hash)).await? {
            return Err(ConsoleError::WrongSignIn.into());
        }
        let given = self
            .store
            .write(move |tx| Box::pin(async move { tries.give_back(tx).await }));
        given.await?;
        Ok(())
    }

    /// Counts a try.
    ///
    /// # Errors
    /// `too_many_requests` with the wait.
    async fn take(&self, tries: &Tries) -> Result<(), Error> {
        let (tries, now) = (tries.clone(), self.now());
        let taken = self
            .store
            .write(move |tx| Box::pin(async move { tries.take(tx, now).await }));
        taken.await
    }

    pub(super) fn new_session(
        &self,
        person: &PersonId,
        step: SignInStep,
        visit: &ConsoleVisit,
    ) -> (SessionToken, StoredSession) {
        let now = self.now();
        let session = Session {
            id: SessionId::new(self.entropy.as_ref(), now),
            created_at: now,
            seen_at: now,
            ip: visit.ip.map(|ip| ip.to_string()),
            agent: visit.agent.clone(),
        };
        let session = StoredSession {
            session,
            person: person.clone(),
            step,
        };
        (SessionToken::new(self.entropy.as_ref()), session)
    }

    fn factor(&self, person: &StoredPerson, code: &Secret) -> Factor {
        let id = &person.person.id;
        let secret = self
            .seal_keys
            .open_authenticator(&person.authenticator_sealed, id);
        let step = secret.and_then(|secret| authenticator::step_of(&secret, code, self.now()));
        match step {
            Some(step) => Factor::Authenticator(step),
            None => Factor::RecoveryCode(self.limits.recovery_code_hash(id, code)),
        }
    }
}

/// A second factor that was given.
#[derive(Clone)]
enum Factor {
    /// A right code of the authenticator, of this time step.
    Authenticator(i64),
    /// Any other text: a recovery code, if there is one with this hash.
    RecoveryCode(String),
}

impl Factor {
    /// The action of the audit entry.
    const fn action(&self) -> AuditAction {
        match self {
            Self::Authenticator(_) => AuditAction::SignIn,
            Self::RecoveryCode(_) => AuditAction::SignInByRecoveryCode,
        }
    }

    /// Uses it up. False where it was used before, or is wrong.
    async fn use_up(&self, tx: &mut Tx, person: &PersonId) -> Result<bool, Error> {
        match self {
            Self::Authenticator(step) => people::use_step(tx, person, *step).await,
            Self::RecoveryCode(hash) => people::use_recovery_code(tx, person, hash).await,
        }
    }
}
