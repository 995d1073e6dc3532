//! Savepoints between the writes of a transaction, so that one write can be
//! undone alone.
//!
//! A savepoint costs a copy of each page that changes after it, and nearly all
//! writes are kept. So none is set until a write has to be undone that has
//! changed rows. Then the whole transaction is rolled back and run again with
//! savepoints, and the next [`SAVEPOINTS_AFTER_UNDO`] writes get one too, because the
//! same caller may send more such writes.

use super::tx::Tx;
use crate::error::Fault;

/// Writes that get a savepoint after one was missing.
const SAVEPOINTS_AFTER_UNDO: u32 = 4096;

/// The savepoints of one writer.
#[derive(Debug, Default)]
pub(crate) struct Savepoints {
    /// Writes that still get one.
    wanted: u32,
    /// One is set in the open transaction.
    set: bool,
}

impl Savepoints {
    /// A transaction has begun.
    pub(crate) const fn begin_transaction(&mut self) {
        self.set = false;
    }

    /// Releases the last write's savepoint and sets this write's, if it gets
    /// one.
    pub(crate) async fn before_write(&mut self, tx: &mut Tx) -> Result<(), Fault> {
        tx.begin_write();
        self.release(tx).await?;
        if self.wanted > 0 {
            self.wanted -= 1;
            tx.command("SAVEPOINT work").await?;
            self.set = true;
        }
        Ok(())
    }

    /// Undoes the last write alone. False if that needs a savepoint and none
    /// was set; later writes get one.
    pub(crate) async fn undo_write(&mut self, tx: &mut Tx) -> Result<bool, Fault> {
        if self.set {
            tx.command("ROLLBACK TO SAVEPOINT work").await?;
            return Ok(true);
        }
        if tx.is_unchanged() {
            return Ok(true);
        }
        self.wanted = SAVEPOINTS_AFTER_UNDO;
        Ok(false)
    }

    /// Releases the savepoint, if one is set.
    pub(crate) async fn release(&mut self, tx: &mut Tx) -> Result<(), Fault> {
        if std::mem::take(&mut self.set) {
            tx.command("RELEASE SAVEPOINT work").await?;
        }
        Ok(())
    }
}
