//! The orders of the console in memory.

use domain::console::{OrderCursor, OrderDetail, OrderFilter, OrderPage};
use domain::ids::OrderId;

/// None so far.
pub(crate) fn page(_: &OrderFilter, _: Option<&OrderCursor>) -> OrderPage {
    OrderPage {
        rows: Vec::new(),
        next: None,
        previous: None,
    }
}

/// None so far.
pub(crate) fn detail(_: &OrderId) -> Option<OrderDetail> {
    None
}
