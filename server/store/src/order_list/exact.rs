//! Orders of a number that is known exactly: ours, the mall's, or the
//! network's.

use super::read;
use super::statement::columns;
#[cfg(test)]
use crate::SqlValue;
use crate::order_numbers::NumberKind;
use crate::orders::{self, ORDERS_MAX};
use crate::{Error, Row, Tx, args, attempts, refunds};
use domain::console::{OrderRow, OrdersOf};
use domain::ids::{AttemptId, OrderId, RefundId};

/// By the mall's number: one look into the unique index for each mall. The
/// malls come first, or the planner might read all orders of the merchant.
const OF_MALLS: &str = "SELECT o.id FROM malls m CROSS JOIN orders o
     WHERE o.mall_id = m.id AND o.mall_order_no = $1 AND ($2 = '' OR o.merchant_id = $2) LIMIT 64";

/// By the mall's number of a refund, in the same way.
const OF_REFUNDS: &str = "SELECT r.order_id AS id FROM malls m CROSS JOIN refunds r
     WHERE r.mall_id = m.id AND r.mall_refund_no = $1 LIMIT 64";

/// What a request was about: one look for each network that has requests.
const OF_REQUESTS: &str = "WITH RECURSIVE channels (channel) AS (
         SELECT MIN(channel) FROM network_requests
         UNION ALL SELECT (SELECT MIN(r.channel) FROM network_requests r WHERE r.channel > c.channel)
         FROM channels c WHERE c.channel IS NOT NULL)
     SELECT r.subject FROM channels c CROSS JOIN network_requests r
     WHERE r.channel = c.channel AND r.number = $1";

/// By the network's id of a payment or refund.
const OF_RECEIPTS: &str = "SELECT n.order_id AS id FROM order_numbers n
     WHERE n.kind = $2 AND n.number = $1 LIMIT 64";

/// The orders of this number, in any order.
pub(super) async fn rows(tx: &mut Tx, of: &OrdersOf, number: &str) -> Result<Vec<OrderRow>, Error> {
    let sql = concat!(
        columns!(),
        "orders o WHERE o.id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
         AND ($17 = '' OR o.merchant_id = $17) AND ($18 = '' OR o.mall_id = $18)
         AND ($19 = '' OR o.store_id = $19)"
    );
    let [merchant, mall, store] = owner(of);
    let mut found = Vec::new();
    for ids in ids(tx, merchant, number).await?.chunks(ORDERS_MAX) {
        let mut values = orders::padded(ids.iter().map(OrderId::as_str));
        debug_assert_eq!(values.len(), ORDERS_MAX, "the owner's values follow");
        values.extend(args![merchant, mall, store]);
        for row in &tx.all(sql, values).await? {
            found.push(read(row)?);
        }
    }
    Ok(found)
}

/// The merchant, the mall and the store; empty for any.
fn owner(of: &OrdersOf) -> [&str; 3] {
    match of {
        OrdersOf::All => ["", "", ""],
        OrdersOf::Merchant(id) => [id.as_str(), "", ""],
        OrdersOf::Store(id, store) => [id.as_str(), "", store.as_str()],
        OrdersOf::Mall(id) => ["", id.as_str(), ""],
    }
}

/// Their ids, those of other owners among them.
async fn ids(tx: &mut Tx, merchant: &str, number: &str) -> Result<Vec<OrderId>, Error> {
    if let Some(id) = OrderId::parse(number) {
        return Ok(vec![id]);
    }
    if let Some(id) = order_of(tx, number).await? {
        return Ok(vec![id]);
    }
    let id = |row: &Row| row.text("id").map(OrderId::stored);
    let malls = tx.all(OF_MALLS, args![number, merchant]).await?;
    let mut found: Vec<OrderId> = malls.iter().map(id).collect::<Result<_, _>>()?;
    for row in tx.all(OF_REFUNDS, args![number]).await? {
        found.push(id(&row)?);
    }
    for row in tx.all(OF_REQUESTS, args![number]).await? {
        found.extend(order_of(tx, &row.text("subject")?).await?);
    }
    for row in tx
        .all(OF_RECEIPTS, args![number, NumberKind::Network.name()])
        .await?
    {
        found.push(id(&row)?);
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// Each statement that looks for a number, with the index that it uses, for the
/// tests of their plans.
#[cfg(test)]
pub(crate) fn looked_up(merchant: &str) -> Vec<([&'static str; 2], &'static str, Vec<SqlValue>)> {
    let number = args!["JN100042"];
    vec![
        (
            [
                "sqlite_autoindex_orders_3",
                "orders_mall_id_mall_order_no_key",
            ],
            OF_MALLS,
            args!["JN100042", merchant],
        ),
        (
            [
                "sqlite_autoindex_orders_3",
                "orders_mall_id_mall_order_no_key",
            ],
            OF_MALLS,
            args!["JN100042", ""],
        ),
        (
            [
                "sqlite_autoindex_refunds_2",
                "refunds_mall_id_mall_refund_no_key",
            ],
            OF_REFUNDS,
            number.clone(),
        ),
        (
            [
                "sqlite_autoindex_network_requests_1",
                "network_requests_pkey",
            ],
            OF_REQUESTS,
            number,
        ),
        (
            ["order_numbers_by_number", "order_numbers_by_number"],
            OF_RECEIPTS,
            args!["JN100042", NumberKind::Network.name()],
        ),
    ]
}

/// The order of an attempt or a refund.
async fn order_of(tx: &mut Tx, subject: &str) -> Result<Option<OrderId>, Error> {
    if let Some(id) = AttemptId::parse(subject) {
        return Ok(attempts::find(tx, &id)
            .await?
            .map(|attempt| attempt.order_id));
    }
    match RefundId::parse(subject) {
        Some(id) => Ok(refunds::find(tx, &id).await?.map(|refund| refund.order_id)),
        None => Ok(None),
    }
}
