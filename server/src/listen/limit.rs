//! Limits the open connections of a listener. When all slots are taken, the
//! connection that has been idle longest is closed for a new one. Idle means
//! that it has sent no request or only part of one, or is kept alive. A
//! connection with a request in progress is busy and is not closed.

use super::client_limits::{ClientLimit, ListenerCounts};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// How often the log warns that all slots are taken.
const WARN_EVERY: Duration = Duration::from_secs(60);

const NEVER_CLOSED: &str = "the semaphore is never closed";

/// The slots of a listener.
pub(super) struct ConnectionLimit {
    counts: ListenerCounts,
    free: Arc<Semaphore>,
    idle: Mutex<IdleConnections>,
    /// Notified when a connection becomes idle.
    one_more_idle: Notify,
}

/// Connections that wait for a message of their client.
#[derive(Default)]
struct IdleConnections {
    /// By a number that grows, so that the first has been idle longest.
    by_number: BTreeMap<u64, Arc<Notify>>,
    last_number: u64,
    warned_at: Option<Instant>,
}

/// A connection's slot, until it is dropped.
pub(super) struct Slot {
    limit: Arc<ConnectionLimit>,
    /// Its number among the idle; `None` while it is busy.
    number: Mutex<Option<u64>>,
    close: Arc<Notify>,
    _permit: OwnedSemaphorePermit,
}

impl ConnectionLimit {
    /// At most `most` at once.
    pub(super) fn new(counts: ListenerCounts, most: usize) -> Arc<Self> {
        Arc::new(Self {
            counts,
            free: Arc::new(Semaphore::new(most)),
            idle: Mutex::default(),
            one_more_idle: Notify::new(),
        })
    }

    /// A slot for a new connection, idle at first. Waits only while all others
    /// are busy.
    pub(super) async fn slot(self: &Arc<Self>) -> Slot {
        let slot = Slot {
            _permit: self.permit().await,
            limit: Arc::clone(self),
            number: Mutex::default(),
            close: Arc::new(Notify::new()),
        };
        slot.mark_idle();
        slot
    }

    async fn permit(&self) -> OwnedSemaphorePermit {
        loop {
            if let Ok(permit) = Arc::clone(&self.free).try_acquire_owned() {
                return permit;
            }
            let more = self.one_more_idle.notified();
            let permit = Arc::clone(&self.free).acquire_owned();
            if let Some(close) = self.longest_idle() {
                close.notify_one();
                return permit.await.expect(NEVER_CLOSED);
            }
            tokio::select! {
                permit = permit => return permit.expect(NEVER_CLOSED),
                () = more => {}
            }
        }
    }

    fn longest_idle(&self) -> Option<Arc<Notify>> {
        let mut idle = self.idle();
        let now = Instant::now();
        if idle.warned_at.is_none_or(|at| now >= at + WARN_EVERY) {
            idle.warned_at = Some(now);
            let listener = self.counts.listener;
            tracing::warn!(
                listener,
                "no room for more connections: those that send nothing are closed"
            );
        }
        idle.by_number.pop_first().map(|(_, close)| close)
    }

    fn idle(&self) -> MutexGuard<'_, IdleConnections> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Slot {
    /// The next message has to come from the client.
    pub(super) fn mark_idle(&self) {
        let mut idle = self.limit.idle();
        idle.last_number += 1;
        let number = idle.last_number;
        idle.by_number.insert(number, Arc::clone(&self.close));
        if let Some(before) = self.number().replace(number) {
            idle.by_number.remove(&before);
        }
        drop(idle);
        self.limit.one_more_idle.notify_waiters();
    }

    /// The client has sent a whole request.
    pub(super) fn mark_busy(&self) {
        let number = self.number().take();
        if let Some(number) = number {
            self.limit.idle().by_number.remove(&number);
        }
    }

    /// Waits until a new connection needs the slot.
    pub(super) async fn reclaimed(&self) {
        self.close.notified().await;
        self.count(ClientLimit::Connections);
    }

    /// Counts that a limit has closed the connection or refused a request.
    pub(super) fn count(&self, limit: ClientLimit) {
        self.limit.counts.count(limit);
    }

    fn number(&self) -> MutexGuard<'_, Option<u64>> {
        self.number.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.mark_busy();
    }
}

#[cfg(test)]
mod tests {
    use super::super::client_limits::{ClientLimit, LimitedConnections};
    use super::ConnectionLimit;
    use futures::FutureExt as _;

    #[tokio::test]
    async fn the_one_that_was_idle_longest_makes_room_and_a_busy_one_does_not() {
        let limit = ConnectionLimit::new(LimitedConnections::default().of("a test"), 3);
        let (first, second, third) = (limit.slot().await, limit.slot().await, limit.slot().await);
        first.mark_busy();
        second.mark_busy();
        second.mark_idle();
        let mut fourth = Box::pin(limit.slot());
        assert!((&mut fourth).now_or_never().is_none(), "there is no room");
        assert!(third.reclaimed().now_or_never().is_some());
        assert!(second.reclaimed().now_or_never().is_none());
        drop(third);
        let fourth = fourth.now_or_never().expect("there is room now");
        second.mark_busy();
        fourth.mark_busy();
        let mut fifth = Box::pin(limit.slot());
        assert!((&mut fifth).now_or_never().is_none());
        for slot in [&first, &second, &fourth] {
            assert!(
                slot.reclaimed().now_or_never().is_none(),
                "all are owed an answer"
            );
        }
        fourth.mark_idle();
        assert!((&mut fifth).now_or_never().is_none());
        assert!(fourth.reclaimed().now_or_never().is_some());
        drop(fourth);
        assert!(fifth.now_or_never().is_some());
        assert!(
            limit.idle().by_number.is_empty(),
            "who is gone is not waited for"
        );
        assert_eq!(limit.counts.counted(), [(ClientLimit::Connections, 2)]);
    }
}
