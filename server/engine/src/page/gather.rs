//! Page views, gathered: while one view of the database is under way, those
//! who come meanwhile wait together and share the next. Each is read after it
//! was asked for, so nobody sees an order older than the request. Alone, a
//! view waits for nobody.

use super::known::Known;
use super::view::{View, views};
use domain::clock::Clock;
use domain::ids::PayToken;
use std::sync::Arc;
use store::{Error, Store, orders};
use tokio::sync::{Mutex, mpsc, oneshot};

/// Views under way at once: one may wait for the disk.
const LANES: usize = 2;
/// Requests that may wait; past that each goes its own way.
const WAITING: usize = 256;

/// A page somebody waits for. Dropped without an answer, it is to be read
/// alone, so that the trouble of one is not the trouble of all.
struct Asked {
    token: PayToken,
    answer: oneshot::Sender<Option<View>>,
}

/// The reader of views.
pub(crate) struct Views {
    reader: Arc<Reader>,
    asked: mpsc::Sender<Asked>,
}

struct Reader {
    store: Arc<Store>,
    clock: Arc<dyn Clock>,
    known: Known,
}

impl Views {
    /// Starts the lanes; they end when this is dropped.
    pub(crate) fn start(store: Arc<Store>, clock: Arc<dyn Clock>) -> Self {
        let known = Known::default();
        let reader = Arc::new(Reader {
            store,
            clock,
            known,
        });
        let (asked, waiting) = mpsc::channel(WAITING);
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..LANES {
            tokio::spawn(lane(Arc::clone(&reader), Arc::clone(&waiting)));
        }
        Self { reader, asked }
    }

    /// What the database says of an order.
    ///
    /// # Errors
    /// `not_found`, or a fault.
    pub(super) async fn of(&self, token: &PayToken) -> Result<View, Error> {
        let (answer, answered) = oneshot::channel();
        let asked = Asked {
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

    /// For tests that change a merchant while the clock stands still.
    #[cfg(test)]
    pub(crate) fn forget(&self) {
        self.reader.known.forget();
    }
}

impl Reader {
    async fn read(self: &Arc<Self>, tokens: Vec<PayToken>) -> Result<Vec<View>, Error> {
        let (reader, now) = (Arc::clone(self), self.clock.now());
        self.store
            .read(move |tx| Box::pin(async move { views(tx, &reader.known, &tokens, now).await }))
            .await
    }
}

async fn lane(reader: Arc<Reader>, waiting: Arc<Mutex<mpsc::Receiver<Asked>>>) {
    let mut asked = Vec::with_capacity(orders::MOST);
    loop {
        let came = waiting
            .lock()
            .await
            .recv_many(&mut asked, orders::MOST)
            .await;
        if came == 0 {
            return;
        }
        // A browser that went away waits for nothing.
        asked.retain(|one| !one.answer.is_closed());
        let tokens = asked.iter().map(|one| one.token.clone()).collect();
        let Ok(views) = reader.read(tokens).await else {
            asked.clear();
            continue;
        };
        for view in views {
            // Two tabs may ask for the same order at once.
            let token = view.order.token.clone();
            let mut same = asked.extract_if(.., |one| one.token == token).peekable();
            while let Some(one) = same.next() {
                if same.peek().is_none() {
                    // Whoever went away meanwhile misses nothing.
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
