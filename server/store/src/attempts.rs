//! Attempts. A partial unique index makes sure that an order has at most one
//! live attempt.

pub(crate) mod details;
mod read;

use super::order_numbers::{self, NumberKind};
use super::row::json;
use super::{Row, Tx, args, orders};
use crate::error::{Error, Fault};
use domain::attempt::Attempt;
use domain::clock::At;
use domain::ids::{AgreementId, AttemptId, OrderId};
use domain::machine::OPEN_AT_MOST_S;
use domain::money::Money;
use domain::order::Order;
use domain::product::Product;
use read::read;

/// Adds a new attempt. If the order already has a live one, a stale fault: the
/// write runs again and reads that one.
pub async fn insert(tx: &mut Tx, attempt: &Attempt) -> Result<(), Error> {
    let rows = tx
        .run(
            "INSERT INTO attempts (id, order_id, product, channel, state, created_at, pay_until, details,
                 agreement_id, phone_masked, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1) ON CONFLICT DO NOTHING",
            args![
                attempt.id.as_str(),
                attempt.order_id.as_str(),
                attempt.product.name(),
                attempt.channel.as_str(),
                attempt.state.status().name(),
                attempt.created_at,
                attempt.pay_until,
                details::json(&attempt.details),
                attempt.details.agreement().map(AgreementId::as_str),
                phone(attempt),
            ],
        )
        .await?;
    tx.order_changed(&attempt.order_id);
    if rows != 1 {
        return Err(Fault::stale("an order has a live attempt already").into());
    }
    match attempt.details.card() {
        Some(card) => {
            let card_end =
                order_numbers::insert(tx, &attempt.order_id, NumberKind::Card, &card.last4);
            card_end.await
        }
        None => Ok(()),
    }
}

/// Writes what may change. A stale fault when it changed since it was read.
pub async fn update(tx: &mut Tx, attempt: &Attempt) -> Result<(), Error> {
    let declined = attempt.state.declined();
    let rows = tx
        .run(
            "UPDATE attempts SET state = $3, declined_reason = $4, declined_code = $5, receipt = $6,
                 details = $7, agreement_id = $8, phone_masked = $9, version = version + 1
             WHERE id = $1 AND version = $2",
            args![
                attempt.id.as_str(),
                attempt.version,
                attempt.state.status().name(),
                declined.map(|(reason, _)| reason.name()),
                declined.map(|(_, code)| code),
                attempt.state.receipt().map(json),
                details::json(&attempt.details),
                attempt.details.agreement().map(AgreementId::as_str),
                phone(attempt),
            ],
        )
        .await?;
    tx.order_changed(&attempt.order_id);
    if rows != 1 {
        return Err(Fault::stale("an attempt changed under its writer").into());
    }
    match attempt.state.receipt() {
        Some(receipt) => order_numbers::insert_receipt(tx, &attempt.order_id, receipt).await,
        None => Ok(()),
    }
}

fn phone(attempt: &Attempt) -> Option<&str> {
    Some(attempt.details.card()?.phone_masked.as_str())
}

/// By id.
pub async fn find(tx: &mut Tx, id: &AttemptId) -> Result<Option<Attempt>, Error> {
    tx.one("SELECT * FROM attempts WHERE id = $1", args![id.as_str()])
        .await?
        .map(|row| read(&row))
        .transpose()
}

/// By id, where another row refers to it; a fault when it is missing.
pub async fn get(tx: &mut Tx, id: &AttemptId) -> Result<Attempt, Error> {
    let gone = || Fault::new(format!("attempt {id} is gone")).into();
    find(tx, id).await?.ok_or_else(gone)
}

/// All of an order, oldest first.
pub async fn of_order(tx: &mut Tx, order: &OrderId) -> Result<Vec<Attempt>, Error> {
    let sql = "SELECT * FROM attempts WHERE order_id = $1 ORDER BY created_at, id";
    tx.all(sql, args![order.as_str()])
        .await?
        .iter()
        .map(read)
        .collect()
}

