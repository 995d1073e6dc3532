//! Orders of a number that is known exactly: ours, the mall's, or the
//! network's.

use super::read;
use super::statement::columns;
use crate::order_numbers::NumberKind;
use crate::orders::{self, ORDERS_MAX};
use crate::{Error, Row, SqlValue, Tx, args, attempts, refunds};
use domain::console::OrderRow;
use domain::ids::{AttemptId, MerchantId, OrderId, RefundId};

/// By the mall's number: one look into the unique index for each mall. The
/// malls come first, or the planner might read all orders of the merchant.
const OF_MALLS: &str = "SELECT o.id FROM malls m CROSS JOIN orders o
     WHERE o.mall_id = m.id AND o.mall_order_no = $2 AND o.merchant_id = $1";

/// What a request at one of the merchant's networks was about.
const OF_REQUESTS: &str = "SELECT r.subject FROM merchant_accounts c CROSS JOIN network_requests r
     WHERE c.merchant_id = $1 AND r.channel = c.channel AND r.number = $2";

/// By the network's id of a payment or refund.
const OF_RECEIPTS: &str = "SELECT n.order_id FROM order_numbers n
     WHERE n.merchant_id = $1 AND n.kind = $3 AND n.number = $2 LIMIT 16";

/// The merchant's orders of this number, at most [`ORDERS_MAX`], in any order.
pub(super) async fn rows(
    tx: &mut Tx,
    merchant: &MerchantId,
    number: &str,
) -> Result<Vec<OrderRow>, Error> {
    let ids = ids(tx, merchant, number).await?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = concat!(
        columns!(),
        "orders o WHERE o.id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
         AND o.merchant_id = $17"
    );
    let mut values = orders::padded(ids.iter().map(OrderId::as_str));
    debug_assert_eq!(
        values.len(),
        ORDERS_MAX,
        "the merchant is the value after them"
    );
    values.push(SqlValue::from(merchant.as_str()));
    tx.all(sql, values).await?.iter().map(read).collect()
}

async fn ids(tx: &mut Tx, merchant: &MerchantId, number: &str) -> Result<Vec<OrderId>, Error> {
    if let Some(id) = OrderId::parse(number) {
        return Ok(vec![id]);
    }
    let id = |column| move |row: &Row| row.text(column).map(OrderId::stored);
    let values = args![merchant.as_str(), number];
    let malls = tx.all(OF_MALLS, values.clone()).await?;
    let mut found: Vec<OrderId> = malls.iter().map(id("id")).collect::<Result<_, _>>()?;
    for row in tx.all(OF_REQUESTS, values.clone()).await? {
        found.extend(order_of(tx, &row.text("subject")?).await?);
    }
    let values = [values, args![NumberKind::Network.name()]].concat();
    for row in tx.all(OF_RECEIPTS, values).await? {
        found.push(id("order_id")(&row)?);
    }
    Ok(found)
}

/// Each statement that looks for a number, with the index that it uses, for the
/// tests of their plans.
#[cfg(test)]
pub(crate) fn looked_up(
    merchant: &MerchantId,
) -> Vec<([&'static str; 2], &'static str, Vec<SqlValue>)> {
    let values = args![merchant.as_str(), "JN100042"];
    let with_kind = [values.clone(), args![NumberKind::Network.name()]].concat();
    vec![
        (
            ["orders_3", "orders_mall_id_mall_order_no_key"],
            OF_MALLS,
            values.clone(),
        ),
        (
            ["network_requests_1", "network_requests_pkey"],
            OF_REQUESTS,
            values,
        ),
        (
            ["order_numbers_1", "order_numbers_pkey"],
            OF_RECEIPTS,
            with_kind,
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
        Some(id) => Ok(Some(refunds::get(tx, &id).await?.order_id)),
        None => Ok(None),
    }
}
