//! Wakes the job runner of a lane when a job was added to it. Sent after the
//! commit: a runner woken earlier would not find the job.

use super::lane::Lane;
use domain::clock::At;
use std::sync::atomic::{AtomicI64, Ordering};
use tokio::sync::Notify;

/// One wake-up per lane, so that no runner takes another lane's.
#[derive(Debug, Default)]
pub(crate) struct JobWakeups {
    money: Wakeup,
    events: Wakeup,
}

#[derive(Debug)]
struct Wakeup {
    added: Notify,
    /// The earliest due time since the runner was last woken.
    due: AtomicI64,
}

impl Default for Wakeup {
    fn default() -> Self {
        Self {
            added: Notify::new(),
            due: AtomicI64::new(i64::MAX),
        }
    }
}

impl JobWakeups {
    /// A job of the lane was added that is due at this time.
    pub(crate) fn notify(&self, lane: Lane, due: At) {
        let wakeup = self.of(lane);
        wakeup.due.fetch_min(due.ms(), Ordering::AcqRel);
        wakeup.added.notify_one();
    }

    /// Waits for a job that is due by now. A job due later is found by the
    /// runner's poll.
    pub(crate) async fn wait(&self, lane: Lane, now: impl Fn() -> At + Send) {
        let wakeup = self.of(lane);
        loop {
            wakeup.added.notified().await;
            if wakeup.due.swap(i64::MAX, Ordering::AcqRel) <= now().ms() {
                return;
            }
        }
    }

    const fn of(&self, lane: Lane) -> &Wakeup {
        match lane {
            Lane::Money => &self.money,
            Lane::Events => &self.events,
        }
    }
}
