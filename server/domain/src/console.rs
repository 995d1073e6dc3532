//! What the consoles list and show.

mod order_detail;
mod order_list;

pub use order_detail::{
    AttemptRecord, EventRecord, OrderDetail, RefundRecord, RefundRequester, RequestRecord,
    TimelineEntry, TimelineEvent, WebhookState,
};
pub use order_list::{OrderCount, OrderCursor, OrderFilter, OrderPage, OrderRow, Toward};
