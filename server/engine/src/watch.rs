//! Live changes of one order's page.
//!
//! Told by the store after each commit, and looked at again now and then, so
//! that a change written by another process, or one that a slow listener
//! missed, is seen too.

use crate::engine::Engine;
use crate::error::Error;
use crate::place::place;
use domain::desk::{Place, Watch};
use domain::ids::{OrderId, PayToken};
use futures::stream;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::{self, error::RecvError};

/// How often to look when nothing was told. Where other processes write to
/// the same database, a page here turns within this time of a notice there.
const LOOK: Duration = Duration::from_secs(10);
const LOOK_SHARED: Duration = Duration::from_secs(1);

struct Watching {
    engine: Arc<Engine>,
    token: PayToken,
    order: OrderId,
    changes: broadcast::Receiver<OrderId>,
    shown: Option<Place>,
}

impl Engine {
    /// The place now, then each change of it.
    ///
    /// # Errors
    /// `not_found`.
    pub(crate) async fn watch_order(self: &Arc<Self>, token: &PayToken) -> Result<Watch, Error> {
        // Listen first, then look: nothing falls between.
        let changes = self.store.changes();
        let scene = self.scene(token).await?;
        let watching = Watching {
            engine: Arc::clone(self),
            token: token.clone(),
            order: scene.order.id,
            changes,
            shown: None,
        };
        Ok(Box::pin(stream::unfold(watching, next)))
    }
}

async fn next(mut watching: Watching) -> Option<(Place, Watching)> {
    loop {
        if watching.shown.is_some() {
            watching.changed().await?;
        }
        let engine = &watching.engine;
        let Ok(scene) = engine.scene(&watching.token).await else {
            // The page reconnects; a fault was not the shopper's doing.
            return None;
        };
        let now = place(&scene.order, scene.attempt.as_ref(), engine.now()).place;
        if watching.shown != Some(now) {
            watching.shown = Some(now);
            return Some((now, watching));
        }
    }
}

impl Watching {
    /// Waits until it is worth looking again; `None` when the engine closed.
    async fn changed(&mut self) -> Option<()> {
        let look = if self.engine.store.is_shared() {
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
