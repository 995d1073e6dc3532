//! The store: the only place with SQL.
//!
//! One door for writes, [`Store::write`], and one for reads,
//! [`Store::read`]. What is written inside one closure is kept whole or not
//! at all, and `write` answers only after the commit has reached the disk.
//!
//! Rules kept here:
//! - money and times are BIGINT (minor units, Unix milliseconds), ids TEXT
//!   made by us, JSON as TEXT; one SQL text with `$1` for each statement;
//! - a row that changes has a version: `UPDATE ... WHERE id=$1 AND
//!   version=$2`, and whoever comes second runs again ([`Fault::stale`]);
//! - no transaction is open while a network is called: closures get a
//!   [`Tx`] and nothing that could call;
//! - a new database is a new dialect and a new variant in `tx`: callers
//!   never see the driver.

pub(crate) mod agreements;
pub(crate) mod attempts;
pub(crate) mod deliveries;
mod dialect;
pub(crate) mod events;
pub(crate) mod idempotency;
pub(crate) mod jobs;
pub(crate) mod links;
pub(crate) mod malls;
pub(crate) mod merchants;
mod migrate;
pub(crate) mod notices;
pub(crate) mod orders;
pub(crate) mod signatures;
pub(crate) mod surplus;
pub(crate) mod trades;
mod tx;
mod writer;

pub(crate) use tx::{Arg, Row, Tx, args};

use crate::error::{Error, Fault};
use domain::clock::At;
use domain::ids::OrderId;
use futures::future::BoxFuture;
use sqlx::sqlite::SqlitePool;
use std::path::Path;
use tokio::sync::broadcast;
use writer::Writer;

/// How often work is run again when somebody else was first.
const TRIES: u32 = 4;
/// Connections that read. Readers never block the writer, nor it them (WAL).
const READERS: u32 = 4;
/// Changed orders a slow listener may fall behind before it re-reads all.
const NEWS_KEPT: usize = 1024;

/// The database, open.
#[derive(Debug)]
pub(crate) struct Store {
    writer: Writer,
    readers: SqlitePool,
    changes: broadcast::Sender<OrderId>,
}

impl Store {
    /// Opens the database at `path`, makes it where there is none, and
    /// brings its tables up to date.
    ///
    /// # Errors
    /// A [`Fault`] when the file cannot be used, or was made by a newer
    /// release.
    pub(crate) async fn open(path: &Path, now: At) -> Result<Self, Fault> {
        let mut first = dialect::open_writer(path).await?;
        migrate::run(&mut first, now).await?;
        let readers = dialect::open_readers(path, READERS).await?;
        let (changes, _) = broadcast::channel(NEWS_KEPT);
        Ok(Self {
            writer: Writer::start(first, changes.clone()),
            readers,
            changes,
        })
    }

    /// Runs `work` in a transaction and answers after the commit. The door
    /// may join it with other work in one commit, and may run a clone of it
    /// again when it came second; so `work` only reads and writes through
    /// its [`Tx`]. A refusal or fault inside undoes all of it and nothing
    /// else. When the caller goes away the work is still done.
    ///
    /// # Errors
    /// What `work` answers, or a [`Fault`] of the database.
    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, Error>> + Clone + Send + 'static,
    {
        for _ in 1..TRIES {
            match self.writer.run(work.clone()).await {
                Err(Error::Fault(fault)) if fault.may_retry() => {
                    tracing::debug!(%fault, "written by somebody else first, running again");
                }
                other => return other,
            }
        }
        self.writer.run(work).await
    }

    /// Runs `work` on one consistent view of the database.
    ///
    /// # Errors
    /// What `work` answers, or a [`Fault`] of the database.
    pub(crate) async fn read<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send,
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, Error>> + Send,
    {
        let mut tx = Tx::new(self.readers.acquire().await?);
        tx.begin_read().await?;
        let answer = work(&mut tx).await;
        tx.end_read().await?;
        answer
    }

    /// True while a reader gets an answer.
    pub(crate) async fn answers(&self) -> bool {
        let asked = self.read(|tx| Box::pin(async move { tx.one("SELECT 1", args![]).await }));
        matches!(asked.await, Ok(Some(_)))
    }

    /// Ids of orders that changed, each after its commit.
    pub(crate) fn changes(&self) -> broadcast::Receiver<OrderId> {
        self.changes.subscribe()
    }

    /// Ends the writer after the work it has, and closes all connections.
    /// Later writes are faults.
    pub(crate) async fn close(&self) {
        self.writer.stop().await;
        self.readers.close().await;
    }
}

#[cfg(test)]
mod tests;
