//! Signing in: account name and password, then an authenticator's code or a
//! recovery code.
//!
//! Tries are counted by account and by address before they are judged, and
//! given back when they were right. Wrong account, password and code have one
//! answer, which takes as long for each. A browser with which somebody signed in
//! to the account has a budget of its own, which tries from other browsers
//! do not use up (OWASP, "device cookies").

use super::people::{Answer, People, add_entries, awaits_code, secret_hash};
use crate::limits::sign_in_tries::{Kind, Tries};
use domain::console::{AccountName, ConsoleError, ConsoleVisit, SessionToken, SignedIn};
use domain::secret::Secret;
use store::sessions::SignInStep;
use store::{Error, known_browsers, members, people, sessions};

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
        let tries = self.tries(Kind::Password, name.as_ref(), visit).await?;
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
        let (token, start) = self.new_session(&person.person.id, SignInStep::Password, visit);
        let stored = self.store.write(move |tx| {
            Box::pin(async move {
                tries.give_back(tx).await?;
                sessions::insert(tx, &start.token_hash, &start.session).await
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
        let account = Some(&person.person.account);
        let tries = self.tries(Kind::Code, account, visit).await?;
        self.take(&tries).await?;
        let factor = self.factor(&person, code);
        let (token, start) = self.new_session(&id, SignInStep::Full, visit);
        let entries = self.own_entries(&memberships, &person.person, visit, factor.action());
        let used = self.store.write(move |tx| {
            Box::pin(async move {
                if !factor.use_up(tx, &id).await? {
                    return Ok(false);
                }
                tries.give_back(tx).await?;
                sessions::end(tx, &id, &begun).await?;
                start.sign_in(tx).await?;
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
        let account = Some(&by.person.account);
        let tries = self.tries(Kind::Password, account, visit).await?;
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

    /// The budgets of a try for this account. Whether there is one makes no
    /// difference.
    pub(super) async fn tries(
        &self,
        kind: Kind,
        account: Option<&AccountName>,
        visit: &ConsoleVisit,
    ) -> Result<Tries, Error> {
        let counted = account.map_or("", AccountName::as_str);
        let browser = visit.browser.as_ref();
        let browser = browser.map(|browser| secret_hash(browser.as_str()));
        let known = match account.cloned().zip(browser) {
            Some((account, hash)) => {
                let found = self.store.read(move |tx| {
                    Box::pin(async move {
                        let is_known = known_browsers::knows(tx, &account, &hash).await?;
                        Ok(is_known.then_some(hash))
                    })
                });
                found.await?
            }
            None => None,
        };
        Ok(match known {
            Some(browser) => self.limits.known_browser_tries(kind, counted, &browser),
            None => self.limits.sign_in_tries(kind, counted, visit.ip),
        })
    }

    /// Counts a try.
    ///
    /// # Errors
    /// `too_many_requests` with the wait.
    pub(super) async fn take(&self, tries: &Tries) -> Result<(), Error> {
        let (tries, now) = (tries.clone(), self.now());
        let taken = self
            .store
            .write(move |tx| Box::pin(async move { tries.take(tx, now).await }));
        taken.await
    }
}
