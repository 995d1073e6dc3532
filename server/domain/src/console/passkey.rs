//! Passkeys: what a person sees of them, and what they are asked for.

use super::{BrowserToken, SignedIn};
use crate::clock::At;
use crate::ids::PasskeyId;
use crate::secret::Secret;

/// The longest name of a passkey, in characters.
pub const PASSKEY_NAME_MAX: usize = 40;

/// A passkey, as its person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// Its id.
    pub id: PasskeyId,
    /// What its person calls it.
    pub name: String,
    /// When it was added.
    pub created_at: At,
    /// When it was last used.
    pub used_at: Option<At>,
}

/// What a browser is asked for a passkey for. The answer counts for the same
/// browser or session, and the same use.
#[derive(Clone, Copy, Debug)]
pub enum PasskeyUse<'a> {
    /// To sign in with this browser.
    SignIn(&'a BrowserToken),
    /// To confirm who has this session.
    Confirm(&'a SignedIn),
    /// To make a new one for this person.
    Add(&'a SignedIn),
}

/// With what a person confirms who it is.
#[derive(Clone, Debug)]
pub enum Proof {
    /// The password, and an authenticator's or a recovery code.
    Password {
        /// The password.
        password: Secret,
        /// The code.
        code: Secret,
    },
    /// The browser's answer for a passkey, JSON.
    Passkey(String),
}
