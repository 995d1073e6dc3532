//! Mall and order on the log line of a request for an order's page. The line is
//! written in the span of the request, while the order is read inside the spans
//! of actions; fields of the one are not fields of the other.

use domain::order::Order;
use std::future::Future;
use tracing::Span;

tokio::task_local! {
    /// The span of the request that is being answered.
    static REQUEST: Span;
}

/// Runs what answers the request whose span is the current one.
pub(crate) async fn in_request<F: Future>(answer: F) -> F::Output {
    REQUEST.scope(Span::current(), answer).await
}

/// Adds mall and order to the request's span, and the order to the current one.
pub(crate) fn record(order: &Order) {
    let add = |span: &Span| {
        span.record("mall", order.mall_id.as_str());
        span.record("order", order.id.as_str());
    };
    // Jobs and streams run outside of a request.
    let _ = REQUEST.try_with(add);
    add(&Span::current());
}
