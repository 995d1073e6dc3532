//! Who is signed in, where, and with which roles.

use super::{AccountName, BrowserToken, Role, Scope};
use crate::clock::At;
use crate::ids::{PersonId, SessionId};
use crate::merchant_store::StoreName;
use std::net::IpAddr;

/// Where a request comes from.
#[derive(Clone, Debug, Default)]
pub struct ConsoleVisit {
    /// The visitor's address.
    pub ip: Option<IpAddr>,
    /// The browser's name of itself, cut to 200 characters.
    pub agent: String,
    /// The browser's own cookie.
    pub browser: Option<BrowserToken>,
}

/// A person with an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Its id.
    pub id: PersonId,
    /// The name to sign in with.
    pub account: AccountName,
    /// The name that others see.
    pub name: String,
}

/// A person's role in a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The scope.
    pub scope: Scope,
    /// The merchant's short name; empty for the provider.
    pub scope_name: String,
    /// The role.
    pub role: Role,
    /// The store of a store's staff.
    pub store: Option<StoreName>,
}

/// How long a confirmation of who somebody is counts, in seconds.
const CONFIRMED_S: i64 = 5 * 60;

/// A sign-in, as its person is told of it later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastSignIn {
    /// When.
    pub at: At,
    /// From where.
    pub ip: Option<String>,
    /// The browser's name of itself.
    pub agent: String,
}

/// A person with a session. Roles are read anew for each request.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The person.
    pub person: Person,
    /// The session.
    pub session: SessionId,
    /// Its scopes, merchants by name, the provider's last.
    pub memberships: Vec<Membership>,
    /// Recovery codes that were not used.
    pub recovery_codes_left: u32,
    /// When password and code, or a passkey, were last given in this session.
    pub confirmed_at: At,
    /// The sign-in before this one.
    pub previous: Option<LastSignIn>,
}

impl SignedIn {
    /// The role in a scope.
    pub fn role_in(&self, scope: &Scope) -> Option<Role> {
        let own = self.memberships.iter().find(|own| own.scope == *scope);
        own.map(|own| own.role)
    }

    /// The only store in a scope that the person sees; `None` for all of it.
    pub fn store_in(&self, scope: &Scope) -> Option<&StoreName> {
        let own = self.memberships.iter().find(|own| own.scope == *scope);
        own.and_then(|own| own.store.as_ref())
    }

    /// True while the last confirmation counts: what weighs needs one.
    pub fn is_confirmed(&self, now: At) -> bool {
        now < self.confirmed_at.plus_s(CONFIRMED_S)
    }
}

/// A session as its person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// When it began.
    pub created_at: At,
    /// When it was last used, to the minute.
    pub seen_at: At,
    /// Where it began.
    pub ip: Option<String>,
    /// The browser's name of itself.
    pub agent: String,
    /// True where the person had not signed in with this browser before.
    pub new_browser: bool,
}
