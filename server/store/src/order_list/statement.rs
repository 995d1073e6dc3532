//! The statements of the list: from where rows are read, and in which order.
//!
//! `$1` is the id of the merchant or the mall, empty for all; `$2` to `$6` are
//! those of [`Range::values`]; the source's own values follow. A state that is
//! searched beside a number is written so that no index of states can be taken
//! for it, and so is a store. Orders of a store are those of its merchant with
//! the store, so that no id finds a store of another merchant.

use super::{Range, read};
use crate::order_numbers::NumberKind;
use crate::{Error, SqlValue, Tx, args};
use domain::console::{OrderFilter, OrderRow, OrdersOf, Toward};
use domain::order::OrderState;

/// The columns of a row of the list, from an order `o`.
macro_rules! columns {
    () => {
        "SELECT o.*, (SELECT m.name FROM malls m WHERE m.id = o.mall_id) AS mall,
             (SELECT m.short_name FROM merchants m WHERE m.id = o.merchant_id) AS merchant,
             (SELECT t.name FROM stores t WHERE t.id = o.store_id) AS store,
             (SELECT a.product FROM attempts a WHERE a.id = COALESCE(o.paid_attempt, o.live_attempt)) AS product
         FROM "
    };
}
pub(super) use columns;

/// The statements of one source, one for each direction.
struct Statements {
    older: &'static str,
    newer: &'static str,
}

/// Rows between two places. `$place` are the columns of a row's place, and what
/// rows are ordered by. What a list has in common (the merchant, the state) is a
/// part of it: were it only equal to a value, a server might go through the
/// orders of all others in the order of time.
macro_rules! between {
    ($from:expr, $place:expr, $bound:literal) => {
        concat!(
            $from,
            "(",
            $place,
            ") > (",
            $bound,
            "$2, $3) AND (",
            $place,
            ") < (",
            $bound,
            "$4, $5)"
        )
    };
}

macro_rules! statements {
    ($from:expr, $place:expr, $bound:literal, $older:expr) => {
        Statements {
            older: concat!(
                columns!(),
                between!($from, $place, $bound),
                " ORDER BY ",
                $older,
                " LIMIT $6"
            ),
            newer: concat!(
                columns!(),
                between!($from, $place, $bound),
                " ORDER BY ",
                $place,
                " LIMIT $6"
            ),
        }
    };
}

/// Counts up to the limit. Ordered, so that no planner reads all first.
macro_rules! count {
    ($from:expr, $place:expr, $bound:literal, $older:expr) => {
        concat!(
            "SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM ",
            between!($from, $place, $bound),
            " ORDER BY ",
            $place,
            " LIMIT $6) AS found"
        )
    };
}

/// Makes a statement for each list of orders.
macro_rules! of {
    ($make:ident, $of:expr, $state:expr) => {
        match ($of, $state) {
            (OrdersOf::All, None) => of!($make, "$1 = '' AND ", "", "", ""),
            (OrdersOf::All, Some(_)) => {
                of!($make, "$1 = '' AND ", "o.state, ", "$7, ", "o.state DESC, ")
            }
            (OrdersOf::Merchant(_), None) => {
                of!($make, "", "o.merchant_id, ", "$1, ", "o.merchant_id DESC, ")
            }
            (OrdersOf::Merchant(_), Some(_)) => of!(
                $make,
                "",
                "o.merchant_id, o.state, ",
                "$1, $7, ",
                "o.merchant_id DESC, o.state DESC, "
            ),
            (OrdersOf::Store(..), None) => of!(
                $make,
                "o.store_id IS NOT NULL AND ",
                "o.merchant_id, o.store_id, ",
                "$1, $7, ",
                "o.merchant_id DESC, o.store_id DESC, "
            ),
            (OrdersOf::Store(..), Some(_)) => of!(
                $make,
                "o.store_id IS NOT NULL AND ",
                "o.merchant_id, o.store_id, o.state, ",
                "$1, $7, $8, ",
                "o.merchant_id DESC, o.store_id DESC, o.state DESC, "
            ),
            (OrdersOf::Mall(_), None) => {
                of!($make, "", "o.mall_id, ", "$1, ", "o.mall_id DESC, ")
            }
            (OrdersOf::Mall(_), Some(_)) => of!(
                $make,
                "",
                "o.mall_id, o.state, ",
                "$1, $7, ",
                "o.mall_id DESC, o.state DESC, "
            ),
        }
    };
    ($make:ident, $and:literal, $common:literal, $bound:literal, $older:literal) => {
        $make!(
            concat!("orders o WHERE ", $and),
            concat!($common, "o.created_at, o.id"),
            $bound,
            concat!($older, "o.created_at DESC, o.id DESC")
        )
    };
}

/// Orders of a number.
macro_rules! of_number {
    ($and:literal, $common:literal, $bound:literal, $older:literal) => {
        statements!(
            concat!(
                "order_numbers n JOIN orders o ON o.id = n.order_id WHERE ($9 = '' OR o.state = $9) AND ",
                $and
            ),
            concat!($common, "n.kind, n.number, n.created_at, n.order_id"),
            $bound,
            concat!(
                $older,
                "n.kind DESC, n.number DESC, n.created_at DESC, n.order_id DESC"
            )
        )
    };
}

/// Orders of a merchant by the end of the mall's number; `$and` narrows them.
macro_rules! of_end {
    ($and:literal) => {
        statements!(
            concat!(
                "orders o WHERE o.merchant_id = $1 AND substr(o.mall_order_no, length(o.mall_order_no) - 3) = $7
         AND substr(o.mall_order_no, length(o.mall_order_no) - length($8) + 1) = $8
         AND ($9 = '' OR o.state = $9) AND ",
                $and
            ),
            "o.created_at, o.id",
            "",
            "o.created_at DESC, o.id DESC"
        )
    };
}

