//! Notices: what networks told us, believed or not, without secrets.

use super::{Tx, args};
use crate::error::Error;
use domain::clock::At;
use domain::ids::NoticeId;

/// A notice for the record.
#[derive(Clone, Debug)]
pub(crate) struct NoticeRow {
    /// Our id of it.
    pub(crate) id: NoticeId,
    /// The network.
    pub(crate) channel: &'static str,
    /// When it came.
    pub(crate) received_at: At,
    /// SHA-256 of the body, so that repeats can be told.
    pub(crate) body_hash: String,
    /// The number it is about, where it could be read and verified.
    pub(crate) wire_no: Option<String>,
    /// `applied`, or why it was not believed.
    pub(crate) verdict: String,
    /// The fields that may be kept, as JSON pairs.
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
