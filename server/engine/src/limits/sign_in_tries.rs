//! The budgets of tries to sign in: by account and by address.

use super::Limits;
use super::subjects::limited_part;
use domain::clock::At;
use domain::ids::PersonId;
use domain::rate_limits::RateLimit;
use domain::secret::Secret;
use std::net::IpAddr;
use store::{Error, Tx, rate_limits};

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A password.
    Password,
    /// A second factor.
    Code,
}

/// The budgets of one try.
#[derive(Clone, Debug)]
pub(crate) struct Tries(Vec<(RateLimit, String)>);

impl Kind {
    const fn limit(self) -> RateLimit {
        match self {
            Self::Password => RateLimit::PasswordsPerAccount,
            Self::Code => RateLimit::SecondFactorsPerAccount,
        }
    }
}

impl Limits {
    /// The budgets of a try for this account.
    pub(crate) fn sign_in_tries(&self, kind: Kind, account: &str, ip: Option<IpAddr>) -> Tries {
        let mut budgets = vec![(kind.limit(), self.hash.of(account.as_bytes()))];
        budgets.extend(self.address_tries(ip).0);
        Tries(budgets)
    }

    /// The budget of a try with a browser that is known for this account, by the
    /// hash of its cookie.
    pub(crate) fn known_browser_tries(&self, kind: Kind, account: &str, browser: &str) -> Tries {
        let subject = format!("{account}/browser/{browser}");
        Tries(vec![(kind.limit(), self.hash.of(subject.as_bytes()))])
    }

    /// The budget of a try that names no account.
    pub(crate) fn address_tries(&self, ip: Option<IpAddr>) -> Tries {
        let part = ip.and_then(limited_part);
        let budget = part.map(|part| (RateLimit::SignInsPerAddress, self.hash.of(&part)));
        Tries(budget.into_iter().collect())
    }

    /// The hash under which a recovery code of a person is stored. It is keyed,
    /// because the code has 80 random bits only. Letters, digits and nothing else
    /// count.
    pub(crate) fn recovery_code_hash(&self, person: &PersonId, code: &Secret) -> String {
        let typed = code.expose().chars().filter(char::is_ascii_alphanumeric);
        let typed: String = typed.map(|c| c.to_ascii_lowercase()).collect();
        self.hash
            .of(format!("{person}/recovery/{typed}").as_bytes())
    }
}

impl Tries {
    /// Counts the try.
    ///
    /// # Errors
    /// `too_many_requests` with the wait.
    pub(crate) async fn take(&self, tx: &mut Tx, now: At) -> Result<(), Error> {
        for (limit, subject) in &self.0 {
            rate_limits::take(tx, *limit, subject, now).await?;
        }
        Ok(())
    }

    /// Gives it back: it was right.
    pub(crate) async fn give_back(&self, tx: &mut Tx) -> Result<(), Error> {
        for (limit, subject) in &self.0 {
            rate_limits::give_back(tx, *limit, subject).await?;
        }
        Ok(())
    }
}
