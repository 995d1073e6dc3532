//! What the store counts, for whoever runs it.

use super::batch::End;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

/// Counts since the start.
#[derive(Debug, Default)]
pub(super) struct Figures {
    commits: AtomicU64,
    written: AtomicU64,
    undone: AtomicU64,
    unknown: AtomicU64,
    again: AtomicU64,
    /// Something could not be kept, and since then nobody has looked whether
    /// there is room again.
    failing: AtomicBool,
}

/// The counts at an instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StoreMetrics {
    /// Transactions that were committed.
    pub commits: u64,
    /// Pieces of work in them: how many share a commit, on the average.
    pub written: u64,
    /// Transactions that were undone, and their work run again.
    pub undone: u64,
    /// Commits whose end is not known: the database was lost in the middle.
    pub unknown: u64,
    /// Pieces of work that ran again because somebody else was first.
    pub again: u64,
}

impl Figures {
    /// Counts a transaction that ended.
    pub(super) fn transaction(&self, pieces: usize, end: &End) {
        match end {
            End::Committed => {
                self.commits.fetch_add(1, Relaxed);
                let pieces = u64::try_from(pieces).unwrap_or(u64::MAX);
                self.written.fetch_add(pieces, Relaxed)
            }
            End::Lost(fault) => {
                if !fault.may_retry() {
                    self.failed();
                }
                self.undone.fetch_add(1, Relaxed)
            }
            End::Unmarked => self.undone.fetch_add(1, Relaxed),
            End::Unknown(_) => {
                self.failed();
                self.unknown.fetch_add(1, Relaxed)
            }
        };
    }

    /// Nothing could be kept just now.
    pub(super) fn failed(&self) {
        self.failing.store(true, Relaxed);
    }

    /// There is room again: found by a look of its own. A commit is no proof,
    /// as one without new rows fits on a full disk.
    pub(super) fn mended(&self) {
        self.failing.store(false, Relaxed);
    }

    /// True when something could not be kept, and nothing was mended since.
    pub(super) fn is_failing(&self) -> bool {
        self.failing.load(Relaxed)
    }

    /// Counts work that runs again.
    pub(super) fn again(&self) {
        self.again.fetch_add(1, Relaxed);
    }

    /// All of it now.
    pub(super) fn now(&self) -> StoreMetrics {
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
    use super::{End, Figures};
    use crate::error::Fault;

    #[test]
    fn only_a_look_ends_a_lack_of_room() {
        let figures = Figures::default();
        figures.transaction(1, &End::Lost(Fault::conflict("somebody was first")));
        assert!(!figures.is_failing());
        for end in [End::Lost, End::Unknown] {
            figures.transaction(1, &end(Fault::unavailable("the disk is full")));
            figures.transaction(1, &End::Committed);
            assert!(figures.is_failing(), "a commit is no proof of room");
            figures.mended();
            assert!(!figures.is_failing());
        }
    }
}
