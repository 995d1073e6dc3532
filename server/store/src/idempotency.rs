//! Answers stored for an `Idempotency-Key`, in the transaction that did the
//! work, so that neither exists without the other.

use super::{Row, Tx, args};
use crate::error::Error;
use domain::clock::At;
use domain::ids::MallId;

/// What an answer is stored under.
#[derive(Clone, Copy, Debug)]
pub struct AnswerKey<'a> {
    /// The mall that called.
    pub mall: &'a MallId,
    /// Method and path.
    pub route: &'a str,
    /// The call's `Idempotency-Key`.
    pub key: &'a str,
}

/// An answer as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerRow {
    /// SHA-256 of the request's body, base64.
    pub body_hash: String,
    /// The HTTP status.
    pub status: u16,
    /// The JSON text.
    pub answer: String,
}

/// The answer stored under `name`, if there is one.
pub async fn find(tx: &mut Tx, name: AnswerKey<'_>) -> Result<Option<AnswerRow>, Error> {
    let sql = "SELECT body_hash, status, answer FROM idempotency_keys
               WHERE mall_id = $1 AND route = $2 AND key = $3 AND state = 'done'";
    let args = args![name.mall.as_str(), name.route, name.key];
    tx.one(sql, args).await?.map(|row| read(&row)).transpose()
}

/// Stores an answer; false when the key was used before.
pub async fn insert(
    tx: &mut Tx,
    name: AnswerKey<'_>,
    kept: &AnswerRow,
    now: At,
) -> Result<bool, Error> {
    let rows = tx.run(
        "INSERT INTO idempotency_keys (mall_id, route, key, body_hash, state, status, answer, created_at)
         VALUES ($1, $2, $3, $4, 'done', $5, $6, $7) ON CONFLICT (mall_id, route, key) DO NOTHING",
        args![
            name.mall.as_str(),
            name.route,
            name.key,
            &kept.body_hash,
            i64::from(kept.status),
            &kept.answer,
            now,
        ],
    )
    .await?;
    Ok(rows == 1)
}

/// Deletes answers stored before `before`.
pub async fn prune(tx: &mut Tx, before: At) -> Result<u64, Error> {
    tx.run(
        "DELETE FROM idempotency_keys WHERE created_at < $1",
        args![before],
    )
    .await
}

fn read(row: &Row) -> Result<AnswerRow, Error> {
    Ok(AnswerRow {
        body_hash: row.text("body_hash")?,
        status: u16::try_from(row.int("status")?)
            .map_err(|_| Error::unreadable_column("status"))?,
        answer: row.text("answer")?,
    })
}
