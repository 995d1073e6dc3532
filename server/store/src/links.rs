//! Signed links that created an order: a key's `jti` names one order.

use super::{Tx, args};
use crate::error::Error;
use domain::clock::At;
use domain::ids::OrderId;

/// The order that a link created, if any.
pub async fn find(tx: &mut Tx, key_id: &str, jti: &str) -> Result<Option<OrderId>, Error> {
    let sql = "SELECT order_id FROM used_links WHERE key_id = $1 AND jti = $2";
    tx.one(sql, args![key_id, jti])
        .await?
        .map(|row| row.text("order_id").map(OrderId::stored))
        .transpose()
}

/// Stores the order a link created.
pub async fn insert(
    tx: &mut Tx,
    key_id: &str,
    jti: &str,
    order: &OrderId,
    until: At,
) -> Result<(), Error> {
    let sql = "INSERT INTO used_links (key_id, jti, order_id, expires_at) VALUES ($1, $2, $3, $4)
               ON CONFLICT (key_id, jti) DO UPDATE SET expires_at = excluded.expires_at";
    tx.run(sql, args![key_id, jti, order.as_str(), until])
        .await?;
    Ok(())
}

/// Deletes expired ones.
pub async fn prune(tx: &mut Tx, now: At) -> Result<u64, Error> {
    tx.run("DELETE FROM used_links WHERE expires_at < $1", args![now])
        .await
}
