//! Orders: made, looked up, shown, closed and expired.

pub(crate) mod close;
pub(crate) mod create;
pub(crate) mod current_page;
mod expire;
mod live_updates;
pub(crate) mod lookup;
pub(crate) mod order_lock;
pub(crate) mod page;
pub(crate) mod transition;
