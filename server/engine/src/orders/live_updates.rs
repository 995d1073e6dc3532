//! Live updates of one order's pay page.
//!
//! The store publishes each commit. The order is also polled, because another
//! process may write it or a slow listener may miss a message.

use super::Orders;
use crate::orders::current_page::current_page;
use domain::clock::At;
use domain::desk::{PageState, PageStates, refund_digest};
use domain::ids::{OrderId, PayToken};
use domain::order::Order;
use futures::stream;
use std::sync::Arc;
use std::time::Duration;
use store::Error;
use store::attempts;
use store::orders;
use store::refunds;
use tokio::sync::broadcast::{self, error::RecvError};

/// Poll interval when no commit was published.
const LOOK: Duration = Duration::from_secs(10);
/// Poll interval while an order can be paid and other processes share the
/// database.
const LOOK_SHARED: Duration = Duration::from_secs(1);
/// How long a finished order is watched, in seconds. Refunds may start months
/// later; an open page reconnects.
const OVER_S: i64 = 900;

struct Watching {
    orders: Arc<Orders>,
    token: PayToken,
    order: OrderId,
    over: bool,
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
        let (order, _) = self.seen(token).await?;
        let watching = Watching {
            orders: Arc::clone(self),
            token: token.clone(),
            order: order.id,
            over: order.state.is_final(),
            since: self.clock.now(),
            changes,
            shown: None,
        };
        Ok(Box::pin(stream::unfold(watching, next)))
    }

    /// The order and its page state. Refunds are shown for finished orders
    /// only.
    async fn seen(&self, token: &PayToken) -> Result<(Order, PageState), Error> {
        let (token, now) = (token.clone(), self.clock.now());
        self.store
            .read(move |tx| {
                Box::pin(async move {
                    let order = orders::by_token(tx, &token).await?;
                    let order = order.ok_or_else(|| Error::not_found("order"))?;
                    let attempt = attempts::newest(tx, &order.id).await?;
                    let given_back = if order.state.is_final() {
                        refunds::of_order(tx, &order.id).await?
                    } else {
                        Vec::new()
                    };
                    let sight = PageState {
                        place: current_page(&order, attempt.as_ref(), now).place,
                        refunds: refund_digest(given_back.iter().map(|refund| refund.state)),
                    };
                    Ok((order, sight))
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
        if watching.over && orders.clock.now() >= watching.since.plus_s(OVER_S) {
            return None;
        }
        let Ok((order, sight)) = orders.seen(&watching.token).await else {
            // The browser reconnects after a fault.
            return None;
        };
        watching.over = order.state.is_final();
        if watching.shown.as_ref() != Some(&sight) {
            watching.shown = Some(sight.clone());
            return Some((sight, watching));
        }
    }
}

impl Watching {
    /// Waits for the next reason to read. `None` if the store was closed.
    async fn changed(&mut self) -> Option<()> {
        let look = if self.orders.store.is_shared() && !self.over {
            LOOK_SHARED
        } else {
            LOOK
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

#[cfg(test)]
mod tests;
