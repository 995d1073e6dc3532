//! The statements of the list: from where rows are read, and in which order.
//!
//! `$1` is the merchant, `$2` to `$6` are those of [`Range::values`]; the
//! source's own values follow. A state that is searched beside a number is
//! written so that no index of states can be taken for it.

use super::{Range, read};
use crate::order_numbers::NumberKind;
use crate::{Error, SqlValue, Tx, args};
use domain::console::{OrderFilter, OrderRow, Toward};
use domain::ids::MerchantId;
use domain::order::OrderState;

/// The columns of a row of the list, from an order `o`.
macro_rules! columns {
    () => {
        "SELECT o.*, (SELECT m.name FROM malls m WHERE m.id = o.mall_id) AS mall,
             (SELECT a.product FROM attempts a WHERE a.id = COALESCE(o.paid_attempt, o.live_attempt)) AS product
         FROM "
    };
}
pub(super) use columns;

/// Between two places.
macro_rules! range {
    ($created_at:literal, $id:literal) => {
        concat!(
            " AND (",
            $created_at,
            ", ",
            $id,
            ") > ($2, $3) AND (",
            $created_at,
            ", ",
            $id,
            ") < ($4, $5)"
        )
    };
}

/// The statements of one source, one for each direction.
struct Statements {
    older: &'static str,
    newer: &'static str,
}

macro_rules! statements {
    ($from:expr, $created_at:literal, $id:literal) => {
        Statements {
            older: concat!(
                columns!(),
                $from,
                range!($created_at, $id),
                " ORDER BY ",
                $created_at,
                " DESC, ",
                $id,
                " DESC LIMIT $6"
            ),
            newer: concat!(
                columns!(),
                $from,
                range!($created_at, $id),
                " ORDER BY ",
                $created_at,
                ", ",
                $id,
                " LIMIT $6"
            ),
        }
    };
}

/// Counts up to the limit. Ordered, so that no planner reads all first.
macro_rules! count {
    ($from:expr) => {
        concat!(
            "SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM ",
            $from,
            range!("o.created_at", "o.id"),
            " ORDER BY o.created_at, o.id LIMIT $6) AS found"
        )
    };
}

macro_rules! all {
    () => {
        "orders o WHERE o.merchant_id = $1"
    };
}

macro_rules! of_state {
    () => {
        "orders o WHERE o.merchant_id = $1 AND o.state = $7"
    };
}

const ALL: Statements = statements!(all!(), "o.created_at", "o.id");

const OF_STATE: Statements = statements!(of_state!(), "o.created_at", "o.id");

const OF_END: Statements = statements!(
    "orders o WHERE o.merchant_id = $1 AND substr(o.mall_order_no, length(o.mall_order_no) - 3) = $7
         AND substr(o.mall_order_no, length(o.mall_order_no) - length($8) + 1) = $8
         AND ($9 = '' OR o.state = $9)",
    "o.created_at",
    "o.id"
);

const OF_NUMBER: Statements = statements!(
    "order_numbers n JOIN orders o ON o.id = n.order_id
     WHERE n.merchant_id = $1 AND n.kind = $7 AND n.number = $8 AND ($9 = '' OR o.state = $9)",
    "n.created_at",
    "n.order_id"
);

/// From where rows are read: a part of one index.
pub(super) struct Source {
    statements: Statements,
    values: Vec<SqlValue>,
}

impl Source {
    /// All orders, or those in a state.
    pub(super) fn of_state(state: Option<OrderState>) -> Self {
        match state {
            None => Self {
                statements: ALL,
                values: args![],
            },
            Some(state) => Self {
                statements: OF_STATE,
                values: args![state.name()],
            },
        }
    }

    /// Orders whose mall's number ends like this; `None` for an end that is too
    /// short, or holds what no number does.
    pub(super) fn of_end(end: &str, state: Option<OrderState>) -> Option<Self> {
        let last = end.len().checked_sub(OrderFilter::SUFFIX_MIN)?;
        Some(Self {
            statements: OF_END,
            values: args![end.get(last..)?, end, name(state)],
        })
    }

    /// Orders of a number of this kind.
    pub(super) fn of_number(kind: NumberKind, number: &str, state: Option<OrderState>) -> Self {
        Self {
            statements: OF_NUMBER,
            values: args![kind.name(), number, name(state)],
        }
    }

    /// The rows of a range, in its direction.
    pub(super) async fn rows(
        self,
        tx: &mut Tx,
        merchant: &MerchantId,
        range: &Range,
    ) -> Result<Vec<OrderRow>, Error> {
        let sql = match range.toward {
            Toward::Older => self.statements.older,
            Toward::Newer => self.statements.newer,
        };
        let rows = tx.all(sql, self.all_values(merchant, range)).await?;
        rows.iter().map(read).collect()
    }

    fn all_values(&self, merchant: &MerchantId, range: &Range) -> Vec<SqlValue> {
        let mut values = args![merchant.as_str()];
        values.extend(range.values());
        values.extend(self.values.iter().cloned());
        values
    }
}

/// The state's name; empty for any.
fn name(state: Option<OrderState>) -> &'static str {
    state.map_or("", OrderState::name)
}

/// How many orders a range has, up to its limit; of all, or of those in a
/// state.
pub(super) async fn count(
    tx: &mut Tx,
    merchant: &MerchantId,
    state: Option<OrderState>,
    range: &Range,
) -> Result<u32, Error> {
    let sql = match state {
        None => count!(all!()),
        Some(_) => count!(of_state!()),
    };
    let values = Source::of_state(state).all_values(merchant, range);
    let row = tx.one(sql, values).await?;
    row.ok_or_else(|| Error::unreadable_column("n"))?.count("n")
}

/// Each statement of the list with its index and its values, for the tests of
/// their plans.
#[cfg(test)]
pub(crate) fn explained(
    merchant: &MerchantId,
    range: &Range,
) -> Vec<(&'static str, &'static str, Vec<SqlValue>)> {
    let open = Some(OrderState::Open);
    let end = |end, state| Source::of_end(end, state).expect("long enough");
    let card = Source::of_number(NumberKind::Card, "0042", open);
    let sources = [
        (
            "orders_by_merchant",
            Some(count!(all!())),
            Source::of_state(None),
        ),
        (
            "orders_by_merchant_and_state",
            Some(count!(of_state!())),
            Source::of_state(open),
        ),
        ("orders_by_number_end", None, end("0042", None)),
        ("orders_by_number_end", None, end("000042", open)),
        ("order_numbers", None, card),
    ];
    let mut all = Vec::new();
    for (index, count, source) in sources {
        let Statements { older, newer } = source.statements;
        for sql in [Some(older), Some(newer), count].into_iter().flatten() {
            all.push((index, sql, source.all_values(merchant, range)));
        }
    }
    all
}
