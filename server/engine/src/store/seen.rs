//! Orders as their pages need them: several at once, each with what else
//! there is to look for. Most buyers have one order and no card, so that
//! nothing more is asked for them.

use super::orders::{self, MOST};
use super::{Arg, Row, Tx, args};
use crate::error::Error;
use domain::clock::At;
use domain::ids::PayToken;
use domain::order::Order;

/// An order, and what is known of its buyer at this mall.
#[derive(Debug)]
pub(crate) struct Seen {
    /// The order.
    pub(crate) order: Order,
    /// The buyer has another order, made since the instant asked for.
    pub(crate) buys_more: bool,
    /// The buyer has signed a card.
    pub(crate) has_cards: bool,
}

macro_rules! seen {
    ($token:literal, $since:literal) => {
        concat!(
            "SELECT o.*,
                 (SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 AS one FROM orders p WHERE p.mall_id = o.mall_id
                     AND p.buyer_ref = o.buyer_ref AND p.created_at >= ",
            $since,
            " LIMIT 2) AS bought) AS bought,
                 CAST(CASE WHEN EXISTS (SELECT 1 FROM agreements g WHERE g.mall_id = o.mall_id
                     AND g.buyer_ref = o.buyer_ref AND g.removed_at IS NULL) THEN 1 ELSE 0 END AS BIGINT) AS has_cards
             FROM orders o WHERE o.token ",
            $token
        )
    };
}

/// By the capabilities in their addresses, [`MOST`] at most; those that there
/// are, in any order.
pub(crate) async fn by_tokens(
    tx: &mut Tx,
    tokens: &[PayToken],
    since: At,
) -> Result<Vec<Seen>, Error> {
    let one = seen!("= $1", "$2");
    let many = seen!(
        "IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        "$17"
    );
    let rows = match tokens {
        [] => return Ok(Vec::new()),
        [token] => tx.all(one, args![token.as_str(), since]).await?,
        _ => {
            let mut args = orders::padded(tokens.iter().map(PayToken::as_str));
            debug_assert_eq!(args.len(), MOST, "and the instant after them");
            args.push(Arg::from(since));
            tx.all(many, args).await?
        }
    };
    rows.iter().map(|row| read(row, since)).collect()
}

/// The buyer's orders are counted by the index alone, this one among them
/// where it is as young.
fn read(row: &Row, since: At) -> Result<Seen, Error> {
    let order = orders::read(row)?;
    let own = i64::from(order.facts.buyer_ref.is_some() && order.created_at >= since);
    Ok(Seen {
        order,
        buys_more: row.int("bought")? > own,
        has_cards: row.flag("has_cards")?,
    })
}
