//! Live changes of one order's page: where it is, and how far its refunds are.
//!
//! Told by the store after each commit, and looked at again now and then, so
//! that a change written by another process, or one that a slow listener
//! missed, is seen too.

use crate::engine::Engine;
use crate::place::place;
use domain::clock::At;
use domain::desk::{Sight, Watch, marks};
use domain::ids::{OrderId, PayToken};
use domain::order::Order;
use futures::stream;
use std::sync::Arc;
use std::time::Duration;
use store::{Error, attempts, orders, refunds};
use tokio::sync::broadcast::{self, error::RecvError};

/// How often to look when nothing was told.
const LOOK: Duration = Duration::from_secs(10);
/// The same while an order can be paid and other processes write to the same
/// database: a page here turns within this time of a notice there.
const LOOK_SHARED: Duration = Duration::from_secs(1);
/// How long an order that is over is watched: its refunds may begin for
/// months, and a page that is still looked at comes again.
const OVER_S: i64 = 900;

struct Watching {
    engine: Arc<Engine>,
    token: PayToken,
    order: OrderId,
    over: bool,
    since: At,
    changes: broadcast::Receiver<OrderId>,
    shown: Option<Sight>,
}

impl Engine {
    /// How the order is seen now, then each change of it.
    ///
    /// # Errors
    /// `not_found`.
    pub(crate) async fn watch_order(self: &Arc<Self>, token: &PayToken) -> Result<Watch, Error> {
        // Listen first, then look: nothing falls between.
        let changes = self.store.changes();
        let (order, _) = self.seen(token).await?;
        let watching = Watching {
            engine: Arc::clone(self),
            token: token.clone(),
            order: order.id,
            over: order.state.is_final(),
            since: self.now(),
            changes,
            shown: None,
        };
        Ok(Box::pin(stream::unfold(watching, next)))
    }

    /// The order, and how its page sees it. Only what is over shows refunds.
    async fn seen(&self, token: &PayToken) -> Result<(Order, Sight), Error> {
        let (token, now) = (token.clone(), self.now());
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
                    let sight = Sight {
                        place: place(&order, attempt.as_ref(), now).place,
                        refunds: marks(given_back.iter().map(|refund| refund.state)),
                    };
                    Ok((order, sight))
                })
            })
            .await
    }
}

async fn next(mut watching: Watching) -> Option<(Sight, Watching)> {
    loop {
        if watching.shown.is_some() {
            watching.changed().await?;
        }
        let engine = &watching.engine;
        if watching.over && engine.now() >= watching.since.plus_s(OVER_S) {
            return None;
        }
        let Ok((order, sight)) = engine.seen(&watching.token).await else {
            // The page reconnects; a fault was not the shopper's doing.
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
    /// Waits until it is worth looking again; `None` when the engine closed.
    async fn changed(&mut self) -> Option<()> {
        let look = if self.engine.store.is_shared() && !self.over {
            LOOK_SHARED
        } else {
            LOOK
        };
        // News of other orders does not put the look off.
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
