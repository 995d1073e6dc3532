//! Marks between the pieces of a transaction, to which one is undone alone.
//!
//! A mark is not free: the database copies each page that a piece is the first
//! to change since the last one. Nearly all pieces are kept, and of the others
//! most wrote nothing before they were refused. So there are none until one
//! would have been needed; then the transaction is undone and run again with
//! marks, and so are those that follow for a while: whoever sends one such
//! piece may send more, and makes others run twice only once in a while.

use super::tx::Tx;
use crate::error::Fault;

/// Pieces that get a mark after one was missed.
const A_WHILE: u32 = 4096;

/// A writer's marks, and the one in its transaction.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Pieces that still get one.
    wanted: u32,
    /// One is set.
    set: bool,
}

impl Marks {
    /// A transaction has begun.
    pub(super) const fn begin(&mut self) {
        self.set = false;
    }

    /// Sets one before a piece, where it gets one. One name for all: the mark
    /// before it is given up with its work kept.
    pub(super) async fn before_a_piece(&mut self, tx: &mut Tx) -> Result<(), Fault> {
        tx.begin_piece();
        self.end(tx).await?;
        if self.wanted > 0 {
            self.wanted -= 1;
            tx.word("SAVEPOINT work").await?;
            self.set = true;
        }
        Ok(())
    }

    /// Undoes the piece alone; false where that needs a mark and there is
    /// none. From now on there are.
    pub(super) async fn undo(&mut self, tx: &mut Tx) -> Result<bool, Fault> {
        if self.set {
            tx.word("ROLLBACK TO SAVEPOINT work").await?;
            return Ok(true);
        }
        if tx.is_untouched() {
            return Ok(true);
        }
        self.wanted = A_WHILE;
        Ok(false)
    }

    /// Gives up the mark that is set, with the work before and after it kept.
    pub(super) async fn end(&mut self, tx: &mut Tx) -> Result<(), Fault> {
        if std::mem::take(&mut self.set) {
            tx.word("RELEASE SAVEPOINT work").await?;
        }
        Ok(())
    }
}
