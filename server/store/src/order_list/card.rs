//! Orders that a card may have paid, by what its owner knows of the payment.

use super::read;
use super::statement::columns;
use crate::order_numbers::NumberKind;
use crate::{Error, SqlValue, Tx, args};
use domain::console::{OrderLookup, OrderRow};
use domain::day::Day;
use domain::machine::OPEN_AT_MOST_S;
use domain::money::Money;

/// The orders of a card's end in a range of time, read by the place of the
/// number; of these, those of the amount.
const OF_CARD: &str = concat!(
    columns!(),
    "order_numbers n JOIN orders o ON o.id = n.order_id
     WHERE n.kind = $1 AND n.number = $2 AND n.created_at >= $3 AND n.created_at < $4
         AND o.amount = $5 AND o.currency = $6 AND (o.created_at >= $7 OR o.paid_at >= $7)
     ORDER BY n.created_at DESC, n.order_id DESC LIMIT $8"
);

/// The orders of all merchants that a card with this end paid, or was tried
/// for, on a day in China, the newest first.
pub async fn of_card(
    tx: &mut Tx,
    last4: &str,
    amount: Money,
    day: Day,
) -> Result<Vec<OrderRow>, Error> {
    let mut rows: Vec<OrderRow> = Vec::new();
    for row in &tx.all(OF_CARD, values(last4, amount, day)).await? {
        rows.push(read(row)?);
    }
    Ok(rows)
}

/// An order that is paid on a day may have been created the day before.
fn values(last4: &str, amount: Money, day: Day) -> Vec<SqlValue> {
    let start = day.start_in_china();
    args![
        NumberKind::Card.name(),
        last4,
        start.plus_s(-OPEN_AT_MOST_S),
        day.end_in_china(),
        amount.minor(),
        amount.currency().code(),
        start,
        OrderLookup::MAX,
    ]
}

/// The statement with its values, for the test of its plan.
#[cfg(test)]
pub(crate) fn explained_card() -> (&'static str, Vec<SqlValue>) {
    let day = Day::constant(2026, 11, 22);
    (OF_CARD, values("0042", Money::fen(100), day))
}
