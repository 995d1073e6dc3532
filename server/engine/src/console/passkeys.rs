//! Passkeys: what a browser is asked, and a person's own ones.
//!
//! A challenge is 256 random bits, serves once and within five minutes, and only
//! the browser or session that was asked.

use super::people::{Answer, Change, People, add_entries, secret_hash};
use super::relying_party::{Assertion, RelyingParty};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::console::{
    AuditAction, ConsoleError, ConsoleField, ConsoleProblem, ConsoleVisit, PASSKEY_NAME_MAX,
    Passkey, PasskeyUse, SignedIn,
};
use domain::display_text;
use domain::ids::PasskeyId;
use store::passkeys::{Credential, StoredPasskey};
use store::{Error, Fault, passkey_challenges, passkeys, sessions};

/// How long a challenge can be answered.
const CHALLENGE_S: i64 = 5 * 60;
/// The most passkeys of a person.
const MOST: usize = 20;

impl People {
    /// The host that passkeys are made for.
    pub(crate) fn passkey_host(&self) -> Option<&str> {
        self.relying_party.as_ref().map(RelyingParty::host)
    }

    /// The options with which a browser is asked for a passkey, JSON.
    ///
    /// # Errors
    /// `NotFound` where the console's address has no name; `Unconfirmed`.
    pub(crate) async fn ask_passkey(&self, purpose: PasskeyUse<'_>) -> Answer<String> {
        let party = self.party()?;
        let mut challenge = [0; 32];
        self.entropy.fill(&mut challenge);
        let options = match purpose {
            PasskeyUse::SignIn(_) => party.use_passkey(&challenge, &[]),
            PasskeyUse::Confirm(by) => {
                let own = self.credentials(by).await?;
                party.use_passkey(&challenge, &own)
            }
            PasskeyUse::Add(by) => {
                self.check_confirmed(by)?;
                let own = self.credentials(by).await?;
                party.new_passkey(&by.person, &challenge, &own)
            }
        };
        let options = options.ok_or_else(|| Fault::new("no options for a passkey"))?;
        let (text, owner) = (URL_SAFE_NO_PAD.encode(challenge), owner(purpose));
        let expires_at = self.now().plus_s(CHALLENGE_S);
        let stored = self.store.write(move |tx| {
            Box::pin(async move { passkey_challenges::insert(tx, &text, &owner, expires_at).await })
        });
        stored.await?;
        Ok(options)
    }

    /// The person's passkeys, the oldest first.
    pub(crate) async fn passkeys(&self, by: &SignedIn) -> Result<Vec<Passkey>, Error> {
        let stored = self.stored_passkeys(by).await?;
        Ok(stored.into_iter().map(|stored| stored.passkey).collect())
    }

    /// Adds a passkey, and ends the other sessions.
    ///
    /// # Errors
    /// `Unconfirmed`, `Invalid`, `WrongPasskey`.
    pub(crate) async fn add_passkey(
        &self,
        by: &SignedIn,
        (name, answer): (&str, &str),
        visit: &ConsoleVisit,
    ) -> Answer<()> {
        self.check_confirmed(by)?;
        let name = name.trim();
        if display_text::check(name, PASSKEY_NAME_MAX, "").is_err() {
            let problem = match name.chars().count() {
                0 => ConsoleProblem::Empty,
                1..=PASSKEY_NAME_MAX => ConsoleProblem::Format,
                _ => ConsoleProblem::TooLong,
            };
            return Err(ConsoleError::Invalid(vec![(ConsoleField::PasskeyName, problem)]).into());
        }
        let made = self.party()?.made(&by.person, answer);
        let (challenge, credential) = made.ok_or(ConsoleError::WrongPasskey)?;
        let (owner, now) = (owner(PasskeyUse::Add(by)), self.now());
        let new = StoredPasskey {
            passkey: Passkey {
                id: PasskeyId::new(self.entropy.as_ref(), now),
                name: name.to_owned(),
                created_at: now,
                used_at: None,
            },
            person: by.person.id.clone(),
            credential,
        };
        let account = by.person.account.as_str();
        let mut change = Change::of(AuditAction::AddPasskey, account);
        change.after = Some(name.to_owned());
        let entries = self.own_changes(&by.memberships, &by.person, visit, &change);
        let session = by.session.clone();
        let added = self.store.write(move |tx| {
            Box::pin(async move {
                let asked = passkey_challenges::use_up(tx, &challenge, &owner, now).await?;
                let room = passkeys::of_person(tx, &new.person).await?.len() < MOST;
                if !asked || !room || !passkeys::insert(tx, &new).await? {
                    return Ok(Err(ConsoleError::WrongPasskey));
                }
                sessions::end_all(tx, &new.person, Some(&session)).await?;
                add_entries(tx, &entries).await?;
                Ok(Ok(()))
            })
        });
        Ok(added.await??)
    }

