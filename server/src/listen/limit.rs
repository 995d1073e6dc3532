//! How many connections a listener has at once. One that comes when there is no
//! room for more takes the place of the one that has kept us waiting longest:
//! that sent no request, or only a part of one, or is kept for a next one.
//! One that is being answered keeps its place.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// How often the log says that there is no room.
const TOLD_EVERY: Duration = Duration::from_secs(60);

const NEVER_CLOSED: &str = "the places are never closed";

/// The places of a listener.
pub(super) struct Limit {
    name: &'static str,
    free: Arc<Semaphore>,
    waiting: Mutex<Waiting>,
    /// One more can be closed.
    more_waiting: Notify,
}

/// The connections we wait for.
#[derive(Default)]
struct Waiting {
    /// By their turn, so that the first has waited longest.
    by_turn: BTreeMap<u64, Arc<Notify>>,
    turns: u64,
    told: Option<Instant>,
}

/// A connection's place, until it is dropped.
pub(super) struct Place {
    limit: Arc<Limit>,
    /// Its turn among those we wait for; none while it is being answered.
    turn: Mutex<Option<u64>>,
    close: Arc<Notify>,
    _free: OwnedSemaphorePermit,
}

impl Limit {
    /// As many as `most` at once; `name` is for the log.
    pub(super) fn new(name: &'static str, most: usize) -> Arc<Self> {
        Arc::new(Self {
            name,
            free: Arc::new(Semaphore::new(most)),
            waiting: Mutex::default(),
            more_waiting: Notify::new(),
        })
    }

    /// A place for one more, which is waited for from now on. Waits only while
    /// all others are being answered.
    pub(super) async fn place(self: &Arc<Self>) -> Place {
        let place = Place {
            _free: self.free().await,
            limit: Arc::clone(self),
            turn: Mutex::default(),
            close: Arc::new(Notify::new()),
        };
        place.wait();
        place
    }

    async fn free(&self) -> OwnedSemaphorePermit {
        loop {
            if let Ok(free) = Arc::clone(&self.free).try_acquire_owned() {
                return free;
            }
            let more = self.more_waiting.notified();
            let free = Arc::clone(&self.free).acquire_owned();
            if let Some(close) = self.longest_waiting() {
                close.notify_one();
                return free.await.expect(NEVER_CLOSED);
            }
            tokio::select! {
                free = free => return free.expect(NEVER_CLOSED),
                () = more => {}
            }
        }
    }

    fn longest_waiting(&self) -> Option<Arc<Notify>> {
        let mut waiting = self.waiting();
        let now = Instant::now();
        if waiting.told.is_none_or(|told| now >= told + TOLD_EVERY) {
            waiting.told = Some(now);
            let listener = self.name;
            tracing::warn!(
                listener,
                "no room for more connections: those that send nothing are closed"
            );
        }
        waiting.by_turn.pop_first().map(|(_, close)| close)
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// Its client has to send something now.
    pub(super) fn wait(&self) {
        let mut waiting = self.limit.waiting();
        waiting.turns += 1;
        let turn = waiting.turns;
        waiting.by_turn.insert(turn, Arc::clone(&self.close));
        if let Some(before) = self.turn().replace(turn) {
            waiting.by_turn.remove(&before);
        }
        drop(waiting);
        self.limit.more_waiting.notify_waiters();
    }

    /// Its client has sent all of a request, and is owed an answer.
    pub(super) fn answer(&self) {
        let turn = self.turn().take();
        if let Some(turn) = turn {
            self.limit.waiting().by_turn.remove(&turn);
        }
    }

    /// Waits until its place is given to another.
    pub(super) async fn given_away(&self) {
        self.close.notified().await;
    }

    fn turn(&self) -> MutexGuard<'_, Option<u64>> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.answer();
    }
}

#[cfg(test)]
mod tests {
    use super::Limit;
    use futures::FutureExt as _;

    #[tokio::test]
    async fn the_one_that_waited_longest_makes_room_and_one_being_answered_does_not() {
        let limit = Limit::new("a test", 3);
        let (first, second, third) = (
            limit.place().await,
            limit.place().await,
            limit.place().await,
        );
        first.answer();
        second.answer();
        second.wait();
        let mut fourth = Box::pin(limit.place());
        assert!((&mut fourth).now_or_never().is_none(), "there is no room");
        assert!(third.given_away().now_or_never().is_some());
        assert!(second.given_away().now_or_never().is_none());
        drop(third);
        let fourth = fourth.now_or_never().expect("there is room now");
        second.answer();
        fourth.answer();
        let mut fifth = Box::pin(limit.place());
        assert!((&mut fifth).now_or_never().is_none());
        for place in [&first, &second, &fourth] {
            assert!(
                place.given_away().now_or_never().is_none(),
                "all are owed an answer"
            );
        }
        fourth.wait();
        assert!((&mut fifth).now_or_never().is_none());
        assert!(fourth.given_away().now_or_never().is_some());
        drop(fourth);
        assert!(fifth.now_or_never().is_some());
        assert!(
            limit.waiting().by_turn.is_empty(),
            "who is gone is not waited for"
        );
    }
}
