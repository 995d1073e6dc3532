//! Refunds. Unique indexes make sure that a mall's number names one refund, and
//! that one surplus payment has one.

use super::order_numbers;
use super::row::json;
use super::{Row, Tx, args};
use crate::error::{Error, Fault};
use domain::channel_id::ChannelId;
use domain::ids::{AttemptId, MallId, OrderId, RefundId};
use domain::money::{Currency, Money};
use domain::order::Order;
use domain::refund::{Refund, RefundCause, RefundState};

/// Adds a new refund of an order. If the number is taken, or the surplus
/// has a refund, a stale fault: the write runs again and reads that refund.
pub async fn insert(tx: &mut Tx, order: &Order, refund: &Refund) -> Result<(), Error> {
    let merchant = match refund.cause {
        RefundCause::Merchant => Some(order.facts.merchant_id.as_str()),
        RefundCause::Surplus => None,
    };
    let rows = tx
        .run(
            "INSERT INTO refunds (id, mall_id, order_id, attempt_id, channel, payment, cause, amount, currency, rest,
                 state, mall_refund_no, reason, created_at, merchant_id, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1) ON CONFLICT DO NOTHING",
            args![
                refund.id.as_str(),
                order.mall_id.as_str(),
                refund.order_id.as_str(),
                refund.attempt_id.as_str(),
                refund.channel.as_str(),
                &refund.payment,
                refund.cause.name(),
                refund.amount.minor(),
                refund.amount.currency().code(),
                refund.rest,
                refund.state.name(),
                refund.mall_refund_no.clone(),
                refund.reason.clone(),
                refund.created_at,
                merchant,
            ],
        )
        .await?;
    tx.order_changed(&refund.order_id);
    if rows == 1 {
        Ok(())
    } else {
        Err(Fault::stale("a refund of this number or of this money is there already").into())
    }
}

/// Writes what may change. A stale fault when it changed since it was read.
pub async fn update(tx: &mut Tx, refund: &Refund) -> Result<(), Error> {
    let rows = tx
        .run(
            "UPDATE refunds SET state = $3, ended_at = $4, declined = $5, receipt = $6, version = version + 1
             WHERE id = $1 AND version = $2",
            args![
                refund.id.as_str(),
                refund.version,
                refund.state.name(),
                refund.ended_at,
                refund.declined.clone(),
                refund.receipt.as_ref().map(json),
            ],
        )
        .await?;
    tx.order_changed(&refund.order_id);
    if rows != 1 {
        return Err(Fault::stale("a refund changed under its writer").into());
    }
    match &refund.receipt {
        Some(receipt) => order_numbers::insert_receipt(tx, &refund.order_id, receipt).await,
        None => Ok(()),
    }
}

/// By id, if it is this mall's.
pub async fn of_mall(tx: &mut Tx, mall: &MallId, id: &RefundId) -> Result<Option<Refund>, Error> {
    let sql = "SELECT * FROM refunds WHERE id = $1 AND mall_id = $2";
    tx.one(sql, args![id.as_str(), mall.as_str()])
        .await?
        .map(|row| read(&row))
        .transpose()
}

/// By id, of any mall.
pub async fn find(tx: &mut Tx, id: &RefundId) -> Result<Option<Refund>, Error> {
    tx.one("SELECT * FROM refunds WHERE id = $1", args![id.as_str()])
        .await?
        .map(|row| read(&row))
        .transpose()
}

/// By id, where a row or job refers to it; a fault when it is missing.
pub async fn get(tx: &mut Tx, id: &RefundId) -> Result<Refund, Error> {
    let gone = || Fault::new(format!("refund {id} is gone")).into();
    find(tx, id).await?.ok_or_else(gone)
}

/// By the mall's own number.
pub async fn by_number(tx: &mut Tx, mall: &MallId, number: &str) -> Result<Option<Refund>, Error> {
    let sql = "SELECT * FROM refunds WHERE mall_id = $1 AND mall_refund_no = $2";
    tx.one(sql, args![mall.as_str(), number])
        .await?
        .map(|row| read(&row))
        .transpose()
}

/// All of an order, oldest first.
pub async fn of_order(tx: &mut Tx, order: &OrderId) -> Result<Vec<Refund>, Error> {
    let sql = "SELECT * FROM refunds WHERE order_id = $1 ORDER BY created_at, id";
    tx.all(sql, args![order.as_str()])
        .await?
        .iter()
        .map(read)
        .collect()
}

/// Number of open refunds, and how many of them the network has declined before
/// (surplus, which is sent again later).
pub async fn open(tx: &mut Tx) -> Result<(i64, i64), Error> {
    let sql = "SELECT COUNT(*) AS many, COUNT(declined) AS declined FROM refunds
               WHERE state IN ('pending', 'unknown')";
    match tx.one(sql, args![]).await? {
        Some(row) => Ok((row.int("many")?, row.int("declined")?)),
        None => Ok((0, 0)),
    }
}

fn read(row: &Row) -> Result<Refund, Error> {
    let currency = row.parsed("currency", |code| Currency::parse(code).ok())?;
    let receipt = match row.maybe_text("receipt")? {
        Some(text) => {
            Some(serde_json::from_str(&text).map_err(|_| Error::unreadable_column("receipt"))?)
        }
        None => None,
    };
    Ok(Refund {
        id: RefundId::stored(row.text("id")?),
        order_id: OrderId::stored(row.text("order_id")?),
        attempt_id: AttemptId::stored(row.text("attempt_id")?),
        channel: row.parsed("channel", ChannelId::parse)?,
        payment: row.text("payment")?,
        cause: row.parsed("cause", RefundCause::parse)?,
        amount: Money::new(row.int("amount")?, currency),
        rest: row.flag("rest")?,
        state: row.parsed("state", RefundState::parse)?,
        mall_refund_no: row.maybe_text("mall_refund_no")?,
        reason: row.maybe_text("reason")?,
        created_at: row.at("created_at")?,
        ended_at: row.maybe_at("ended_at")?,
        declined: row.maybe_text("declined")?,
        receipt,
        version: row.int("version")?,
    })
}
