//! One transaction with many writes in it, and how it ended.

use super::after_commit::AfterCommit;
use super::queued_write::{BoxedWrite, WriteEffect};
use super::savepoints::Savepoints;
#[cfg(any(test, feature = "testing"))]
use super::testing::crash::{self, CrashPoint};
use super::tx::Tx;
use crate::error::Fault;
use std::collections::VecDeque;
use tokio::sync::mpsc;

/// Maximum number of writes per commit. In SQLite a write blocks its thread for
/// some hundredths of a millisecond.
const WRITES_MAX: usize = 128;

/// How a transaction ended.
#[derive(Clone, Debug)]
pub(crate) enum TransactionEnd {
    /// It was committed.
    Committed,
    /// It was certainly rolled back.
    Lost(Fault),
    /// A write had to be undone alone and had no savepoint. The transaction is
    /// rolled back, and all its writes run again.
    NeedsSavepoints,
    /// The commit was sent and its answer is not known.
    Unknown(Fault),
}

impl TransactionEnd {
    /// Rolls back what is still open. True where the connection can be used
    /// for the next transaction.
    pub(crate) async fn leaves_connection_usable(&self, tx: &mut Tx) -> bool {
        match self {
            Self::Committed => true,
            Self::NeedsSavepoints => tx.rollback().await.is_ok(),
            Self::Lost(fault) if fault.may_retry() => tx.rollback().await.is_ok(),
            Self::Lost(_) | Self::Unknown(_) => false,
        }
    }
}

/// Moves queued writes to `waiting`, up to [`WRITES_MAX`].
pub(crate) fn fill(waiting: &mut VecDeque<BoxedWrite>, queue: &mut mpsc::Receiver<BoxedWrite>) {
    while waiting.len() < WRITES_MAX {
        match queue.try_recv() {
            Ok(write) => waiting.push_back(write),
            Err(_) => break,
        }
    }
}

/// Runs the writes in `waiting` and those that `more` gives, and commits.
/// Writes that did run move to `ran`; what the kept ones announce is added to
/// `after_commit`.
pub(crate) async fn run(
    tx: &mut Tx,
    savepoints: &mut Savepoints,
    waiting: &mut VecDeque<BoxedWrite>,
    more: impl Fn() -> Option<BoxedWrite>,
    ran: &mut Vec<BoxedWrite>,
    after_commit: &mut AfterCommit,
) -> TransactionEnd {
    while ran.len() < WRITES_MAX {
        // No waiting for more: writes that arrive during the commit share the
        // next one.
        let Some(mut write) = waiting.pop_front().or_else(&more) else {
            break;
        };
        if let Err(fault) = savepoints.before_write(tx).await {
            waiting.push_front(write);
            return TransactionEnd::Lost(fault);
        }
        let effect = write.run(tx).await;
        ran.push(write);
        let announced = tx.take_after_commit();
        match effect {
            WriteEffect::Keep => after_commit.merge(announced),
            WriteEffect::Undo => match savepoints.undo_write(tx).await {
                Ok(true) => {}
                Ok(false) => {
                    for write in ran.drain(..).rev() {
                        waiting.push_front(write);
                    }
                    *after_commit = AfterCommit::default();
                    return TransactionEnd::NeedsSavepoints;
                }
                Err(fault) => return TransactionEnd::Lost(fault),
            },
            WriteEffect::TransactionLost(fault) => return TransactionEnd::Lost(fault),
        }
    }
    if let Err(fault) = savepoints.release(tx).await {
        return TransactionEnd::Lost(fault);
    }
    match tx.check_connection().await {
        Ok(()) => commit(tx).await,
        Err(fault) => TransactionEnd::Lost(fault),
    }
}

/// A conflict reported at the commit means a rollback. After any other fault it
/// is unknown whether the database committed.
async fn commit(tx: &mut Tx) -> TransactionEnd {
    #[cfg(any(test, feature = "testing"))]
    crash::pass(CrashPoint::BeforeCommit).await;
    let end = match tx.commit().await {
        Ok(()) => TransactionEnd::Committed,
        Err(fault) if fault.may_retry() => TransactionEnd::Lost(fault),
        Err(fault) => TransactionEnd::Unknown(fault),
    };
    #[cfg(any(test, feature = "testing"))]
    crash::pass(CrashPoint::AfterCommit).await;
    end
}
