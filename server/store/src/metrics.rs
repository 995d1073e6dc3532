//! What the store counts, for `/metrics` and `/readyz`.

use super::batch::TransactionEnd;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

/// Counts since the start.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    commits: AtomicU64,
    written: AtomicU64,
    undone: AtomicU64,
    unknown: AtomicU64,
    again: AtomicU64,
    /// A write has failed, and no check has succeeded since.
    failing: AtomicBool,
}

/// The counts at an instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StoreMetrics {
    /// Transactions that were committed.
    pub commits: u64,
    /// Writes in them; divided by `commits`, how many share one commit.
    pub written: u64,
    /// Transactions that were rolled back; their writes may run again.
    pub undone: u64,
    /// Commits whose end is not known: the connection was lost meanwhile.
    pub unknown: u64,
    /// Writes that ran again after a conflict.
    pub again: u64,
}

impl Counters {
    /// Counts a transaction that ended.
    pub(crate) fn transaction(&self, writes: usize, end: &TransactionEnd) {
        match end {
            TransactionEnd::Committed => {
                self.commits.fetch_add(1, Relaxed);
                let writes = u64::try_from(writes).unwrap_or(u64::MAX);
                self.written.fetch_add(writes, Relaxed)
            }
            TransactionEnd::Lost(fault) => {
                if !fault.may_retry() {
                    self.write_failed();
                }
                self.undone.fetch_add(1, Relaxed)
            }
            TransactionEnd::NeedsSavepoints => self.undone.fetch_add(1, Relaxed),
            TransactionEnd::Unknown(_) => {
                self.write_failed();
                self.unknown.fetch_add(1, Relaxed)
            }
        };
    }

    /// A write failed.
    pub(crate) fn write_failed(&self) {
        self.failing.store(true, Relaxed);
    }

    /// A check succeeded. A commit alone is not enough: an update without new
    /// rows succeeds on a full disk.
    pub(crate) fn write_works(&self) {
        self.failing.store(false, Relaxed);
    }

    /// True since the last failed write until a check succeeds.
    pub(crate) fn is_failing(&self) -> bool {
        self.failing.load(Relaxed)
    }

    /// Counts a write that runs again.
    pub(crate) fn write_again(&self) {
        self.again.fetch_add(1, Relaxed);
    }

    /// All counts now.
    pub(crate) fn now(&self) -> StoreMetrics {
        StoreMetrics {
            commits: self.commits.load(Relaxed),
            written: self.written.load(Relaxed),
            undone: self.undone.load(Relaxed),
            unknown: self.unknown.load(Relaxed),
            again: self.again.load(Relaxed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Counters, TransactionEnd};
    use crate::error::Fault;

    #[test]
    fn only_a_check_ends_a_failure_to_write() {
        let counters = Counters::default();
        let lost_race = TransactionEnd::Lost(Fault::conflict("another one was first"));
        counters.transaction(1, &lost_race);
        assert!(!counters.is_failing());
        for end in [TransactionEnd::Lost, TransactionEnd::Unknown] {
            counters.transaction(1, &end(Fault::unavailable("the disk is full")));
            counters.transaction(1, &TransactionEnd::Committed);
            assert!(counters.is_failing(), "a commit does not show room");
            counters.write_works();
            assert!(!counters.is_failing());
        }
    }
}
