//! One transaction with many pieces of work in it, and how it ended.

use super::after::After;
use super::marks::Marks;
use super::tx::Tx;
use super::work::{Verdict, Work};
use crate::error::Fault;
use std::collections::VecDeque;
use tokio::sync::mpsc;

/// Work that shares one commit, at most: on a file each piece takes some
/// hundredths of a millisecond, in which its thread does nothing else.
const MOST: usize = 128;

/// How a transaction ended.
#[derive(Clone, Debug)]
pub(super) enum End {
    /// It is on disk.
    Committed,
    /// Nothing of it was kept, for certain.
    Lost(Fault),
    /// A piece was to be undone alone, and there was no mark to undo it to:
    /// nothing is kept, and all of it is at hand again.
    Unmarked,
    /// The commit was sent and its answer is not known.
    Unknown(Fault),
}

impl End {
    /// Ends what is still open. True where the connection is good for the
    /// next transaction.
    pub(super) async fn leaves_connection_whole(&self, tx: &mut Tx) -> bool {
        match self {
            Self::Committed => true,
            Self::Unmarked => tx.rollback().await.is_ok(),
            Self::Lost(fault) if fault.may_retry() => tx.rollback().await.is_ok(),
            Self::Lost(_) | Self::Unknown(_) => false,
        }
    }
}

/// Takes what waits, as far as it fits.
pub(super) fn fill(at_hand: &mut VecDeque<Work>, queue: &mut mpsc::Receiver<Work>) {
    while at_hand.len() < MOST {
        match queue.try_recv() {
            Ok(work) => at_hand.push_back(work),
            Err(_) => break,
        }
    }
}

/// Runs what is at hand and what `more` gives, and commits. Work that was not
/// run stays at hand; `ran` gets what was, `after` what kept pieces left to be
/// told.
pub(super) async fn run(
    tx: &mut Tx,
    marks: &mut Marks,
    at_hand: &mut VecDeque<Work>,
    more: impl Fn() -> Option<Work>,
    ran: &mut Vec<Work>,
    after: &mut After,
) -> End {
    while ran.len() < MOST {
        // Nobody is waited for: who comes now is made ready while this commit
        // is on its way to the disk, and has the next one.
        let Some(mut work) = at_hand.pop_front().or_else(&more) else {
            break;
        };
        if let Err(fault) = marks.before_a_piece(tx).await {
            at_hand.push_front(work);
            return End::Lost(fault);
        }
        let verdict = work.run(tx).await;
        ran.push(work);
        let left = tx.take_after();
        match verdict {
            Verdict::Keep => after.join(left),
            Verdict::Undo => match marks.undo(tx).await {
                Ok(true) => {}
                Ok(false) => {
                    for work in ran.drain(..).rev() {
                        at_hand.push_front(work);
                    }
                    *after = After::default();
                    return End::Unmarked;
                }
                Err(fault) => return End::Lost(fault),
            },
            Verdict::Lost(fault) => return End::Lost(fault),
        }
    }
    // A mark that cannot be given up stops the commit after it, and so does a
    // line that was cut.
    if let Err(fault) = marks.end(tx).await {
        return End::Lost(fault);
    }
    match tx.holds().await {
        Ok(()) => commit(tx).await,
        Err(fault) => End::Lost(fault),
    }
}

/// A conflict found at the commit is an answer: nothing was kept. Any other
/// fault leaves it open whether the database got that far.
async fn commit(tx: &mut Tx) -> End {
    #[cfg(test)]
    super::crash::pass(super::crash::CrashPoint::BeforeCommit).await;
    let end = match tx.commit().await {
        Ok(()) => End::Committed,
        Err(fault) if fault.may_retry() => End::Lost(fault),
        Err(fault) => End::Unknown(fault),
    };
    #[cfg(test)]
    super::crash::pass(super::crash::CrashPoint::AfterCommit).await;
    end
}
