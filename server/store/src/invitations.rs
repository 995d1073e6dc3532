//! One-time links to the consoles. A used one is deleted; the audit entries say
//! when.

use super::members::store_name;
use super::{Row, Tx, args};
use crate::error::Error;
use domain::clock::At;
use domain::console::{OpenInvitation, Role, Scope};
use domain::ids::{InvitationId, PersonId};

/// An invitation with what it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredInvitation {
    /// The invitation.
    pub invitation: OpenInvitation,
    /// The console.
    pub scope: Scope,
    /// The person that sets password and authenticator anew, if it is for that.
    pub person: Option<PersonId>,
}

/// Adds one under the hash of its link.
pub async fn insert(
    tx: &mut Tx,
    link_hash: &str,
    new: &StoredInvitation,
    now: At,
) -> Result<(), Error> {
    let sql = "INSERT INTO invitations (link_hash, id, scope, role, note, person_id, created_at, expires_at, store_id)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let args = args![
        link_hash,
        new.invitation.id.as_str(),
        new.scope.as_str(),
        new.invitation.role.name(),
        &new.invitation.note,
        new.person.as_ref().map(PersonId::as_str),
        now,
        new.invitation.expires_at,
        new.invitation.store.as_ref().map(|store| store.id.as_str()),
    ];
    tx.run(sql, args).await?;
    Ok(())
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT i.*, (SELECT t.name FROM stores t WHERE t.id = i.store_id) AS store_name FROM invitations i ",
            $rest
        )
    };
}

/// By the hash of its link, if it has not expired.
pub async fn find(
    tx: &mut Tx,
    link_hash: &str,
    now: At,
) -> Result<Option<StoredInvitation>, Error> {
    let sql = select!("WHERE i.link_hash = $1 AND i.expires_at > $2");
    let row = tx.one(sql, args![link_hash, now]).await?;
    row.map(|row| read(&row)).transpose()
}

/// Those of a scope that can still be used, the newest first.
pub async fn of_scope(tx: &mut Tx, scope: &Scope, now: At) -> Result<Vec<OpenInvitation>, Error> {
    let sql = select!(
        "WHERE i.scope = $1 AND i.expires_at > $2 ORDER BY i.created_at DESC, i.id DESC LIMIT 100"
    );
    let rows = tx.all(sql, args![scope.as_str(), now]).await?;
    rows.iter().map(|row| Ok(read(row)?.invitation)).collect()
}

/// Uses one up, or withdraws it. False where it is gone.
pub async fn delete(tx: &mut Tx, scope: &Scope, id: &InvitationId) -> Result<bool, Error> {
    let sql = "DELETE FROM invitations WHERE id = $1 AND scope = $2";
    Ok(tx.run(sql, args![id.as_str(), scope.as_str()]).await? == 1)
}

/// Withdraws those with which a person would set password and authenticator
/// anew.
pub async fn delete_of_person(tx: &mut Tx, person: &PersonId) -> Result<(), Error> {
    let sql = "DELETE FROM invitations WHERE person_id = $1";
    tx.run(sql, args![person.as_str()]).await?;
    Ok(())
}

/// Deletes those that have expired.
pub async fn prune(tx: &mut Tx, now: At) -> Result<u64, Error> {
    tx.run("DELETE FROM invitations WHERE expires_at <= $1", args![now])
        .await
}

fn read(row: &Row) -> Result<StoredInvitation, Error> {
    Ok(StoredInvitation {
        invitation: OpenInvitation {
            id: InvitationId::stored(row.text("id")?),
            role: row.parsed("role", Role::parse)?,
            store: store_name(row)?,
            note: row.text("note")?,
            expires_at: row.at("expires_at")?,
        },
        scope: row.parsed("scope", Scope::parse)?,
        person: row.maybe_text("person_id")?.map(PersonId::stored),
    })
}
