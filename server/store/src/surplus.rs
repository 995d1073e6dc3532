//! Surplus: payments that came late, twice or in the wrong amount and are
//! refunded. One row per payment id of the network.

use super::row::json;
use super::{Tx, args};
use crate::error::Error;
use domain::attempt::Receipt;
use domain::channel_id::ChannelId;
use domain::clock::At;
use domain::surplus::Surplus;

/// Adds it; false when it exists already.
pub async fn insert(tx: &mut Tx, surplus: &Surplus, now: At) -> Result<bool, Error> {
    let receipt = &surplus.receipt;
    let sql =
        "INSERT INTO surplus (channel, network_id, attempt_id, order_id, amount, currency, receipt, seen_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (channel, network_id) DO NOTHING";
    let rows = tx
        .run(
            sql,
            args![
                surplus.channel.as_str(),
                &receipt.network_id,
                surplus.attempt_id.as_str(),
                surplus.order_id.as_str(),
                receipt.amount.minor(),
                receipt.amount.currency().code(),
                json(receipt),
                now,
            ],
        )
        .await?;
    Ok(rows == 1)
}

/// How many payments, and their sum in minor units.
pub async fn total(tx: &mut Tx) -> Result<(i64, i64), Error> {
    let sql =
        "SELECT COUNT(*) AS many, CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS sum FROM surplus";
    match tx.one(sql, args![]).await? {
        Some(row) => Ok((row.int("many")?, row.int("sum")?)),
        None => Ok((0, 0)),
    }
}

/// The network's receipt of one payment, and when it was received.
pub async fn receipt(
    tx: &mut Tx,
    channel: &ChannelId,
    network_id: &str,
) -> Result<Option<(Receipt, At)>, Error> {
    let sql = "SELECT receipt, seen_at FROM surplus WHERE channel = $1 AND network_id = $2";
    tx.one(sql, args![channel.as_str(), network_id])
        .await?
        .map(|row| Ok((row.json("receipt")?, row.at("seen_at")?)))
        .transpose()
}
