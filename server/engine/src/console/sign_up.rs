//! One-time links: an invitation makes a person with a role, or gives a person
//! who exists another role; a reset sets password and authenticator anew.
//!
//! A link is used up by its form, not by opening it: mail programs open links.

use super::authenticator;
use super::people::{Answer, Change, People, secret_hash};
use domain::clock::At;
use domain::console::{
    AccountName, AuditAction, Authenticator, ConsoleError, ConsoleField, ConsoleProblem,
    ConsoleVisit, Invitation, NewPerson, OneTimeLink, Person, Scope, SessionToken,
    check_new_password,
};
use domain::display_text;
use domain::entropy::Entropy;
use domain::ids::{PersonId, random_text};
use domain::refusal::{Code, Refusal};
use domain::secret::Secret;
use store::audit_entries;
use store::invitations::{self, StoredInvitation};
use store::people::{self, StoredPerson};
use store::sessions::SignInStep;
use store::{Error, Tx, members, merchants, sessions};

/// Recovery codes of a person.
const RECOVERY_CODES: usize = 10;
/// Characters of a recovery code: 80 random bits.
const RECOVERY_CODE_LEN: usize = 16;
/// The longest name of a person.
const NAME_MAX: usize = 40;

/// A link with its console's name and the person it is for, if there is one.
struct FoundLink {
    invitation: StoredInvitation,
    scope_name: String,
    person: Option<Person>,
}

/// A form that was checked.
struct NewSignIn {
    person: Person,
    /// Of the authenticator.
    secret: Secret,
    /// The time step of the code that was given.
    step: i64,
}

impl People {
    /// What a link is for.
    ///
    /// # Errors
    /// `NotFound`.
    pub(crate) async fn invitation(&self, link: &OneTimeLink) -> Answer<Invitation> {
        let Some(found) = self.find_link(link).await? else {
            return Err(ConsoleError::NotFound.into());
        };
        let secret = authenticator::new_secret(self.entropy.as_ref());
        let owner = secret_hash(link.as_str());
        let sealed = self
            .seal_keys
            .seal_authenticator(&secret, &owner, self.entropy.as_ref());
        Ok(Invitation {
            scope: found.invitation.scope,
            scope_name: found.scope_name,
            role: found.invitation.invitation.role,
            account: found.person.map(|person| person.account.to_string()),
            expires_at: found.invitation.invitation.expires_at,
            authenticator: Authenticator { secret, sealed },
        })
    }

    /// Uses a link up.
    ///
    /// # Errors
    /// `NotFound`, `Invalid`.
    pub(crate) async fn accept(
        &self,
        link: &OneTimeLink,
        form: NewPerson,
        visit: &ConsoleVisit,
    ) -> Answer<(SessionToken, Vec<Secret>)> {
        let Some(found) = self.find_link(link).await? else {
            return Err(ConsoleError::NotFound.into());
        };
        let checked = match self.check_form(&found, &secret_hash(link.as_str()), &form) {
            Ok(checked) => checked,
            Err(mistakes) => return Err(ConsoleError::Invalid(mistakes).into()),
        };
        let hash = self
            .passwords
            .new_hash(&form.password, self.entropy.as_ref());
        let person = self.stored(checked, hash.await?);
        let id = person.person.id.clone();
        let (codes, hashes) = self.recovery_codes(&id);
        let (token, session) = self.new_session(&id, SignInStep::Full, visit);
        let token_hash = secret_hash(token.as_str());
        let (invited, now) = (found.invitation, self.now());
        let is_reset = invited.person.is_some();
        let action = if is_reset {
            AuditAction::Reset
        } else {
            AuditAction::Join
        };
        let mut change = Change::of(action, person.person.account.as_str());
        change.after = (!is_reset).then(|| invited.invitation.role.name().to_owned());
        // Written by a person that the same transaction makes.
        let entry = self.entry(&invited.scope, Some(&id), visit, change);
        let used = self.store.write(move |tx| {
            Box::pin(async move {
                if invited.person.is_some() {
                    people::set_sign_in(tx, &person).await?;
                } else if !people::insert(tx, &person, now).await? {
                    let mistake = (ConsoleField::Account, ConsoleProblem::Taken);
                    return Ok(Err(ConsoleError::Invalid(vec![mistake])));
                } else {
                    let role = invited.invitation.role;
                    members::put(tx, &invited.scope, &id, role, now).await?;
                }
                if !invitations::delete(tx, &invited.scope, &invited.invitation.id).await? {
                    return Err(gone());
                }
                people::set_recovery_codes(tx, &id, &hashes).await?;
                sessions::end_all(tx, &id, None).await?;
                sessions::insert(tx, &token_hash, &session).await?;
                audit_entries::insert(tx, &entry).await?;
                Ok(Ok(()))
            })
        });
        used.await??;
        Ok((token, codes))
    }