/// When the newest `most` of an order were created, oldest first.
pub async fn begun(tx: &mut Tx, order: &OrderId, most: u32) -> Result<Vec<At>, Error> {
    let sql =
        "SELECT created_at FROM attempts WHERE order_id = $1 ORDER BY created_at DESC LIMIT $2";
    let rows = tx.all(sql, args![order.as_str(), most]).await?;
    rows.iter().rev().map(|row| row.at("created_at")).collect()
}

/// Attempts, the current one of an order before its others.
macro_rules! current {
    ($of:literal, $limit:literal) => {
        concat!(
            "SELECT * FROM attempts WHERE ",
            $of,
            " ORDER BY CASE WHEN state = 'paid' THEN 0
                  WHEN state IN ('started', 'awaiting_payer', 'unsettled') THEN 1 ELSE 2 END,
                  created_at DESC, id DESC",
            $limit
        )
    };
}

/// The one that paid, or else the live one, or else the newest.
pub async fn current(tx: &mut Tx, order: &OrderId) -> Result<Option<Attempt>, Error> {
    let sql = current!("order_id = $1", " LIMIT 1");
    tx.one(sql, args![order.as_str()])
        .await?
        .map(|row| read(&row))
        .transpose()
}

/// [`current`] of each order, for at most [`orders::ORDERS_MAX`] orders.
pub async fn current_of(tx: &mut Tx, orders: &[&OrderId]) -> Result<Vec<Attempt>, Error> {
    let sql = current!(
        "order_id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        ""
    );
    match orders {
        [] => Ok(Vec::new()),
        [order] => Ok(current(tx, order).await?.into_iter().collect()),
        _ => {
            let ids = orders.iter().map(|order| order.as_str());
            let mut first = Vec::with_capacity(orders.len());
            for row in &tx.all(sql, orders::padded(ids)).await? {
                let attempt = read(row)?;
                let same = |other: &Attempt| other.order_id == attempt.order_id;
                if !first.iter().any(same) {
                    first.push(attempt);
                }
            }
            Ok(first)
        }
    }
}

/// Claims the right to query the network about this attempt now; false when it
/// was queried after `since`.
pub async fn claim_query(
    tx: &mut Tx,
    attempt: &Attempt,
    since: At,
    now: At,
) -> Result<bool, Error> {
    let sql =
        "UPDATE attempts SET asked_at = $3 WHERE id = $1 AND (asked_at IS NULL OR asked_at <= $2)";
    let claimed = tx.run(sql, args![attempt.id.as_str(), since, now]).await? == 1;
    if claimed {
        tx.order_changed(&attempt.order_id);
    }
    Ok(claimed)
}

/// What a buyer spent, by product.
#[derive(Debug, Default)]
pub struct Spent(Vec<(Product, Money)>);

impl Spent {
    /// The sum for this product.
    pub fn with(&self, product: Product) -> Money {
        let known = self.0.iter().find(|(way, _)| *way == product);
        known.map_or(Money::fen(0), |(_, spent)| *spent)
    }
}

/// The creation time of the oldest order that can have an attempt after
/// `since`: an order is open for a limited time.
pub const fn oldest_order(since: At) -> At {
    since.plus_s(-OPEN_AT_MOST_S)
}

/// What a buyer of a mall paid since then or is paying now, without this order
/// (rule R6). Reads no order that is too old to have such an attempt.
pub async fn spent(tx: &mut Tx, order: &Order, buyer: &str, since: At) -> Result<Spent, Error> {
    let sql = "SELECT a.product AS product, CAST(SUM(o.amount) AS BIGINT) AS spent
               FROM attempts a JOIN orders o ON o.id = a.order_id
               WHERE o.mall_id = $1 AND o.buyer_ref = $2 AND o.created_at >= $3
                   AND a.created_at >= $4 AND o.id <> $5
                   AND a.state IN ('paid', 'started', 'awaiting_payer', 'unsettled')
               GROUP BY a.product";
    let args = args![
        order.mall_id.as_str(),
        buyer,
        oldest_order(since),
        since,
        order.id.as_str()
    ];
    let of_way = |row: &Row| {
        let product = row.parsed("product", Product::parse)?;
        Ok::<_, Error>((product, Money::fen(row.int("spent")?)))
    };
    let rows = tx.all(sql, args).await?;
    let ways = rows.iter().map(of_way).collect::<Result<_, _>>()?;
    Ok(Spent(ways))
}
