//! A one-time link that was opened: what it is for, and for whom.

use super::people::{People, secret_hash};
use domain::clock::At;
use domain::console::{Membership, OneTimeLink, Scope};
use store::invitations::{self, StoredInvitation};
use store::people::{self, StoredPerson};
use store::{Error, Tx, members, merchants};

/// A link with its console's name and the person it is for, if there is one.
pub(super) struct FoundLink {
    pub invitation: StoredInvitation,
    pub scope_name: String,
    pub person: Option<StoredPerson>,
    /// The person's consoles.
    pub memberships: Vec<Membership>,
}

impl FoundLink {
    /// True for the reset of a person who belongs to several consoles.
    pub(super) fn needs_factor(&self) -> bool {
        self.memberships.len() > 1
    }
}

impl People {
    /// The invitation of a link for a new member.
    pub(super) async fn new_members_link(
        &self,
        link: &OneTimeLink,
    ) -> Result<Option<StoredInvitation>, Error> {
        let found = self.find_link(link).await?;
        let found = found.map(|found| found.invitation);
        Ok(found.filter(|invitation| invitation.person.is_none()))
    }

    /// The link, if it can still be used.
    pub(super) async fn find_link(&self, link: &OneTimeLink) -> Result<Option<FoundLink>, Error> {
        let (hash, now) = (secret_hash(link.as_str()), self.now());
        let found = self
            .store
            .read(move |tx| Box::pin(async move { read_link(tx, &hash, now).await }));
        found.await
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
        Some(id) => Some(people::get(tx, id).await?),
        None => None,
    };
    let memberships = match &invitation.person {
        Some(id) => members::of_person(tx, id).await?,
        None => Vec::new(),
    };
    Ok(Some(FoundLink {
        invitation,
        scope_name,
        person,
        memberships,
    }))
}
