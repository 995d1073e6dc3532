//! One-time links, and the person that is made with one.

use super::{Role, Scope};
use crate::clock::At;
use crate::entropy::Entropy;
use crate::ids::random_text;
use crate::secret::Secret;
use std::fmt;

/// The secret of a one-time link: 128 random bits. The database has its hash.
#[derive(Clone, PartialEq, Eq)]
pub struct OneTimeLink(String);

impl OneTimeLink {
    /// A new one.
    pub fn new(entropy: &dyn Entropy) -> Self {
        Self(random_text(entropy))
    }

    /// Reads the last segment of an address.
    pub fn parse(text: &str) -> Option<Self> {
        let valid = text.len() == 26 && text.bytes().all(|b| b.is_ascii_alphanumeric());
        valid.then(|| Self(text.to_owned()))
    }

    /// The secret.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path of the page that it opens.
    pub fn path(&self) -> String {
        format!("/console/invite/{}", self.0)
    }
}

impl fmt::Debug for OneTimeLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneTimeLink(..)")
    }
}

/// What a one-time link is for.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// The console.
    pub scope: Scope,
    /// The merchant's short name; empty for the provider.
    pub scope_name: String,
    /// The role.
    pub role: Role,
    /// The account's name where a person sets password and authenticator anew.
    pub account: Option<String>,
    /// Until when the link can be used.
    pub expires_at: At,
    /// A new authenticator, which the form sends back.
    pub authenticator: Authenticator,
}

/// An authenticator that is being set up.
#[derive(Clone, Debug)]
pub struct Authenticator {
    /// The secret in base32, to type.
    pub secret: Secret,
    /// The secret as a hidden field of the form, sealed for its link.
    pub sealed: String,
}

/// The form of an invitation.
#[derive(Clone, Debug, Default)]
pub struct NewPerson {
    /// The name to sign in with; not read where a person exists.
    pub account: String,
    /// The name that others see; not read where a person exists.
    pub name: String,
    /// The password.
    pub password: Secret,
    /// [`Authenticator::sealed`].
    pub authenticator: String,
    /// The authenticator's present code.
    pub code: Secret,
}
