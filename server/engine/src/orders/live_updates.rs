//! Live updates of one order's pay page.
//!
//! The store wakes a stream after each commit of its order. The order is also
//! polled, because another process may write it.

use super::Orders;
use crate::orders::current_page::{asked_at, current_page};
use crate::request_log;
use crate::under_way::OneUnderWay;
use domain::clock::At;
use domain::desk::{PageState, PageStates, refund_digest};
use domain::ids::PayToken;
use domain::order::Order;
use domain::refusal::Refusal;
use futures::stream;
use std::sync::Arc;
use std::time::Duration;
use store::{Error, OrderWatch, attempts, orders, refunds};

/// Poll interval when no commit was published.
const POLL_INTERVAL: Duration = Duration::from_secs(10);
/// Poll interval while an order can be paid and other processes share the
/// database.
const POLL_INTERVAL_SHARED: Duration = Duration::from_secs(1);
/// How long a finished order is watched, in seconds. Refunds may start months
/// later; an open page reconnects.
const WATCHED_AFTER_END_S: i64 = 900;

struct Watching {
    orders: Arc<Orders>,
    token: PayToken,
    is_final: bool,
    since: At,
    commits: OrderWatch,
    shown: Option<PageState>,
    _slot: OneUnderWay,
}

impl Orders {
    /// The page's current state, then each change of it.
    ///
    /// # Errors
    /// `not_found`; `too_many_requests` where too many streams are open.
    pub(crate) async fn watch_order(
        self: &Arc<Self>,
        token: &PayToken,
    ) -> Result<PageStates, Error> {
        let (order, _) = self.read_state(token).await?;
        request_log::record(&order);
        let watching = Watching {
            _slot: self.limits.streams.open(&order.id).map_err(Refusal::from)?,
            // The stream reads the order again, so that no change is missed.
            commits: self.store.watch_order(&order.id),
            orders: Arc::clone(self),
            token: token.clone(),
            is_final: order.state.is_final(),
            since: self.clock.now(),
            shown: None,
        };
        Ok(Box::pin(stream::unfold(watching, next)))
    }

    /// The page's current state.
    ///
    /// # Errors
    /// `not_found`.
    pub(crate) async fn page_state(&self, token: &PayToken) -> Result<PageState, Error> {
        let (order, state) = self.read_state(token).await?;
        request_log::record(&order);
        Ok(state)
    }

    /// The order and its page state. Refunds are shown for finished orders
    /// only.
    async fn read_state(&self, token: &PayToken) -> Result<(Order, PageState), Error> {
        let (token, now) = (token.clone(), self.clock.now());
        self.store
            .read(move |tx| {
                Box::pin(async move {
                    let order = orders::by_token(tx, &token).await?;
                    let order = order.ok_or_else(|| Error::not_found("order"))?;
                    let attempt = attempts::current(tx, &order.id).await?;
                    let refunds_shown = if order.state.is_final() {
                        refunds::of_order(tx, &order.id).await?
                    } else {
                        Vec::new()
                    };
                    let place = current_page(&order, attempt.as_ref(), now).place;
                    let page_state = PageState {
                        place,
                        refunds: refund_digest(refunds_shown.iter().map(|refund| refund.state)),
                        asked_at: attempt.and_then(|attempt| asked_at(place, &attempt)),
                    };
                    Ok((order, page_state))
                })
            })
            .await
    }
}

async fn next(mut watching: Watching) -> Option<(PageState, Watching)> {
    loop {
        if watching.shown.is_some() {
            watching.changed().await;
        }
        let orders = &watching.orders;
        if watching.is_final && orders.clock.now() >= watching.since.plus_s(WATCHED_AFTER_END_S) {
            return None;
        }
        let Ok((order, page_state)) = orders.read_state(&watching.token).await else {
            // The browser reconnects after a fault.
            return None;
        };
        watching.is_final = order.state.is_final();
        if watching.shown.as_ref() != Some(&page_state) {
            watching.shown = Some(page_state.clone());
            return Some((page_state, watching));
        }
    }
}

impl Watching {
    /// Waits for a commit of this order or for the poll interval.
    async fn changed(&mut self) {
        let look = if self.orders.store.is_shared() && !self.is_final {
            POLL_INTERVAL_SHARED
        } else {
            POLL_INTERVAL
        };
        // The end of the interval is a reason to read, too.
        drop(tokio::time::timeout(look, self.commits.changed()).await);
    }
}
