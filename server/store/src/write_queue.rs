//! The queues that writes wait in.

/// The queue of a write. Where the database takes one writer there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteQueue {
    /// For changes of orders and money. One writer in each process: a
    /// serializable transaction conflicts with others that touch neighbouring
    /// rows at the same time, and new rows are neighbours.
    Changes,
    /// For new orders: several writers. They read nothing that others change,
    /// so they never conflict.
    NewOrders,
    /// For single statements on the table of jobs, and for what locks its rows
    /// itself: not serializable, so it never conflicts with payments.
    Jobs,
}