    /// Removes a passkey, and ends the other sessions: one may have begun with it.
    ///
    /// # Errors
    /// `Unconfirmed`, `NotFound`.
    pub(crate) async fn remove_passkey(
        &self,
        by: &SignedIn,
        id: &PasskeyId,
        visit: &ConsoleVisit,
    ) -> Answer<()> {
        self.check_confirmed(by)?;
        let own = self.stored_passkeys(by).await?;
        let Some(known) = own.into_iter().find(|own| own.passkey.id == *id) else {
            return Err(ConsoleError::NotFound.into());
        };
        let account = by.person.account.as_str();
        let mut change = Change::of(AuditAction::RemovePasskey, account);
        change.before = Some(known.passkey.name);
        let entries = self.own_changes(&by.memberships, &by.person, visit, &change);
        let (person, session, id) = (by.person.id.clone(), by.session.clone(), id.clone());
        let removed = self.store.write(move |tx| {
            Box::pin(async move {
                if !passkeys::remove(tx, &person, &id).await? {
                    return Ok(Err(ConsoleError::NotFound));
                }
                sessions::end_all(tx, &person, Some(&session)).await?;
                add_entries(tx, &entries).await?;
                Ok(Ok(()))
            })
        });
        Ok(removed.await??)
    }

    /// The passkey of an answer, with the authenticator's new count. Its challenge
    /// is used up, whatever else is wrong.
    pub(super) async fn answered(
        &self,
        purpose: PasskeyUse<'_>,
        answer: &str,
    ) -> Answer<Option<(StoredPasskey, u32)>> {
        let party = self.party()?;
        let Some(answer) = Assertion::read(answer) else {
            return Ok(None);
        };
        let Some(challenge) = answer.challenge() else {
            return Ok(None);
        };
        let (owner, now, id) = (
            owner(purpose),
            self.now(),
            answer.credential_id().to_owned(),
        );
        let found = self.store.write(move |tx| {
            Box::pin(async move {
                if !passkey_challenges::use_up(tx, &challenge, &owner, now).await? {
                    return Ok(None);
                }
                passkeys::by_credential(tx, &id).await
            })
        });
        let Some(found) = found.await? else {
            return Ok(None);
        };
        let counter = party.verified(&answer, &found.credential);
        let is_own = answer.is_of(found.person.as_str());
        Ok(counter.filter(|_| is_own).map(|counter| (found, counter)))
    }

    /// The console as passkeys know it.
    fn party(&self) -> Result<&RelyingParty, ConsoleError> {
        self.relying_party.as_ref().ok_or(ConsoleError::NotFound)
    }

    async fn credentials(&self, by: &SignedIn) -> Result<Vec<Credential>, Error> {
        let own = self.stored_passkeys(by).await?;
        Ok(own.into_iter().map(|own| own.credential).collect())
    }

    async fn stored_passkeys(&self, by: &SignedIn) -> Result<Vec<StoredPasskey>, Error> {
        let id = by.person.id.clone();
        let read = self
            .store
            .read(move |tx| Box::pin(async move { passkeys::of_person(tx, &id).await }));
        read.await
    }
}

/// Who is asked, and what for.
fn owner(purpose: PasskeyUse<'_>) -> String {
    match purpose {
        PasskeyUse::SignIn(browser) => format!("sign_in/{}", secret_hash(browser.as_str())),
        PasskeyUse::Confirm(by) => format!("confirm/{}", by.session),
        PasskeyUse::Add(by) => format!("add/{}", by.session),
    }
}
