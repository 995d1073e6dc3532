//! Notices: what networks sent us, accepted or not, without secrets.

use super::{Tx, args};
use crate::error::Error;
use domain::clock::At;
use domain::ids::NoticeId;

/// A notice as stored.
#[derive(Clone, Debug)]
pub(crate) struct NoticeRow {
    /// Its id.
    pub(crate) id: NoticeId,
    /// The network.
    pub(crate) channel: &'static str,
    /// When it arrived.
    pub(crate) received_at: At,
    /// SHA-256 of the body, to recognize repeats.
    pub(crate) body_hash: String,
    /// The network request's number, where the notice could be verified.
    pub(crate) wire_no: Option<String>,
    /// `applied`, or why it was not accepted.
    pub(crate) verdict: String,
    /// The fields that may be stored, as JSON pairs.
    pub(crate) record: String,
}

/// Adds one.
pub(crate) async fn insert(tx: &mut Tx, notice: &NoticeRow) -> Result<(), Error> {
    tx.run(
        "INSERT INTO notices (id, channel, received_at, body_hash, wire_no, verdict, record)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![
            notice.id.as_str(),
            notice.channel,
            notice.received_at,
            &notice.body_hash,
            notice.wire_no.clone(),
            &notice.verdict,
            &notice.record,
        ],
    )
    .await?;
    Ok(())
}
