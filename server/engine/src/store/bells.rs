//! Bells that call the runner of jobs, one for each lane, so that none takes
//! the other's call away. Rung after the commit that put a job down: whoever
//! looks earlier finds nothing, and would sleep on.

use super::jobs::Lane;
use domain::clock::At;
use std::sync::atomic::{AtomicI64, Ordering};
use tokio::sync::Notify;

/// The two bells.
#[derive(Debug, Default)]
pub(crate) struct Bells {
    money: Bell,
    events: Bell,
}

#[derive(Debug)]
struct Bell {
    rung: Notify,
    /// The earliest time that was called for, not looked at yet.
    due: AtomicI64,
}

impl Default for Bell {
    fn default() -> Self {
        Self {
            rung: Notify::new(),
            due: AtomicI64::new(i64::MAX),
        }
    }
}

impl Bells {
    /// A job of the lane is due then.
    pub(super) fn ring(&self, lane: Lane, due: At) {
        let bell = self.of(lane);
        bell.due.fetch_min(due.ms(), Ordering::AcqRel);
        bell.rung.notify_one();
    }

    /// Waits for a call to a job that is due by now. One that is due later is
    /// left to the next look.
    pub(crate) async fn heard(&self, lane: Lane, now: impl Fn() -> At + Send) {
        let bell = self.of(lane);
        loop {
            bell.rung.notified().await;
            if bell.due.swap(i64::MAX, Ordering::AcqRel) <= now().ms() {
                return;
            }
        }
    }

    const fn of(&self, lane: Lane) -> &Bell {
        match lane {
            Lane::Money => &self.money,
            Lane::Events => &self.events,
        }
    }
}
