//! Signatures that were used: each is good for one request, also across a
//! restart. A signature says by itself when it ends (its time is among what
//! is signed), so that comes first in the key: new ones lie together, and old
//! ones go from the other end.
//!
//! One that covers its call's `Idempotency-Key` needs no row where the call
//! was done: whoever sends it again sends the same key, and finds the answer
//! that was kept with the signature it was given to.

use super::idempotency::{self, Kept, Name};
use super::{Tx, args};
use crate::error::{Error, Fault};
use domain::clock::At;

/// A signature, by what names it for good.
#[derive(Clone, Debug)]
pub(crate) struct Used {
    /// The key it was made with.
    pub(crate) key_id: String,
    /// Hash of what was signed, base64.
    pub(crate) hash: String,
    /// When it ends.
    pub(crate) until: At,
}

/// Notes that a signature was used; false when it was before.
pub(crate) async fn remember(tx: &mut Tx, used: &Used) -> Result<bool, Error> {
    let sql = "INSERT INTO used_signatures (key_id, signature_hash, expires_at) VALUES ($1, $2, $3)
               ON CONFLICT (expires_at, key_id, signature_hash) DO NOTHING";
    let args = args![&used.key_id, &used.hash, used.until];
    Ok(tx.run(sql, args).await? == 1)
}

/// Whether a signature was noted as used, and the answer kept by `name`: both
/// by one statement.
pub(crate) async fn look_and_find(
    tx: &mut Tx,
    used: &Used,
    name: Name<'_>,
) -> Result<(bool, Option<Kept>), Error> {
    let sql = "SELECT CAST(CASE WHEN EXISTS (SELECT 1 FROM used_signatures s WHERE s.expires_at = $1
                       AND s.key_id = $2 AND s.signature_hash = $3) THEN 1 ELSE 0 END AS BIGINT) AS used,
                   k.body_hash, k.status, k.answer, k.signature_hash
               FROM (SELECT 1 AS one) AS always
                   LEFT JOIN idempotency_keys k ON k.mall_id = $4 AND k.route = $5 AND k.key = $6 AND k.state = 'done'";
    let (mall, route, key) = (name.mall.as_str(), name.route, name.key);
    let args = args![used.until, &used.key_id, &used.hash, mall, route, key];
    let row = tx.one(sql, args).await?;
    let row = row.ok_or_else(|| Fault::new("a question that always has an answer had none"))?;
    Ok((row.flag("used")?, idempotency::read_if_kept(&row)?))
}

/// Forgets those whose time window is over: they are refused for their age.
pub(crate) async fn prune(tx: &mut Tx, now: At) -> Result<u64, Error> {
    tx.run(
        "DELETE FROM used_signatures WHERE expires_at < $1",
        args![now],
    )
    .await
}