    fn stored(&self, new: NewSignIn, password_hash: String) -> StoredPerson {
        let id = &new.person.id;
        StoredPerson {
            authenticator_sealed: self.seal_keys.seal_authenticator(
                &new.secret,
                id,
                self.entropy.as_ref(),
            ),
            authenticator_step: new.step,
            password_hash,
            person: new.person,
        }
    }

    async fn find_link(&self, link: &OneTimeLink) -> Result<Option<FoundLink>, Error> {
        let (hash, now) = (secret_hash(link.as_str()), self.now());
        let found = self
            .store
            .read(move |tx| Box::pin(async move { read_link(tx, &hash, now).await }));
        found.await
    }

    /// Checks the form. All mistakes are named.
    fn check_form(
        &self,
        found: &FoundLink,
        link_hash: &str,
        form: &NewPerson,
    ) -> Result<NewSignIn, Vec<(ConsoleField, ConsoleProblem)>> {
        let mut mistakes = Vec::new();
        let person = found.person.clone().or_else(|| {
            let account = AccountName::parse(&form.account);
            if account.is_none() {
                mistakes.push((ConsoleField::Account, problem_of(&form.account)));
            }
            let name = form.name.trim();
            if display_text::check(name, NAME_MAX, "").is_err() {
                mistakes.push((ConsoleField::Name, problem_of(name)));
            }
            Some(Person {
                id: PersonId::new(self.entropy.as_ref(), self.now()),
                account: account?,
                name: name.to_owned(),
            })
        });
        if let Some(person) = &person
            && let Err(problem) = check_new_password(&form.password, &person.account)
        {
            mistakes.push((ConsoleField::NewPassword, problem));
        }
        let secret = self
            .seal_keys
            .open_authenticator(&form.authenticator, &link_hash);
        let code = secret.and_then(|secret| {
            let step = authenticator::step_of(&secret, &form.code, self.now())?;
            Some((secret, step))
        });
        if code.is_none() {
            let problem = if form.code.is_empty() {
                ConsoleProblem::Empty
            } else {
                ConsoleProblem::Wrong
            };
            mistakes.push((ConsoleField::Code, problem));
        }
        match (person, code) {
            (Some(person), Some((secret, step))) if mistakes.is_empty() => Ok(NewSignIn {
                person,
                secret,
                step,
            }),
            _ => Err(mistakes),
        }
    }

    /// New recovery codes of a person, with their hashes.
    pub(super) fn recovery_codes(&self, id: &PersonId) -> (Vec<Secret>, Vec<String>) {
        let code = |_| new_recovery_code(self.entropy.as_ref());
        let codes: Vec<Secret> = (0..RECOVERY_CODES).map(code).collect();
        let hash = |code| self.limits.recovery_code_hash(id, code);
        let hashes = codes.iter().map(hash).collect();
        (codes, hashes)
    }
}

async fn read_link(tx: &mut Tx, hash: &str, now: At) -> Result<Option<FoundLink>, Error> {
    let Some(invitation) = invitations::find(tx, hash, now).await? else {
        return Ok(None);
    };
    let scope_name = match &invitation.scope {
        Scope::Merchant(id) => merchants::get(tx, id).await?.short_name,
        Scope::Provider => String::new(),
    };
    let person = match &invitation.person {
        Some(id) => Some(people::get(tx, id).await?.person),
        None => None,
    };
    Ok(Some(FoundLink {
        invitation,
        scope_name,
        person,
    }))
}

/// What is wrong with a text that was not taken.
fn problem_of(text: &str) -> ConsoleProblem {
    if text.trim().is_empty() {
        ConsoleProblem::Empty
    } else {
        ConsoleProblem::Format
    }
}

/// The link was used or withdrawn meanwhile: nothing of the form is stored.
fn gone() -> Error {
    Refusal::new(Code::NotFound, "no such link").into()
}

/// Four groups of four letters and digits.
fn new_recovery_code(entropy: &dyn Entropy) -> Secret {
    let text = random_text(entropy);
    let (_, text) = text.split_at(text.len() - RECOVERY_CODE_LEN);
    let groups = text.as_bytes().chunks(4).map(String::from_utf8_lossy);
    Secret::new(groups.collect::<Vec<_>>().join("-"))
}
