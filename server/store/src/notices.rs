//! Notices of the networks with a valid signature, applied or not, without
//! secrets.

use super::{Row, Tx, args};
use crate::error::Error;
use domain::channel_id::ChannelId;
use domain::clock::At;
use domain::ids::NoticeId;

/// A notice as stored.
#[derive(Clone, Debug)]
pub struct NoticeRow {
    /// Its id.
    pub id: NoticeId,
    /// The network.
    pub channel: ChannelId,
    /// When it arrived.
    pub received_at: At,
    /// SHA-256 of the body, to recognize repeats.
    pub body_hash: String,
    /// The network request's number, where the notice could be verified.
    pub wire_no: Option<String>,
    /// `applied`, or why it was not accepted.
    pub verdict: String,
    /// The fields that may be stored, as JSON pairs.
    pub record: String,
}

/// Those of a network about one of its requests, oldest first.
pub async fn of_number(
    tx: &mut Tx,
    channel: &ChannelId,
    number: &str,
) -> Result<Vec<NoticeRow>, Error> {
    let sql = "SELECT * FROM notices WHERE wire_no = $1 AND channel = $2 ORDER BY received_at, id";
    let read = |row: &Row| {
        Ok(NoticeRow {
            id: NoticeId::stored(row.text("id")?),
            channel: channel.clone(),
            received_at: row.at("received_at")?,
            body_hash: row.text("body_hash")?,
            wire_no: row.maybe_text("wire_no")?,
            verdict: row.text("verdict")?,
            record: row.text("record")?,
        })
    };
    let rows = tx.all(sql, args![number, channel.as_str()]).await?;
    rows.iter().map(read).collect()
}

/// Adds one.
pub async fn insert(tx: &mut Tx, notice: &NoticeRow) -> Result<(), Error> {
    tx.run(
        "INSERT INTO notices (id, channel, received_at, body_hash, wire_no, verdict, record)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![
            notice.id.as_str(),
            notice.channel.as_str(),
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
