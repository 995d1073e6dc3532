//! Live updates of one order's pay page.
//!
//! The store publishes each commit. The order is also polled, because another
//! process may write it or a slow listener may miss a message.

use super::Orders;
use crate::orders::current_page::{asked_at, current_page};
use domain::clock::At;
use domain::desk::{PageState, PageStates, refund_digest};
use domain::ids::{OrderId, PayToken};
use domain::order::Order;
use futures::stream;
use std::sync::Arc;
use std::time::Duration;
use store::{Error, attempts, orders, refunds};
use tokio::sync::broadcast::{self, error::RecvError};

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
    order: OrderId,
    is_final: bool,
    since: At,
    changes: broadcast::Receiver<OrderId>,
    shown: Option<PageState>,
}

impl Orders {
    /// The page's current state, then each change of it.
    ///
    /// # Errors
    /// `not_found`.
    pub(crate) async fn watch_order(
        self: &Arc<Self>,
        token: &PayToken,
    ) -> Result<PageStates, Error> {
        // Subscribe before reading, so that no change is missed.
        let changes = self.store.changes();
        let (order, _) = self.read_state(token).await?;
        let watching = Watching {
            orders: Arc::clone(self),
            token: token.clone(),
            order: order.id,
            is_final: order.state.is_final(),
            since: self.clock.now(),
            changes,
            shown: None,
        };
        Ok(Box::pin(stream::unfold(watching, next)))
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
                    let attempt = attempts::newest(tx, &order.id).await?;
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
            watching.changed().await?;
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
    /// Waits for a commit of this order or for the poll interval. `None` if the
    /// store was closed.
    async fn changed(&mut self) -> Option<()> {
        let look = if self.orders.store.is_shared() && !self.is_final {
            POLL_INTERVAL_SHARED
        } else {
            POLL_INTERVAL
        };
        // Commits of other orders do not postpone the poll.
        let until = tokio::time::Instant::now() + look;
        loop {
            match tokio::time::timeout_at(until, self.changes.recv()).await {
                Ok(Ok(order)) if order != self.order => {}
                Ok(Ok(_) | Err(RecvError::Lagged(_))) | Err(_) => return Some(()),
                Ok(Err(RecvError::Closed)) => return None,
            }
        }
    }
}
