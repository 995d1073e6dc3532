//! Challenges that passkeys answer. Each serves once, to the browser or session
//! that was asked.

use super::{Tx, args};
use crate::error::Error;
use domain::clock::At;

/// Adds one. `owner` names who was asked, and what for.
pub async fn insert(
    tx: &mut Tx,
    challenge: &str,
    owner: &str,
    expires_at: At,
) -> Result<(), Error> {
    let sql = "INSERT INTO passkey_challenges (challenge, owner, expires_at) VALUES ($1, $2, $3)";
    tx.run(sql, args![challenge, owner, expires_at]).await?;
    Ok(())
}

/// Uses one up. False where this owner was not asked it, or too long ago.
pub async fn use_up(tx: &mut Tx, challenge: &str, owner: &str, now: At) -> Result<bool, Error> {
    let sql =
        "DELETE FROM passkey_challenges WHERE challenge = $1 AND owner = $2 AND expires_at > $3";
    Ok(tx.run(sql, args![challenge, owner, now]).await? == 1)
}

/// Deletes those that have expired.
pub async fn prune(tx: &mut Tx, now: At) -> Result<u64, Error> {
    let sql = "DELETE FROM passkey_challenges WHERE expires_at <= $1";
    tx.run(sql, args![now]).await
}
