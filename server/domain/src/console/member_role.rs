//! What a member is given: a role, and for a store's staff the store.

use super::Role;
use crate::ids::StoreId;

/// A role in a console. [`Role::StoreStaff`] has a store, no other role has one;
/// the engine checks it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberRole {
    /// The role.
    pub role: Role,
    /// The store of a store's staff.
    pub store: Option<StoreId>,
}

impl MemberRole {
    /// True where role and store go together.
    pub fn is_whole(&self) -> bool {
        (self.role == Role::StoreStaff) == self.store.is_some()
    }

    /// For audit entries: the role's name, and the store's id.
    pub fn in_words(&self) -> String {
        match &self.store {
            Some(store) => format!("{} {store}", self.role.name()),
            None => self.role.name().to_owned(),
        }
    }
}

impl From<Role> for MemberRole {
    fn from(role: Role) -> Self {
        Self { role, store: None }
    }
}

#[cfg(test)]
mod tests {
    use super::MemberRole;
    use crate::console::Role;
    use crate::ids::StoreId;

    #[test]
    fn only_a_stores_staff_has_a_store() {
        let store = StoreId::parse("sto_00000000000000000000000001");
        for role in Role::ALL.iter().copied() {
            let is_staff = role == Role::StoreStaff;
            assert_eq!(MemberRole::from(role).is_whole(), !is_staff, "{role:?}");
            let of_store = MemberRole {
                role,
                store: store.clone(),
            };
            assert_eq!(of_store.is_whole(), is_staff, "{role:?}");
        }
    }
}
