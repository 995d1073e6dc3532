//! Signatures that do not cover their call's `Idempotency-Key`, and the first
//! key each was sent with. An unsigned key could be changed in transit, so the
//! signature is accepted with that key only.
//!
//! The primary key begins with the expiry, so that new rows are inserted at one
//! end of the index and old ones deleted at the other.

use super::{Tx, args};
use crate::error::{Error, Fault};
use domain::clock::At;

/// What identifies a signature.
#[derive(Clone, Debug)]
pub struct UsedSignature {
    /// The key it was made with.
    pub key_id: String,
    /// Hash of the signed text, base64.
    pub hash: String,
    /// When it expires.
    pub until: At,
}

/// Binds a signature to the `Idempotency-Key` it was sent with, if any. False
/// if it is already bound to another.
pub async fn bind(
    tx: &mut Tx,
    used: &UsedSignature,
    idempotency_key: Option<&str>,
) -> Result<bool, Error> {
    let sql = "INSERT INTO used_signatures (expires_at, key_id, signature_hash, idempotency_key)
               VALUES ($1, $2, $3, $4) ON CONFLICT (expires_at, key_id, signature_hash) DO NOTHING";
    let args = args![used.until, &used.key_id, &used.hash, idempotency_key];
    if tx.run(sql, args).await? == 1 {
        return Ok(true);
    }
    let sql = "SELECT idempotency_key FROM used_signatures
               WHERE expires_at = $1 AND key_id = $2 AND signature_hash = $3";
    let row = tx.one(sql, args![used.until, &used.key_id, &used.hash]);
    let row = row
        .await?
        .ok_or_else(|| Fault::new("a signature that was there is gone"))?;
    Ok(row.maybe_text("idempotency_key")?.as_deref() == idempotency_key)
}

/// Deletes those whose time window is over: they are refused as too old.
pub async fn prune(tx: &mut Tx, now: At) -> Result<u64, Error> {
    tx.run(
        "DELETE FROM used_signatures WHERE expires_at < $1",
        args![now],
    )
    .await
}
