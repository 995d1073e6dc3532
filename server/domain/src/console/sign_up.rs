//! What a one-time link is for, and the person that is made with one.

use super::{Role, Scope};
use crate::clock::At;
use crate::merchant_store::StoreName;
use crate::secret::Secret;

/// What a one-time link is for.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// The console.
    pub scope: Scope,
    /// The merchant's short name; empty for the provider.
    pub scope_name: String,
    /// The role.
    pub role: Role,
    /// The store of a store's staff.
    pub store: Option<StoreName>,
    /// The account's name where a person sets password and authenticator anew.
    pub account: Option<String>,
    /// True where that needs a second factor that the person has already: it
    /// belongs to other consoles too.
    pub needs_factor: bool,
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
    /// Where [`Invitation::needs_factor`]: a code of the present authenticator,
    /// or a recovery code.
    pub factor: Secret,
}
