//! One-time links: an invitation makes a person with a role, or gives a person
//! who exists another role; a reset sets password and authenticator anew.
//!
//! A link is used up by its form, not by opening it: mail programs open links.
//!
//! Who manages one team must not get into another's console by resetting a
//! member's sign-in. So the reset of a person who belongs to several consoles
//! needs, beside the link, a second factor that the person has already (ASVS 5,
//! 6.4.6).

use super::authenticator;
use super::found_link::FoundLink;
use super::people::{Answer, Change, People, add_entries, secret_hash};
use super::second_factor::Factor;
use crate::limits::sign_in_tries::{Kind, Tries};
use domain::console::{
    AccountName, AuditAction, Authenticator, ConsoleError, ConsoleField, ConsoleProblem,
    ConsoleVisit, Invitation, NewPerson, OneTimeLink, Person, SessionToken, check_new_password,
};
use domain::display_text;
use domain::ids::PersonId;
use domain::refusal::{Code, Refusal};
use domain::secret::Secret;
use store::people::{self, StoredPerson};
use store::sessions::SignInStep;
use store::{Error, Tx, invitations, known_browsers, members, passkeys, sessions};

/// The longest name of a person.
const NAME_MAX: usize = 40;

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
        let needs_factor = found.needs_factor();
        Ok(Invitation {
            scope: found.invitation.scope,
            scope_name: found.scope_name,
            role: found.invitation.invitation.role,
            store: found.invitation.invitation.store,
            needs_factor,
            account: found.person.map(|stored| stored.person.account.to_string()),
            expires_at: found.invitation.invitation.expires_at,
            authenticator: Authenticator { secret, sealed },
        })
    }

    /// Uses a link up.
    ///
    /// # Errors
    /// `NotFound`, `Invalid`, `TooMany`.
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
        let factor = self.factor_of(&found, &form.factor, visit).await?;
        let hash = self
            .passwords
            .new_hash(&form.password, self.entropy.as_ref());
        let person = self.stored(checked, hash.await?);
        let id = person.person.id.clone();
        let (codes, hashes) = self.recovery_codes(&id);
        let (token, start) = self.new_session(&id, SignInStep::Full, visit);
        let (invited, now) = (found.invitation, self.now());
        let entries = if invited.person.is_some() {
            self.own_entries(
                &found.memberships,
                &person.person,
                visit,
                AuditAction::Reset,
            )
        } else {
            let mut change = Change::of(AuditAction::Join, person.person.account.as_str());
            change.after = Some(invited.invitation.member_role().in_words());
            // Written by a person that the same transaction makes.
            vec![self.entry(&invited.scope, Some(&id), visit, change)]
        };
        let known = found.memberships.len();
        let used = self.store.write(move |tx| {
            Box::pin(async move {
                if invited.person.is_some() {
                    if !renew(tx, &person, known, factor).await? {
                        let mistake = (ConsoleField::Factor, ConsoleProblem::Wrong);
                        return Ok(Err(ConsoleError::Invalid(vec![mistake])));
                    }
                } else if !people::insert(tx, &person, now).await? {
                    let mistake = (ConsoleField::Account, ConsoleProblem::Taken);
                    return Ok(Err(ConsoleError::Invalid(vec![mistake])));
                } else {
                    let role = invited.invitation.member_role();
                    members::put(tx, &invited.scope, &id, &role, now).await?;
                }
                if !invitations::delete(tx, &invited.scope, &invited.invitation.id).await? {
                    return Err(gone());
                }
                people::set_recovery_codes(tx, &id, &hashes).await?;
                sessions::end_all(tx, &id, None).await?;
                start.sign_in(tx).await?;
                add_entries(tx, &entries).await?;
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

    /// The factor that a reset needs of a person in several consoles. Its try is
    /// counted.
    async fn factor_of(
        &self,
        found: &FoundLink,
        code: &Secret,
        visit: &ConsoleVisit,
    ) -> Result<Option<(Factor, Tries)>, Error> {
        let Some(person) = found.person.as_ref().filter(|_| found.needs_factor()) else {
            return Ok(None);
        };
        let account = Some(&person.person.account);
        let tries = self.tries(Kind::Code, account, visit).await?;
        self.take(&tries).await?;
        Ok(Some((self.factor(person, code), tries)))
    }

    /// Checks the form. All mistakes are named.
    fn check_form(
        &self,
        found: &FoundLink,
        link_hash: &str,
        form: &NewPerson,
    ) -> Result<NewSignIn, Vec<(ConsoleField, ConsoleProblem)>> {
        let mut mistakes = Vec::new();
        let known = found.person.as_ref().map(|stored| stored.person.clone());
        let person = known.or_else(|| {
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
}

/// Sets a person's sign-in anew, and forgets its passkeys and browsers: they may
/// be in other hands. False where the factor is wrong.
async fn renew(
    tx: &mut Tx,
    person: &StoredPerson,
    consoles: usize,
    factor: Option<(Factor, Tries)>,
) -> Result<bool, Error> {
    let id = &person.person.id;
    // It may have joined another console meanwhile.
    if members::of_person(tx, id).await?.len() != consoles {
        return Err(gone());
    }
    if let Some((factor, tries)) = factor {
        if !factor.use_up(tx, id).await? {
            return Ok(false);
        }
        tries.give_back(tx).await?;
    }
    people::set_sign_in(tx, person).await?;
    passkeys::remove_all(tx, id).await?;
    known_browsers::forget(tx, id).await?;
    Ok(true)
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
