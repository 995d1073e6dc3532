//! Makes one-time links: for members by those who manage a team, and for the
//! first one by the command line.

use super::people::{Change, new_entry, secret_hash};
use domain::clock::At;
use domain::console::{AuditAction, ConsoleVisit, OneTimeLink, OpenInvitation, Role, Scope};
use domain::entropy::Entropy;
use domain::ids::{InvitationId, PersonId};
use domain::merchant_store::StoreName;
use domain::refusal::{Code, Refusal};
use store::audit_entries::{self, NewAuditEntry};
use store::invitations::{self, StoredInvitation};
use store::{Error, Store, merchants};

/// How long a link can be used.
const LINK_S: i64 = 72 * 3600;

/// A new invitation, not stored yet.
pub(super) fn new_invitation(
    (entropy, now): (&dyn Entropy, At),
    scope: &Scope,
    (role, store, note): (Role, Option<StoreName>, &str),
    person: Option<PersonId>,
) -> StoredInvitation {
    StoredInvitation {
        invitation: OpenInvitation {
            id: InvitationId::new(entropy, now),
            role,
            store,
            note: note.to_owned(),
            expires_at: now.plus_s(LINK_S),
        },
        scope: scope.clone(),
        person,
    }
}

/// Stores an invitation with its audit entry; returns its link. Of a person's
/// resets the last one counts.
///
/// # Errors
/// `not_found` for a merchant that is not there.
pub(super) async fn store_link(
    store: &Store,
    (entropy, now): (&dyn Entropy, At),
    invited: StoredInvitation,
    entry: NewAuditEntry,
) -> Result<OneTimeLink, Error> {
    let link = OneTimeLink::new(entropy);
    let hash = secret_hash(link.as_str());
    let stored = store.write(move |tx| {
        Box::pin(async move {
            if let Scope::Merchant(id) = &invited.scope
                && merchants::find(tx, id).await?.is_none()
            {
                let missing = format!("there is no merchant {id}");
                return Err(Refusal::new(Code::NotFound, missing).into());
            }
            if let Some(person) = &invited.person {
                invitations::delete_of_person(tx, person).await?;
            }
            invitations::insert(tx, &hash, &invited, now).await?;
            audit_entries::insert(tx, &entry).await
        })
    });
    stored.await?;
    Ok(link)
}

/// A link for somebody who manages a scope's team. Its audit entry names no
/// person: it is made on the command line.
///
/// # Errors
/// `not_found` for a merchant that is not there.
pub(crate) async fn link_for_manager(
    store: &Store,
    (entropy, now): (&dyn Entropy, At),
    scope: &Scope,
) -> Result<OneTimeLink, Error> {
    let role = Role::manager_of(scope);
    let invited = new_invitation((entropy, now), scope, (role, None, ""), None);
    let mut change = Change::of(AuditAction::Invite, invited.invitation.id.as_str());
    change.after = Some(role.name().to_owned());
    let visit = ConsoleVisit::default();
    let entry = new_entry((entropy, now), scope, None, &visit, change);
    store_link(store, (entropy, now), invited, entry).await
}
