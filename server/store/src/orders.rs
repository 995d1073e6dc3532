//! Orders.

use super::{Row, SqlValue, Tx, args};
use crate::error::{Error, Fault};
use domain::clock::At;
use domain::ids::{AttemptId, MallId, MerchantId, OrderId, PayToken, StoreId};
use domain::money::Money;
use domain::order::{Facts, Order, OrderState};

/// Adds a new order; false when its number is taken at this mall.
pub async fn insert(tx: &mut Tx, order: &Order) -> Result<bool, Error> {
    let facts = &order.facts;
    let rows = tx
        .run(
            "INSERT INTO orders (id, token, mall_id, mall_order_no, merchant_id, amount, currency, buyer_ref,
                 facts, state, created_at, expires_at, extensions, sequence, store_id, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1)
             ON CONFLICT (mall_id, mall_order_no) DO NOTHING",
            args![
                order.id.as_str(),
                order.token.as_str(),
                order.mall_id.as_str(),
                &facts.mall_order_no,
                facts.merchant_id.as_str(),
                facts.amount.minor(),
                facts.amount.currency().code(),
                facts.buyer_ref.clone(),
                super::row::json(facts),
                order.state.name(),
                order.created_at,
                order.expires_at,
                order.extensions,
                order.sequence,
                facts.store_id.as_ref().map(StoreId::as_str),
            ],
        )
        .await?;
    Ok(rows == 1)
}

/// Writes what may change. A stale fault when it changed since it was read.
pub async fn update(tx: &mut Tx, order: &Order) -> Result<(), Error> {
    let rows = tx
        .run(
            "UPDATE orders SET state = $3, expires_at = $4, extensions = $5, live_attempt = $6, paid_attempt = $7,
                 paid_at = $8, sequence = $9, reserved = $10, refunded = $11, version = version + 1
             WHERE id = $1 AND version = $2",
            args![
                order.id.as_str(),
                order.version,
                order.state.name(),
                order.expires_at,
                order.extensions,
                order.live_attempt.as_ref().map(AttemptId::as_str),
                order.paid_attempt.as_ref().map(AttemptId::as_str),
                order.paid_at,
                order.sequence,
                order.reserved.minor(),
                order.refunded.minor(),
            ],
        )
        .await?;
    if rows != 1 {
        return Err(Fault::stale("an order changed under its writer").into());
    }
    tx.order_changed(&order.id);
    Ok(())
}

/// By id.
pub async fn find(tx: &mut Tx, id: &OrderId) -> Result<Option<Order>, Error> {
    tx.one("SELECT * FROM orders WHERE id = $1", args![id.as_str()])
        .await?
        .map(|row| read(&row))
        .transpose()
}

/// By id, where another row refers to it; a fault when it is missing.
pub async fn get(tx: &mut Tx, id: &OrderId) -> Result<Order, Error> {
    let gone = || Fault::new(format!("order {id} is gone")).into();
    find(tx, id).await?.ok_or_else(gone)
}

/// By the token of its pay page.
pub async fn by_token(tx: &mut Tx, token: &PayToken) -> Result<Option<Order>, Error> {
    let sql = "SELECT * FROM orders WHERE token = $1";
    tx.one(sql, args![token.as_str()])
        .await?
        .map(|row| read(&row))
        .transpose()
}

/// When the first order of the merchant, or of its store, was created, if there
/// is one.
pub async fn first_created(
    tx: &mut Tx,
    merchant: &MerchantId,
    store: Option<&StoreId>,
) -> Result<Option<At>, Error> {
    let of_merchant =
        "SELECT created_at FROM orders WHERE merchant_id = $1 ORDER BY created_at, id LIMIT 1";
    let of_store = "SELECT created_at FROM orders WHERE merchant_id = $1 AND store_id = $2
                    ORDER BY created_at, id LIMIT 1";
    let first = match store {
        None => tx.one(of_merchant, args![merchant.as_str()]).await?,
        Some(store) => {
            tx.one(of_store, args![merchant.as_str(), store.as_str()])
                .await?
        }
    };
    first.map(|row| row.at("created_at")).transpose()
}

/// The id of the order of this pay page's token.
pub async fn id_by_token(tx: &mut Tx, token: &PayToken) -> Result<Option<OrderId>, Error> {
    let sql = "SELECT id FROM orders WHERE token = $1";
    match tx.one(sql, args![token.as_str()]).await? {
        Some(row) => Ok(Some(OrderId::stored(row.text("id")?))),
        None => Ok(None),
    }
}

/// The most orders that one query reads.
pub const ORDERS_MAX: usize = 16;

/// [`ORDERS_MAX`] values, the last one repeated, so that one SQL text serves any
/// number of them.
pub(crate) fn padded<'a>(values: impl Iterator<Item = &'a str>) -> Vec<SqlValue> {
    let mut args: Vec<SqlValue> = values.take(ORDERS_MAX).map(SqlValue::from).collect();
    if let Some(last) = args.last().cloned() {
        args.resize(ORDERS_MAX, last);
    }
    args
}

/// By the mall's own number.
pub async fn by_number(tx: &mut Tx, mall: &MallId, number: &str) -> Result<Option<Order>, Error> {
    let sql = "SELECT * FROM orders WHERE mall_id = $1 AND mall_order_no = $2";
    tx.one(sql, args![mall.as_str(), number])
        .await?
        .map(|row| read(&row))
        .transpose()
}

pub(crate) fn read(row: &Row) -> Result<Order, Error> {
    let attempt = |column| Ok::<_, Error>(row.maybe_text(column)?.map(AttemptId::stored));
    let facts: Facts = row.json("facts")?;
    let money = |column| Ok::<_, Error>(Money::new(row.int(column)?, facts.amount.currency()));
    Ok(Order {
        id: OrderId::stored(row.text("id")?),
        token: row.parsed("token", PayToken::parse)?,
        mall_id: MallId::stored(row.text("mall_id")?),
        state: row.parsed("state", OrderState::parse)?,
        created_at: row.at("created_at")?,
        expires_at: row.at("expires_at")?,
        extensions: row.count("extensions")?,
        live_attempt: attempt("live_attempt")?,
        paid_attempt: attempt("paid_attempt")?,
        paid_at: row.maybe_at("paid_at")?,
        reserved: money("reserved")?,
        refunded: money("refunded")?,
        sequence: row.count("sequence")?,
        version: row.int("version")?,
        facts,
    })
}
