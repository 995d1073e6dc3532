//! Batched page reads: requests that arrive during a query share the next one.
//! Every page is read after it was requested, so none is stale. A single
//! request does not wait.

use super::data::{PageData, view};
use super::names::NameCache;
use domain::attempt::Attempt;
use domain::clock::Clock;
use domain::day::Day;
use domain::ids::{OrderId, PayToken};
use std::sync::Arc;
use store::{Error, Store, attempts, channel_switches, orders, page_orders};
use tokio::sync::{Mutex, mpsc, oneshot};

/// The version of an order that has not changed since its creation.
const FIRST: i64 = 1;
/// Concurrent queries.
const LANES: usize = 2;
/// Queue length; further requests are read one by one.
const WAITING: usize = 256;

/// A queued page request. On error, each request is retried alone.
struct Waiting {
    token: PayToken,
    answer: oneshot::Sender<Option<PageData>>,
}

/// Reads pages in batches.
pub(crate) struct PageReader {
    reader: Arc<Reader>,
    asked: mpsc::Sender<Waiting>,
}

struct Reader {
    store: Arc<Store>,
    clock: Arc<dyn Clock>,
    names: NameCache,
}

impl PageReader {
    /// Starts the workers, which end when this is dropped.
    pub(crate) fn start(store: Arc<Store>, clock: Arc<dyn Clock>) -> Self {
        let names = NameCache::default();
        let reader = Arc::new(Reader {
            store,
            clock,
            names,
        });
        let (asked, waiting) = mpsc::channel(WAITING);
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..LANES {
            tokio::spawn(lane(Arc::clone(&reader), Arc::clone(&waiting)));
        }
        Self { reader, asked }
    }

    /// Reads one order.
    ///
    /// # Errors
    /// `not_found`, or a fault.
    pub(super) async fn of(&self, token: &PayToken) -> Result<PageData, Error> {
        let (answer, answered) = oneshot::channel();
        let asked = Waiting {
            token: token.clone(),
            answer,
        };
        let view = match self.asked.try_send(asked) {
            Ok(()) => answered.await.ok(),
            Err(_) => None,
        };
        let view = match view {
            Some(view) => view,
            None => self.reader.read(vec![token.clone()]).await?.pop(),
        };
        view.ok_or_else(|| Error::not_found("order"))
    }

    /// Empties the name cache.
    pub(crate) fn forget(&self) {
        self.reader.names.forget();
    }
}

impl Reader {
    /// The orders of these tokens, at most [`orders::ORDERS_MAX`]. Each existing
    /// order once, in any order.
    async fn read(self: &Arc<Self>, tokens: Vec<PayToken>) -> Result<Vec<PageData>, Error> {
        let (reader, now) = (Arc::clone(self), self.clock.now());
        let since = attempts::oldest_order(Day::in_china(now).start_in_china());
        let read = self.store.read(move |tx| {
            Box::pin(async move {
                let seen = page_orders::by_tokens(tx, &tokens, (since, now)).await?;
                // Starting an attempt changes the order, so unchanged orders
                // have none. Most viewed pages are of this kind.
                let tried = seen.iter().filter(|seen| seen.order.version != FIRST);
                let tried: Vec<&OrderId> = tried.map(|seen| &seen.order.id).collect();
                let mut attempts = attempts::current_of(tx, &tried).await?;
                let off = Arc::new(channel_switches::off(tx, now).await?);
                let mut pages = Vec::with_capacity(seen.len());
                for seen in seen {
                    let of_order = |attempt: &Attempt| attempt.order_id == seen.order.id;
                    let attempt = attempts.iter().position(of_order);
                    let attempt = attempt.map(|at| attempts.swap_remove(at));
                    pages.push(
                        view(tx, &reader.names, seen, (attempt, Arc::clone(&off)), now).await?,
                    );
                }
                Ok(pages)
            })
        });
        read.await
    }
}

async fn lane(reader: Arc<Reader>, waiting: Arc<Mutex<mpsc::Receiver<Waiting>>>) {
    let mut asked = Vec::with_capacity(orders::ORDERS_MAX);
    loop {
        let came = waiting
            .lock()
            .await
            .recv_many(&mut asked, orders::ORDERS_MAX)
            .await;
        if came == 0 {
            return;
        }
        // Skip requests that were cancelled.
        asked.retain(|one| !one.answer.is_closed());
        let tokens = asked.iter().map(|one| one.token.clone()).collect();
        let Ok(pages) = reader.read(tokens).await else {
            asked.clear();
            continue;
        };
        for view in pages {
            // Two tabs may request the same order.
            let token = view.order.token.clone();
            let mut same = asked.extract_if(.., |one| one.token == token).peekable();
            while let Some(one) = same.next() {
                if same.peek().is_none() {
                    // The request may have been cancelled meanwhile.
                    let _ = one.answer.send(Some(view));
                    break;
                }
                let _ = one.answer.send(Some(view.clone()));
            }
        }
        for one in asked.drain(..) {
            let _ = one.answer.send(None);
        }
    }
}