/// From where rows are read: a part of one index.
pub(super) struct Source {
    statements: Statements,
    values: Vec<SqlValue>,
}

impl Source {
    /// All orders, or those in a state.
    pub(super) fn of_state(of: &OrdersOf, state: Option<OrderState>) -> Self {
        let mut values = Vec::new();
        if let OrdersOf::Store(_, store) = of {
            values.extend(args![store.as_str()]);
        }
        if let Some(state) = state {
            values.extend(args![state.name()]);
        }
        Self {
            statements: of!(statements, of, state),
            values,
        }
    }

    /// The orders of a merchant or its store whose mall's number ends like this;
    /// `None` for an end that is too short, or holds what no number does, and
    /// without a merchant.
    pub(super) fn of_end(of: &OrdersOf, end: &str, state: Option<OrderState>) -> Option<Self> {
        let last = end.len().checked_sub(OrderFilter::SUFFIX_MIN)?;
        let mut values = args![end.get(last..)?, end, name(state)];
        let statements = match of {
            OrdersOf::Merchant(_) => of_end!(""),
            OrdersOf::Store(_, store) => {
                values.extend(args![store.as_str()]);
                of_end!("COALESCE(o.store_id, '') = $10 AND ")
            }
            OrdersOf::All | OrdersOf::Mall(_) => return None,
        };
        Some(Self { statements, values })
    }

    /// Orders of a number of this kind.
    pub(super) fn of_number(
        of: &OrdersOf,
        kind: NumberKind,
        number: &str,
        state: Option<OrderState>,
    ) -> Self {
        let mut values = args![kind.name(), number, name(state)];
        if let OrdersOf::Store(_, store) = of {
            values.extend(args![store.as_str()]);
        }
        Self {
            statements: match of {
                OrdersOf::All => of_number!("$1 = '' AND ", "", "$7, $8, ", ""),
                OrdersOf::Mall(_) => of_number!("o.mall_id = $1 AND ", "", "$7, $8, ", ""),
                OrdersOf::Merchant(_) => of_number!(
                    "",
                    "n.merchant_id, ",
                    "$1, $7, $8, ",
                    "n.merchant_id DESC, "
                ),
                OrdersOf::Store(..) => of_number!(
                    "COALESCE(o.store_id, '') = $10 AND ",
                    "n.merchant_id, ",
                    "$1, $7, $8, ",
                    "n.merchant_id DESC, "
                ),
            },
            values,
        }
    }

    /// The rows of a range, in its direction.
    pub(super) async fn rows(
        self,
        tx: &mut Tx,
        of: &OrdersOf,
        range: &Range,
    ) -> Result<Vec<OrderRow>, Error> {
        let sql = match range.toward {
            Toward::Older => self.statements.older,
            Toward::Newer => self.statements.newer,
        };
        let rows = tx.all(sql, self.all_values(of, range)).await?;
        rows.iter().map(read).collect()
    }

    fn all_values(&self, of: &OrdersOf, range: &Range) -> Vec<SqlValue> {
        let mut values = args![of.as_str()];
        values.extend(range.values());
        values.extend(self.values.iter().cloned());
        values
    }
}

/// The state's name; empty for any.
fn name(state: Option<OrderState>) -> &'static str {
    state.map_or("", OrderState::name)
}

/// The statement that counts the orders of all or of a state.
const fn counting(of: &OrdersOf, state: Option<OrderState>) -> &'static str {
    of!(count, of, state)
}

/// How many orders a range has, up to its limit; of all, or of those in a
/// state.
pub(super) async fn count(
    tx: &mut Tx,
    of: &OrdersOf,
    state: Option<OrderState>,
    range: &Range,
) -> Result<u32, Error> {
    let values = Source::of_state(of, state).all_values(of, range);
    let row = tx.one(counting(of, state), values).await?;
    row.ok_or_else(|| Error::unreadable_column("n"))?.count("n")
}

/// Each statement of the list with its index and its values, for the tests of
/// their plans.
#[cfg(test)]
pub(crate) fn explained(
    of: &OrdersOf,
    range: &Range,
) -> Vec<(&'static str, &'static str, Vec<SqlValue>)> {
    let open = Some(OrderState::Open);
    let [all, in_state, numbers] = match of {
        OrdersOf::All => [
            "orders_by_time",
            "orders_by_state",
            "order_numbers_by_number",
        ],
        OrdersOf::Merchant(_) => [
            "orders_by_merchant",
            "orders_by_merchant_and_state",
            "order_numbers",
        ],
        OrdersOf::Store(..) => [
            "orders_by_store",
            "orders_by_store_and_state",
            "order_numbers",
        ],
        OrdersOf::Mall(_) => [
            "orders_by_mall",
            "orders_by_mall_and_state",
            "order_numbers_by_number",
        ],
    };
    let end = |end, state| {
        Some((
            "orders_by_number_end",
            None,
            Source::of_end(of, end, state)?,
        ))
    };
    let card = Source::of_number(of, NumberKind::Card, "0042", open);
    let sources = [
        Some((all, Some(counting(of, None)), Source::of_state(of, None))),
        Some((
            in_state,
            Some(counting(of, open)),
            Source::of_state(of, open),
        )),
        end("0042", None),
        end("000042", open),
        Some((numbers, None, card)),
    ];
    let mut explained = Vec::new();
    for (index, count, source) in sources.into_iter().flatten() {
        let Statements { older, newer } = source.statements;
        for sql in [Some(older), Some(newer), count].into_iter().flatten() {
            explained.push((index, sql, source.all_values(of, range)));
        }
    }
    explained
}
