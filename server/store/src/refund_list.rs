//! The list of a merchant's refunds: pages by the place of a row, newest first.
//! Each page reads one range of an index.

use super::{Row, SqlValue, Tx, args, console_refunds};
use crate::error::Error;
use domain::clock::At;
use domain::console::{RefundCursor, RefundPage, RefundRequester, RefundRow};
use domain::ids::{MerchantId, OrderId, RefundId};
use domain::money::{Currency, Money};
use domain::refund::RefundState;

/// A page. The statement's plan is asserted on both databases.
pub(crate) const PAGE: &str =
    "SELECT r.id, r.order_id, r.amount, r.currency, r.state, r.reason, r.created_at, r.ended_at,
         o.mall_order_no, p.name AS asked_name, k.name AS approved_name
     FROM refunds r JOIN orders o ON o.id = r.order_id
         LEFT JOIN console_refunds c ON c.refund_id = r.id LEFT JOIN people p ON p.id = c.asked_by
         LEFT JOIN approvals a ON a.id = c.approval_id LEFT JOIN people k ON k.id = a.checker_id
     WHERE r.merchant_id = $1 AND (r.created_at, r.id) < ($2, $3)
     ORDER BY r.created_at DESC, r.id DESC LIMIT 51";

/// A page of a merchant's refunds; without a cursor the first one.
pub async fn page(
    tx: &mut Tx,
    merchant: &MerchantId,
    after: Option<&RefundCursor>,
) -> Result<RefundPage, Error> {
    let rows = tx.all(PAGE, values(merchant, after)).await?;
    let mut rows = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let more = rows.len() > RefundPage::ROWS;
    rows.truncate(RefundPage::ROWS);
    let last = rows.last().filter(|_| more);
    let next = last.map(|row| RefundCursor {
        created_at: row.created_at,
        id: row.id.clone(),
    });
    Ok(RefundPage { rows, next })
}

/// The values of [`PAGE`].
pub(crate) fn values(merchant: &MerchantId, after: Option<&RefundCursor>) -> Vec<SqlValue> {
    match after {
        Some(after) => args![merchant.as_str(), after.created_at, after.id.as_str()],
        None => args![merchant.as_str(), At::from_ms(i64::MAX), ""],
    }
}

fn read(row: &Row) -> Result<RefundRow, Error> {
    let currency = row.parsed("currency", |code| Currency::parse(code).ok())?;
    Ok(RefundRow {
        id: RefundId::stored(row.text("id")?),
        order_id: OrderId::stored(row.text("order_id")?),
        mall_order_no: row.text("mall_order_no")?,
        amount: Money::new(row.int("amount")?, currency),
        state: row.parsed("state", RefundState::parse)?,
        requester: console_refunds::requester(row)?.unwrap_or(RefundRequester::Mall),
        reason: row.maybe_text("reason")?,
        created_at: row.at("created_at")?,
        ended_at: row.maybe_at("ended_at")?,
    })
}
