//! Signatures that were used: each is good for one request, also across a
//! restart. A signature says by itself when it ends (its time is among what
//! is signed), so that comes first in the key: new ones lie together, and old
//! ones go from the other end.

use super::idempotency::{self, Kept, Name};
use super::{Tx, args};
use crate::error::Error;
use domain::clock::At;

/// A column of the answer kept by mall `$4`, route `$5` and key `$6`.
macro_rules! kept {
    ($column:literal) => {
        concat!(
            "(SELECT k.",
            $column,
            " FROM idempotency_keys k WHERE k.mall_id = $4 AND k.route = $5 AND k.key = $6 AND k.state = 'done') AS ",
            $column
        )
    };
}

/// Notes that a signature was used; false when it was before.
pub(crate) async fn remember(
    tx: &mut Tx,
    key_id: &str,
    fingerprint: &str,
    until: At,
) -> Result<bool, Error> {
    let sql = "INSERT INTO used_signatures (key_id, signature_hash, expires_at) VALUES ($1, $2, $3)
               ON CONFLICT (expires_at, key_id, signature_hash) DO NOTHING";
    Ok(tx.run(sql, args![key_id, fingerprint, until]).await? == 1)
}

/// Notes that a signature was used, and looks up the answer kept by `name` by
/// the same statement; `None` when the signature was used before.
pub(crate) async fn remember_and_find(
    tx: &mut Tx,
    key_id: &str,
    fingerprint: &str,
    until: At,
    name: Name<'_>,
) -> Result<Option<Option<Kept>>, Error> {
    let sql = concat!(
        "INSERT INTO used_signatures (key_id, signature_hash, expires_at) VALUES ($1, $2, $3)
         ON CONFLICT (expires_at, key_id, signature_hash) DO NOTHING
         RETURNING ",
        kept!("body_hash"),
        ", ",
        kept!("status"),
        ", ",
        kept!("answer"),
    );
    let (mall, route, key) = (name.mall.as_str(), name.route, name.key);
    let noted = tx
        .one(sql, args![key_id, fingerprint, until, mall, route, key])
        .await?;
    noted.map(|row| idempotency::read_if_kept(&row)).transpose()
}

/// Forgets those whose time window is over: they are refused for their age.
pub(crate) async fn prune(tx: &mut Tx, now: At) -> Result<u64, Error> {
    tx.run(
        "DELETE FROM used_signatures WHERE expires_at < $1",
        args![now],
    )
    .await
}
