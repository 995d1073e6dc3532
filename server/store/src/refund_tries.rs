//! Refund tries: the request numbers of a refund at the network, one row each,
//! stored before the message is sent.

use super::{Row, Tx, args};
use crate::error::Error;
use domain::clock::At;
use domain::ids::RefundId;
use domain::refund::RefundMethod;

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundTryEnd {
    /// The money went back.
    Returned,
    /// The network refused it.
    Declined,
    /// The network never received it and no longer accepts it.
    NotReceived,
}

impl RefundTryEnd {
    const ALL: [Self; 3] = [Self::Returned, Self::Declined, Self::NotReceived];

    const fn name(self) -> &'static str {
        match self {
            Self::Returned => "returned",
            Self::Declined => "declined",
            Self::NotReceived => "lost",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|e| e.name() == name)
    }
}

/// One request of a refund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundTryRow {
    /// 28 letters and digits.
    pub wire_no: String,
    /// The refund.
    pub refund_id: RefundId,
    /// An undo or a refund.
    pub sent_as: RefundMethod,
    /// The network's `txnTime`; the same each time it is sent.
    pub txn_time: At,
    /// When it was last sent, or was about to be.
    pub sent_at: At,
    /// How often it was sent.
    pub sends: u32,
    /// How it ended, once that is certain.
    pub ended: Option<RefundTryEnd>,
}

/// Adds one that is about to be sent.
pub async fn insert(tx: &mut Tx, row: &RefundTryRow) -> Result<(), Error> {
    tx.run(
        "INSERT INTO refund_tries (wire_no, refund_id, sent_as, txn_time, sent_at, sends) VALUES ($1, $2, $3, $4, $5, $6)",
        args![
            &row.wire_no,
            row.refund_id.as_str(),
            row.sent_as.name(),
            row.txn_time,
            row.sent_at,
            row.sends,
        ],
    )
    .await?;
    Ok(())
}

/// Stores that it is about to be sent again, under the same number and time.
/// False if it was sent meanwhile or has ended.
pub async fn record_resend(tx: &mut Tx, row: &RefundTryRow, now: At) -> Result<bool, Error> {
    let sql = "UPDATE refund_tries SET sent_at = $3, sends = sends + 1
               WHERE wire_no = $1 AND sends = $2 AND ended IS NULL";
    Ok(tx.run(sql, args![&row.wire_no, row.sends, now]).await? == 1)
}

/// Stores how the request ended. `Returned` overrides any other end, because
/// the network confirmed that money moved.
pub async fn end(tx: &mut Tx, wire_no: &str, how: RefundTryEnd) -> Result<(), Error> {
    let sql = "UPDATE refund_tries SET ended = $2 WHERE wire_no = $1 AND (ended IS NULL OR $2 = 'returned')";
    tx.run(sql, args![wire_no, how.name()]).await?;
    Ok(())
}

/// By number.
pub async fn find(tx: &mut Tx, wire_no: &str) -> Result<Option<RefundTryRow>, Error> {
    tx.one(
        "SELECT * FROM refund_tries WHERE wire_no = $1",
        args![wire_no],
    )
    .await?
    .map(|row| read(&row))
    .transpose()
}

/// All of a refund, oldest first.
pub async fn of_refund(tx: &mut Tx, refund: &RefundId) -> Result<Vec<RefundTryRow>, Error> {
    let sql = "SELECT * FROM refund_tries WHERE refund_id = $1 ORDER BY wire_no";
    tx.all(sql, args![refund.as_str()])
        .await?
        .iter()
        .map(read)
        .collect()
}

fn read(row: &Row) -> Result<RefundTryRow, Error> {
    let ended = match row.maybe_text("ended")? {
        Some(_) => Some(row.parsed("ended", RefundTryEnd::parse)?),
        None => None,
    };
    Ok(RefundTryRow {
        wire_no: row.text("wire_no")?,
        refund_id: RefundId::stored(row.text("refund_id")?),
        sent_as: row.parsed("sent_as", RefundMethod::parse)?,
        txn_time: row.at("txn_time")?,
        sent_at: row.at("sent_at")?,
        sends: row.count("sends")?,
        ended,
    })
}
