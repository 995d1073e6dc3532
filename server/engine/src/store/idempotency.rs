//! Answers kept for an `Idempotency-Key`. Written in the transaction that
//! did the work, so that neither is ever there without the other.

use super::{Row, Tx, args};
use crate::error::{Error, Fault};
use domain::clock::At;
use domain::ids::MallId;

/// The name of a kept answer: the mall, what was called, the mall's key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Name<'a> {
    /// Whose.
    pub(crate) mall: &'a MallId,
    /// Method and path.
    pub(crate) route: &'a str,
    /// The mall's own key.
    pub(crate) key: &'a str,
}

/// An answer as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    /// SHA-256 of the request's body, base64.
    pub(crate) body_hash: String,
    /// The HTTP status.
    pub(crate) status: u16,
    /// The JSON text.
    pub(crate) answer: String,
    /// Hash of the signature it was given to, where that covers the key.
    pub(crate) signature_hash: Option<String>,
}

/// Keeps an answer. A key that another process used meanwhile is a stale
/// fault: the caller reads again and finds that one's answer.
pub(crate) async fn keep(tx: &mut Tx, name: Name<'_>, kept: &Kept, now: At) -> Result<(), Error> {
    let rows = tx.run(
        "INSERT INTO idempotency_keys (mall_id, route, key, body_hash, state, status, answer, signature_hash,
             created_at)
         VALUES ($1, $2, $3, $4, 'done', $5, $6, $7, $8) ON CONFLICT (mall_id, route, key) DO NOTHING",
        args![
            name.mall.as_str(),
            name.route,
            name.key,
            &kept.body_hash,
            i64::from(kept.status),
            &kept.answer,
            kept.signature_hash.as_deref(),
            now,
        ],
    )
    .await?;
    if rows == 1 {
        Ok(())
    } else {
        Err(Fault::stale("an Idempotency-Key was used by another process first").into())
    }
}

/// Throws away what was kept before `before`.
pub(crate) async fn prune(tx: &mut Tx, before: At) -> Result<u64, Error> {
    tx.run(
        "DELETE FROM idempotency_keys WHERE created_at < $1",
        args![before],
    )
    .await
}

/// The answer in a row, where one is kept.
pub(super) fn read_if_kept(row: &Row) -> Result<Option<Kept>, Error> {
    let Some(body_hash) = row.maybe_text("body_hash")? else {
        return Ok(None);
    };
    Ok(Some(Kept {
        body_hash,
        status: u16::try_from(row.int("status")?).map_err(|_| super::tx::broken("status"))?,
        answer: row.text("answer")?,
        signature_hash: row.maybe_text("signature_hash")?,
    }))
}
