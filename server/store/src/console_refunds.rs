//! Who asked for a refund in a console, and by which form. Rows are written
//! once: the database refuses to change or delete one.

use super::{Row, Tx, args};
use crate::error::Error;
use domain::console::{FormKey, RefundRequester};
use domain::ids::{ApprovalId, OrderId, PersonId, RefundId};
use domain::money::{Currency, Money};

/// A new row.
#[derive(Clone, Debug)]
pub struct NewConsoleRefund<'a> {
    /// The refund.
    pub refund: &'a RefundId,
    /// The key of the form that asked.
    pub form_key: &'a str,
    /// Who asked.
    pub asked_by: &'a PersonId,
    /// The approval, where that was needed.
    pub approval: Option<&'a ApprovalId>,
}

/// What came of a form.
#[derive(Clone, Debug)]
pub struct RefundOfForm {
    /// The refund.
    pub refund: RefundId,
    /// Its order.
    pub order: OrderId,
    /// Its amount.
    pub amount: Money,
    /// Who asked.
    pub asked_by: PersonId,
}

/// Adds one.
pub async fn insert(tx: &mut Tx, new: NewConsoleRefund<'_>) -> Result<(), Error> {
    let sql = "INSERT INTO console_refunds (refund_id, form_key, asked_by, approval_id) VALUES ($1, $2, $3, $4)";
    let args = args![
        new.refund.as_str(),
        new.form_key,
        new.asked_by.as_str(),
        new.approval.map(ApprovalId::as_str),
    ];
    tx.run(sql, args).await?;
    Ok(())
}

/// The refund of a form.
pub async fn by_form_key(tx: &mut Tx, key: &FormKey) -> Result<Option<RefundOfForm>, Error> {
    let sql = "SELECT c.refund_id, c.asked_by, r.order_id, r.amount, r.currency
               FROM console_refunds c JOIN refunds r ON r.id = c.refund_id WHERE c.form_key = $1";
    let Some(row) = tx.one(sql, args![key.as_str()]).await? else {
        return Ok(None);
    };
    let currency = row.parsed("currency", |code| Currency::parse(code).ok())?;
    Ok(Some(RefundOfForm {
        refund: RefundId::stored(row.text("refund_id")?),
        order: OrderId::stored(row.text("order_id")?),
        amount: Money::new(row.int("amount")?, currency),
        asked_by: PersonId::stored(row.text("asked_by")?),
    }))
}

/// Who asked for the refunds of an order, for those that people asked for.
pub async fn of_order(
    tx: &mut Tx,
    order: &OrderId,
) -> Result<Vec<(RefundId, RefundRequester)>, Error> {
    let sql = "SELECT r.id, p.name AS asked_name, k.name AS approved_name
               FROM refunds r JOIN console_refunds c ON c.refund_id = r.id JOIN people p ON p.id = c.asked_by
                   LEFT JOIN approvals a ON a.id = c.approval_id LEFT JOIN people k ON k.id = a.checker_id
               WHERE r.order_id = $1";
    let rows = tx.all(sql, args![order.as_str()]).await?;
    let mut found = Vec::new();
    for row in &rows {
        if let Some(person) = requester(row)? {
            found.push((RefundId::stored(row.text("id")?), person));
        }
    }
    Ok(found)
}

/// The person of the columns `asked_name` and `approved_name`; `None` where no
/// person asked.
pub(super) fn requester(row: &Row) -> Result<Option<RefundRequester>, Error> {
    let approved_by = row.maybe_text("approved_name")?;
    let name = row.maybe_text("asked_name")?;
    Ok(name.map(|name| RefundRequester::Person { name, approved_by }))
}
