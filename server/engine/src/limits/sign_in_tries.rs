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

impl Limits {
    /// The budgets of a try for this account.
    pub(crate) fn sign_in_tries(&self, kind: Kind, account: &str, ip: Option<IpAddr>) -> Tries {
        let limit = match kind {
            Kind::Password => RateLimit::PasswordsPerAccount,
            Kind::Code => RateLimit::SecondFactorsPerAccount,
        };
        let mut budgets = vec![(limit, self.hash.of(account.as_bytes()))];
        if let Some(part) = ip.and_then(limited_part) {
            budgets.push((RateLimit::SignInsPerAddress, self.hash.of(&part)));
        }
        Tries(budgets)
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
