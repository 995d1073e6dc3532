//! Which role a person has in which console.

use super::people::person;
use super::{Row, Tx, args};
use crate::error::Error;
use domain::clock::At;
use domain::console::{Member, MemberRole, Membership, Person, Right, Role, Scope};
use domain::ids::{PersonId, StoreId};
use domain::merchant_store::StoreName;

/// Gives a person a role in a scope, in place of the one it had.
pub async fn put(
    tx: &mut Tx,
    scope: &Scope,
    person: &PersonId,
    role: &MemberRole,
    now: At,
) -> Result<(), Error> {
    let sql = "INSERT INTO members (scope, person_id, role, created_at, store_id) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (scope, person_id) DO UPDATE SET role = $3, store_id = $5";
    let args = args![
        scope.as_str(),
        person.as_str(),
        role.role.name(),
        now,
        role.store.as_ref().map(StoreId::as_str),
    ];
    tx.run(sql, args).await?;
    Ok(())
}

/// Removes a person from a scope.
pub async fn remove(tx: &mut Tx, scope: &Scope, person: &PersonId) -> Result<(), Error> {
    let sql = "DELETE FROM members WHERE scope = $1 AND person_id = $2";
    tx.run(sql, args![scope.as_str(), person.as_str()]).await?;
    Ok(())
}

/// A person's role in a scope.
pub async fn role(
    tx: &mut Tx,
    scope: &Scope,
    person: &PersonId,
) -> Result<Option<MemberRole>, Error> {
    let sql = "SELECT role, store_id FROM members WHERE scope = $1 AND person_id = $2";
    let row = tx.one(sql, args![scope.as_str(), person.as_str()]).await?;
    let read = |row: Row| {
        Ok(MemberRole {
            role: row.parsed("role", Role::parse)?,
            store: row.maybe_text("store_id")?.map(StoreId::stored),
        })
    };
    row.map(read).transpose()
}

/// How many people have a role in a scope.
pub async fn count(tx: &mut Tx, scope: &Scope, role: Role) -> Result<u32, Error> {
    let sql = "SELECT COUNT(*) AS n FROM members WHERE scope = $1 AND role = $2";
    match tx.one(sql, args![scope.as_str(), role.name()]).await? {
        Some(row) => row.count("n"),
        None => Ok(0),
    }
}

/// The members of a scope, by account name.
pub async fn of_scope(tx: &mut Tx, scope: &Scope) -> Result<Vec<Member>, Error> {
    let sql = "SELECT p.id, p.account, p.name, m.role, m.store_id,
                   (SELECT t.name FROM stores t WHERE t.id = m.store_id) AS store_name,
                   (SELECT MAX(s.seen_at) FROM sessions s WHERE s.person_id = p.id AND s.step = 'full') AS seen_at
               FROM members m JOIN people p ON p.id = m.person_id
               WHERE m.scope = $1 ORDER BY p.account";
    let rows = tx.all(sql, args![scope.as_str()]).await?;
    rows.iter().map(member).collect()
}

/// The people of a scope whose role has a right, by account name.
pub async fn who_may(tx: &mut Tx, scope: &Scope, right: Right) -> Result<Vec<Person>, Error> {
    let members = of_scope(tx, scope).await?.into_iter();
    let members = members.filter(|member| member.role.may(right));
    Ok(members.map(|member| member.person).collect())
}

/// A person's scopes: merchants by name, the provider last.
pub async fn of_person(tx: &mut Tx, person: &PersonId) -> Result<Vec<Membership>, Error> {
    let sql = "SELECT m.scope, m.role, COALESCE(c.short_name, '') AS scope_name, m.store_id,
                   (SELECT t.name FROM stores t WHERE t.id = m.store_id) AS store_name
               FROM members m LEFT JOIN merchants c ON c.id = m.scope
               WHERE m.person_id = $1
               ORDER BY CASE WHEN c.id IS NULL THEN 1 ELSE 0 END, scope_name, m.scope";
    let rows = tx.all(sql, args![person.as_str()]).await?;
    rows.iter().map(membership).collect()
}

fn member(row: &Row) -> Result<Member, Error> {
    Ok(Member {
        person: person(row)?,
        role: row.parsed("role", Role::parse)?,
        store: store_name(row)?,
        seen_at: row.maybe_at("seen_at")?,
    })
}

fn membership(row: &Row) -> Result<Membership, Error> {
    Ok(Membership {
        scope: row.parsed("scope", Scope::parse)?,
        scope_name: row.text("scope_name")?,
        role: row.parsed("role", Role::parse)?,
        store: store_name(row)?,
    })
}

/// The store of a row, from the columns `store_id` and `store_name`.
pub(crate) fn store_name(row: &Row) -> Result<Option<StoreName>, Error> {
    let id = row.maybe_text("store_id")?.map(StoreId::stored);
    let name = row.maybe_text("store_name")?;
    Ok(id.zip(name).map(|(id, name)| StoreName { id, name }))
}
