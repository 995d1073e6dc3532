//! Signatures that were used: each is good for one request, also across a
//! restart.

use super::{Tx, args};
use crate::error::Error;
use domain::clock::At;

/// Notes that a signature was used; false when it was before.
pub(crate) async fn remember(
    tx: &mut Tx,
    key_id: &str,
    fingerprint: &str,
    until: At,
) -> Result<bool, Error> {
    let sql = "INSERT INTO used_signatures (key_id, signature_hash, expires_at) VALUES ($1, $2, $3)
               ON CONFLICT (key_id, signature_hash) DO NOTHING";
    Ok(tx.run(sql, args![key_id, fingerprint, until]).await? == 1)
}

/// Forgets those whose time window is over: they are refused for their age.
pub(crate) async fn prune(tx: &mut Tx, now: At) -> Result<u64, Error> {
    tx.run(
        "DELETE FROM used_signatures WHERE expires_at < $1",
        args![now],
    )
    .await
}
