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
    /// The last transaction could not be kept, and no other was since.
    failing: AtomicBool,
}

/// The counts at an instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StoreFigures {
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
                self.failing.store(false, Relaxed);
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

    /// True when the last try to keep something failed.
    pub(super) fn is_failing(&self) -> bool {
        self.failing.load(Relaxed)
    }

    /// Counts work that runs again.
    pub(super) fn again(&self) {
        self.again.fetch_add(1, Relaxed);
    }

    /// All of it now.
    pub(super) fn now(&self) -> StoreFigures {
        StoreFigures {
            commits: self.commits.load(Relaxed),
            written: self.written.load(Relaxed),
            undone: self.undone.load(Relaxed),
            unknown: self.unknown.load(Relaxed),
            again: self.again.load(Relaxed),
        }
    }
}
