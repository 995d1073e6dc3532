//! Network requests: what was asked of a network under a number, one row each,
//! stored before it is sent.

use super::attempts::details;
use super::{Row, Tx, args};
use crate::error::Error;
use crate::row::json;
use domain::attempt::CardDetails;
use domain::channel_id::ChannelId;
use domain::clock::At;
use domain::ids::OrderId;
use domain::money::{Currency, Money};
use domain::network_request::{NetworkRequest, Purpose, RequestEnd};

/// Adds one.
pub async fn insert(tx: &mut Tx, request: &NetworkRequest) -> Result<(), Error> {
    tx.run(
        "INSERT INTO network_requests (channel, number, subject, purpose, account, amount, currency, network_time,
             last_sent_at, sends, sms_at, money_at, data)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        args![
            request.channel.as_str(),
            &request.number,
            &request.subject,
            request.purpose.name(),
            &request.account,
            request.amount.minor(),
            request.amount.currency().code(),
            request.network_time,
            request.last_sent_at,
            request.sends,
            request.sms_at,
            request.money_at,
            json(&request.data),
        ],
    )
    .await?;
    Ok(())
}

/// Stores that an SMS code is about to be requested under this number.
pub async fn record_code(tx: &mut Tx, request: &NetworkRequest, now: At) -> Result<(), Error> {
    let sql = "UPDATE network_requests SET sms_at = $3 WHERE channel = $1 AND number = $2";
    tx.run(sql, args![request.channel.as_str(), &request.number, now])
        .await?;
    Ok(())
}

/// Stores that no code was sent under this number. False if that was known.
pub async fn record_code_not_sent(tx: &mut Tx, request: &NetworkRequest) -> Result<bool, Error> {
    let sql = "UPDATE network_requests SET sms_at = NULL
               WHERE channel = $1 AND number = $2 AND sms_at IS NOT NULL";
    let args = args![request.channel.as_str(), &request.number];
    Ok(tx.run(sql, args).await? == 1)
}

/// Stores that the payment is about to be requested under this number.
pub async fn record_submission(
    tx: &mut Tx,
    request: &NetworkRequest,
    now: At,
) -> Result<(), Error> {
    let sql = "UPDATE network_requests SET money_at = $3, last_sent_at = $3, sends = sends + 1
               WHERE channel = $1 AND number = $2";
    tx.run(sql, args![request.channel.as_str(), &request.number, now])
        .await?;
    Ok(())
}

/// Stores that it is about to be sent again, under the same number and time.
/// False if it was sent meanwhile or has ended.
pub async fn record_resend(tx: &mut Tx, request: &NetworkRequest, now: At) -> Result<bool, Error> {
    let sql = "UPDATE network_requests SET last_sent_at = $4, sends = sends + 1
               WHERE channel = $1 AND number = $2 AND sends = $3 AND ended IS NULL";
    let args = args![
        request.channel.as_str(),
        &request.number,
        request.sends,
        now
    ];
    Ok(tx.run(sql, args).await? == 1)
}

/// Stores how the request ended, unless it has ended before. `Returned`
/// overrides any other end, because the network confirmed that money moved.
pub async fn end(tx: &mut Tx, request: &NetworkRequest, how: RequestEnd) -> Result<(), Error> {
    let sql = "UPDATE network_requests SET ended = $3, watch_until = NULL
               WHERE channel = $1 AND number = $2 AND (ended IS NULL OR $3 = 'returned')";
    let args = args![request.channel.as_str(), &request.number, how.name()];
    tx.run(sql, args).await?;
    Ok(())
}

/// Stores that the network never received it. It is queried further until
/// `watch_until`.
pub async fn give_up(tx: &mut Tx, request: &NetworkRequest, watch_until: At) -> Result<(), Error> {
    let sql = "UPDATE network_requests SET ended = $3, watch_until = $4
               WHERE channel = $1 AND number = $2 AND ended IS NULL";
    let end = RequestEnd::NotReceived.name();
    let args = args![request.channel.as_str(), &request.number, end, watch_until];
    tx.run(sql, args).await?;
    Ok(())
}

/// By number.
pub async fn find(
    tx: &mut Tx,
    channel: &ChannelId,
    number: &str,
) -> Result<Option<NetworkRequest>, Error> {
    let sql = "SELECT * FROM network_requests WHERE channel = $1 AND number = $2";
    tx.one(sql, args![channel.as_str(), number])
        .await?
        .map(|row| read(&row))
        .transpose()
}

/// All of an attempt or a refund, oldest first.
pub async fn of_subject(tx: &mut Tx, subject: &str) -> Result<Vec<NetworkRequest>, Error> {
    let sql = "SELECT * FROM network_requests WHERE subject = $1 ORDER BY number";
    tx.all(sql, args![subject])
        .await?
        .iter()
        .map(read)
        .collect()
}

/// The SMS codes of an order.
#[derive(Clone, Debug, Default)]
pub struct CodesSent {
    /// When each was requested, oldest first.
    pub requested: Vec<At>,
    /// When the last one was requested for the phone.
    pub last_to_phone: Option<At>,
}

/// The codes that were, or may have been, sent for an order, and when the last
/// one was requested for this (masked) phone. A request that was declined before
/// a code was sent does not count.
pub async fn codes_sent(tx: &mut Tx, order: &OrderId, phone: &str) -> Result<CodesSent, Error> {
    let sql = "SELECT r.sms_at, a.id, a.details, a.agreement_id, a.phone_masked
               FROM network_requests r JOIN attempts a ON a.id = r.subject
               WHERE a.order_id = $1 AND r.sms_at IS NOT NULL ORDER BY r.sms_at";
    let mut sent = CodesSent::default();
    for row in tx.all(sql, args![order.as_str()]).await? {
        let requested = row.at("sms_at")?;
        sent.requested.push(requested);
        let details = details::read(&row)?;
        let to_this_phone = |card: &CardDetails| card.phone_masked == phone;
        if details.card().is_some_and(to_this_phone) {
            sent.last_to_phone = Some(requested);
        }
    }
    Ok(sent)
}

/// How many attempts of an order have a payment request whose end is not known.
pub async fn attempts_in_doubt(tx: &mut Tx, order: &OrderId) -> Result<u32, Error> {
    let sql = "SELECT COUNT(DISTINCT r.subject) AS n
               FROM network_requests r JOIN attempts a ON a.id = r.subject
               WHERE a.order_id = $1 AND r.money_at IS NOT NULL AND r.ended IS NULL";
    let row = tx.one(sql, args![order.as_str()]).await?;
    row.ok_or_else(|| Error::unreadable_column("n"))?.count("n")
}

fn read(row: &Row) -> Result<NetworkRequest, Error> {
    let ended = match row.maybe_text("ended")? {
        Some(_) => Some(row.parsed("ended", RequestEnd::parse)?),
        None => None,
    };
    Ok(NetworkRequest {
        channel: row.parsed("channel", ChannelId::parse)?,
        number: row.text("number")?,
        subject: row.text("subject")?,
        purpose: row.parsed("purpose", Purpose::parse)?,
        account: row.text("account")?,
        amount: Money::new(
            row.int("amount")?,
            row.parsed("currency", |code| Currency::parse(code).ok())?,
        ),
        network_time: row.at("network_time")?,
        last_sent_at: row.maybe_at("last_sent_at")?,
        sends: row.count("sends")?,
        sms_at: row.maybe_at("sms_at")?,
        money_at: row.maybe_at("money_at")?,
        ended,
        watch_until: row.maybe_at("watch_until")?,
        data: row.json("data")?,
    })
}
