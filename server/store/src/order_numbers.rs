//! Numbers by which a merchant finds an order, where no other unique index has
//! them. Written in the transaction in which the number becomes known.

use super::{Tx, args};
use crate::error::Error;
use domain::attempt::Receipt;
use domain::ids::OrderId;

/// What a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberKind {
    /// The last four digits of a card.
    Card,
    /// A network's own id of a payment or refund.
    Network,
    /// What happened to an order on a day, written when that is summed.
    Day,
}

impl NumberKind {
    /// The name in SQL.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Network => "network",
            Self::Day => "day",
        }
    }
}

/// Adds a number of an order; one that it has stays as it is.
pub(crate) async fn insert(
    tx: &mut Tx,
    order: &OrderId,
    kind: NumberKind,
    number: &str,
) -> Result<(), Error> {
    let sql = "INSERT INTO order_numbers (merchant_id, kind, number, created_at, order_id)
               SELECT merchant_id, $2, $3, created_at, id FROM orders WHERE id = $1
               ON CONFLICT DO NOTHING";
    tx.run(sql, args![order.as_str(), kind.name(), number])
        .await?;
    Ok(())
}

/// Removes a number of an order.
pub(crate) async fn delete(
    tx: &mut Tx,
    order: &OrderId,
    kind: NumberKind,
    number: &str,
) -> Result<(), Error> {
    let sql = "DELETE FROM order_numbers WHERE (merchant_id, created_at) IN
                   (SELECT merchant_id, created_at FROM orders WHERE id = $1)
               AND kind = $2 AND number = $3 AND order_id = $1";
    tx.run(sql, args![order.as_str(), kind.name(), number])
        .await?;
    Ok(())
}

/// Adds what a network's receipt says: its id and, if it masks an account, the
/// last four digits.
pub(crate) async fn insert_receipt(
    tx: &mut Tx,
    order: &OrderId,
    receipt: &Receipt,
) -> Result<(), Error> {
    insert(tx, order, NumberKind::Network, &receipt.network_id).await?;
    match receipt.account.as_deref().and_then(last_four) {
        Some(digits) => insert(tx, order, NumberKind::Card, digits).await,
        None => Ok(()),
    }
}

/// The last four digits of a masked account, if it ends with them.
fn last_four(account: &str) -> Option<&str> {
    let end = account.get(account.len().checked_sub(4)?..)?;
    end.bytes().all(|b| b.is_ascii_digit()).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::last_four;

    #[test]
    fn only_four_digits_at_the_end_count() {
        assert_eq!(last_four("622202******0123"), Some("0123"));
        for other in ["", "123", "622202**********", "王芳", "o***@mall.example"] {
            assert_eq!(last_four(other), None, "{other}");
        }
    }
}
