//! Orders for their pay pages, several in one query. Each row says whether the
//! buyer has other orders or saved cards. Most have neither, so no further
//! query is needed.

use super::orders::{self, ORDERS_MAX};
use super::{Row, Tx, args};
use crate::error::Error;
use domain::clock::At;
use domain::ids::PayToken;
use domain::order::Order;

/// An order, and whether its buyer has more at this mall.
#[derive(Debug)]
pub struct PageOrder {
    /// The order.
    pub order: Order,
    /// The buyer has another order that was made since the given time.
    pub has_other_orders: bool,
    /// The buyer has signed a card.
    pub has_cards: bool,
    /// A freeze of the order or its merchant stops new payments.
    pub suspended: bool,
}

macro_rules! page_orders {
    ($token:literal, $since:literal, $now:literal) => {
        concat!(
            "SELECT o.*,
                 (SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 AS one FROM orders p WHERE p.mall_id = o.mall_id
                     AND p.buyer_ref = o.buyer_ref AND p.created_at >= ",
            $since,
            " LIMIT 2) AS bought) AS bought,
                 CAST(CASE WHEN EXISTS (SELECT 1 FROM agreements g WHERE g.mall_id = o.mall_id
                     AND g.buyer_ref = o.buyer_ref AND g.removed_at IS NULL) THEN 1 ELSE 0 END AS BIGINT) AS has_cards,
                 (SELECT MAX(f.payments) FROM freezes f WHERE f.subject IN (o.merchant_id, o.id)
                     AND f.released_at IS NULL AND (f.until_at IS NULL OR f.until_at > ",
            $now,
            ")) AS suspended
             FROM orders o WHERE o.token ",
            $token
        )
    };
}

/// By the tokens of their pay pages, [`ORDERS_MAX`] at most; in any order, without
/// those that do not exist.
pub async fn by_tokens(
    tx: &mut Tx,
    tokens: &[PayToken],
    (since, now): (At, At),
) -> Result<Vec<PageOrder>, Error> {
    let one = page_orders!("= $1", "$2", "$3");
    let many = page_orders!(
        "IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        "$17",
        "$18"
    );
    let rows = match tokens {
        [] => return Ok(Vec::new()),
        [token] => tx.all(one, args![token.as_str(), since, now]).await?,
        _ => {
            let mut values = orders::padded(tokens.iter().map(PayToken::as_str));
            debug_assert_eq!(
                values.len(),
                ORDERS_MAX,
                "the times are the values after them"
            );
            values.extend(args![since, now]);
            tx.all(many, values).await?
        }
    };
    rows.iter().map(|row| read(row, since)).collect()
}

/// The query counts the buyer's orders by the index alone, so it also counts
/// this order if it is recent enough.
fn read(row: &Row, since: At) -> Result<PageOrder, Error> {
    let order = orders::read(row)?;
    let own = i64::from(order.facts.buyer_ref.is_some() && order.created_at >= since);
    Ok(PageOrder {
        order,
        has_other_orders: row.int("bought")? > own,
        has_cards: row.flag("has_cards")?,
        suspended: row.maybe_int("suspended")? == Some(1),
    })
}
