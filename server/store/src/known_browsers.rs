//! Browsers with which people signed in before, by the hash of their cookie.

use super::{Tx, args};
use crate::error::Error;
use domain::clock::At;
use domain::console::AccountName;
use domain::ids::PersonId;

/// Notes a sign-in. False where the person had not used this browser before.
pub async fn put(tx: &mut Tx, person: &PersonId, token_hash: &str, now: At) -> Result<bool, Error> {
    let sql = "UPDATE known_browsers SET seen_at = $3 WHERE person_id = $1 AND token_hash = $2";
    let args = args![person.as_str(), token_hash, now];
    if tx.run(sql, args.clone()).await? == 1 {
        return Ok(true);
    }
    let sql = "INSERT INTO known_browsers (person_id, token_hash, seen_at) VALUES ($1, $2, $3)";
    tx.run(sql, args).await?;
    Ok(false)
}

/// True where somebody signed in to this account with the browser.
pub async fn knows(tx: &mut Tx, account: &AccountName, token_hash: &str) -> Result<bool, Error> {
    let sql = "SELECT 1 AS n FROM known_browsers b JOIN people p ON p.id = b.person_id
               WHERE p.account = $1 AND b.token_hash = $2";
    let row = tx.one(sql, args![account.as_str(), token_hash]).await?;
    Ok(row.is_some())
}

/// Forgets all of a person's.
pub async fn forget(tx: &mut Tx, person: &PersonId) -> Result<(), Error> {
    let sql = "DELETE FROM known_browsers WHERE person_id = $1";
    tx.run(sql, args![person.as_str()]).await?;
    Ok(())
}

/// Forgets those that were not used since.
pub async fn prune(tx: &mut Tx, seen_before: At) -> Result<u64, Error> {
    let sql = "DELETE FROM known_browsers WHERE seen_at < $1";
    tx.run(sql, args![seen_before]).await
}
