//! Trades: the request numbers of an attempt at the network, one row each.
//!
//! A number is stored before it is sent, so that it can be queried after a
//! crash. The network identifies a request by number and time.

use super::{Row, Tx, args};
use crate::error::Error;
use domain::clock::At;
use domain::ids::{AttemptId, OrderId};

/// What a request number is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TradeKind {
    /// Paying on the network's own page.
    Front,
    /// A QR to scan.
    Qr,
    /// Signing a card: moves no money.
    Sign,
    /// Paying with a token, by our server.
    Pay,
}

impl TradeKind {
    const ALL: [Self; 4] = [Self::Front, Self::Qr, Self::Sign, Self::Pay];

    const fn name(self) -> &'static str {
        match self {
            Self::Front => "front",
            Self::Qr => "qr",
            Self::Sign => "sign",
            Self::Pay => "pay",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.name() == name)
    }
}

/// One request at the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TradeRow {
    /// 26 to 28 letters and digits.
    pub wire_no: String,
    /// The attempt.
    pub attempt_id: AttemptId,
    /// What it is used for.
    pub kind: TradeKind,
    /// The network's `txnTime`.
    pub txn_time: At,
    /// The shopper uses a phone.
    pub phone: bool,
    /// The shopper's IP address.
    pub customer_ip: Option<String>,
    /// When an SMS code was requested under this number.
    pub sms_at: Option<At>,
    /// When the payment was requested under this number.
    pub submitted_at: Option<At>,
    /// How it ended, once that is certain.
    pub ended: Option<String>,
}

impl TradeRow {
    /// True while money may move, or may have moved, under this number.
    pub const fn may_pay(&self) -> bool {
        self.submitted_at.is_some() && self.ended.is_none()
    }
}

/// Adds one.
pub async fn insert(tx: &mut Tx, trade: &TradeRow) -> Result<(), Error> {
    tx.run(
        "INSERT INTO trades (wire_no, attempt_id, kind, txn_time, screen, customer_ip, sms_at, submitted_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            &trade.wire_no,
            trade.attempt_id.as_str(),
            trade.kind.name(),
            trade.txn_time,
            if trade.phone { "phone" } else { "pc" },
            trade.customer_ip.clone(),
            trade.sms_at,
            trade.submitted_at,
        ],
    )
    .await?;
    Ok(())
}

/// Stores that an SMS code is about to be requested under this number.
pub async fn sms(tx: &mut Tx, wire_no: &str, now: At) -> Result<(), Error> {
    tx.run(
        "UPDATE trades SET sms_at = $2 WHERE wire_no = $1",
        args![wire_no, now],
    )
    .await?;
    Ok(())
}

/// Stores that the payment is about to be requested under this number.
pub async fn submit(tx: &mut Tx, wire_no: &str, now: At) -> Result<(), Error> {
    tx.run(
        "UPDATE trades SET submitted_at = $2 WHERE wire_no = $1",
        args![wire_no, now],
    )
    .await?;
    Ok(())
}

/// Stores how the request ended, unless it has ended before.
pub async fn end(tx: &mut Tx, wire_no: &str, how: &str) -> Result<(), Error> {
    tx.run(
        "UPDATE trades SET ended = $2 WHERE wire_no = $1 AND ended IS NULL",
        args![wire_no, how],
    )
    .await?;
    Ok(())
}

/// By number.
pub async fn find(tx: &mut Tx, wire_no: &str) -> Result<Option<TradeRow>, Error> {
    tx.one("SELECT * FROM trades WHERE wire_no = $1", args![wire_no])
        .await?
        .map(|row| read(&row))
        .transpose()
}

/// All of an attempt, oldest first.
pub async fn of_attempt(tx: &mut Tx, attempt: &AttemptId) -> Result<Vec<TradeRow>, Error> {
    let sql = "SELECT * FROM trades WHERE attempt_id = $1 ORDER BY wire_no";
    tx.all(sql, args![attempt.as_str()])
        .await?
        .iter()
        .map(read)
        .collect()
}

/// How many codes were requested for an order, and when the last one was, or
/// may have been, sent to this (masked) phone. A request that was declined
/// before a code was sent does not count for that time.
pub async fn codes_sent(
    tx: &mut Tx,
    order: &OrderId,
    phone: &str,
) -> Result<(u32, Option<At>), Error> {
    let sql = "SELECT COUNT(t.sms_at) AS sent, MAX(CASE WHEN a.phone_masked = $2
                   AND (t.ended IS NULL OR a.code_sent_at IS NOT NULL) THEN t.sms_at END) AS last_at
               FROM trades t JOIN attempts a ON a.id = t.attempt_id WHERE a.order_id = $1";
    match tx.one(sql, args![order.as_str(), phone]).await? {
        Some(row) => Ok((row.count("sent")?, row.maybe_at("last_at")?)),
        None => Ok((0, None)),
    }
}

fn read(row: &Row) -> Result<TradeRow, Error> {
    Ok(TradeRow {
        wire_no: row.text("wire_no")?,
        attempt_id: AttemptId::stored(row.text("attempt_id")?),
        kind: row.parsed("kind", TradeKind::parse)?,
        txn_time: row.at("txn_time")?,
        phone: row.text("screen")? == "phone",
        customer_ip: row.maybe_text("customer_ip")?,
        sms_at: row.maybe_at("sms_at")?,
        submitted_at: row.maybe_at("submitted_at")?,
        ended: row.maybe_text("ended")?,
    })
}
