//! The members of a scope.

use super::{MemberRole, Person, Role};
use crate::clock::At;
use crate::ids::InvitationId;
use crate::merchant_store::StoreName;

/// A member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The person.
    pub person: Person,
    /// Its role.
    pub role: Role,
    /// The store of a store's staff.
    pub store: Option<StoreName>,
    /// When it was last signed in.
    pub seen_at: Option<At>,
}

/// An invitation that can still be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenInvitation {
    /// Its id.
    pub id: InvitationId,
    /// The role.
    pub role: Role,
    /// The store of a store's staff.
    pub store: Option<StoreName>,
    /// For whom it is.
    pub note: String,
    /// Until when it can be used.
    pub expires_at: At,
}

impl OpenInvitation {
    /// What its member is given.
    pub fn member_role(&self) -> MemberRole {
        MemberRole {
            role: self.role,
            store: self.store.as_ref().map(|store| store.id.clone()),
        }
    }
}

/// The members and open invitations of a scope.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Team {
    /// The members, by name.
    pub members: Vec<Member>,
    /// The invitations, the newest first.
    pub invitations: Vec<OpenInvitation>,
    /// The malls that the merchant sells on, by name; none for the provider.
    pub malls: Vec<String>,
}
