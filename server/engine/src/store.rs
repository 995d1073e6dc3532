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

mod after;
pub(crate) mod agreements;
mod arg;
pub(crate) mod attempts;
pub(crate) mod audit;
mod batch;
mod bells;
mod connection;
#[cfg(feature = "bench")]
pub(crate) mod copies;
#[cfg(test)]
pub(crate) mod crash;
pub(crate) mod deliveries;
pub(crate) mod dialect;
mod driver_error;
pub(crate) mod events;
mod figures;
pub(crate) mod idempotency;
pub(crate) mod jobs;
pub(crate) mod ledger;
pub(crate) mod links;
pub(crate) mod malls;
mod marks;
pub(crate) mod merchants;
mod migrate;
mod migrations;
pub(crate) mod notices;
pub(crate) mod orders;
mod patience;
mod pool;
mod postgres;
pub(crate) mod refund_tries;
pub(crate) mod refunds;
mod row;
pub(crate) mod schema;
pub(crate) mod seen;
pub(crate) mod signatures;
mod sqlite;
pub(crate) mod surplus;
pub(crate) mod trades;
mod tx;
mod work;
mod writer;
#[cfg(feature = "bench")]
pub(crate) mod yardstick;

pub use figures::StoreFigures;

pub(crate) use arg::{Arg, args};
pub(crate) use row::Row;
pub(crate) use tx::Tx;
pub(crate) use work::{Look, Task};

use crate::database::Database;
use crate::error::{Error, Fault};
use crate::metrics::Metrics;
use bells::Bells;
use connection::{Connection, Role};
use dialect::{Dialect, Isolation};
use domain::clock::At;
use domain::ids::OrderId;
use figures::Figures;
use patience::Patience;
use pool::Pool;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast;
use writer::{Desk, Writer};

/// Connections that read. Readers never block writers, nor they them.
const READERS: usize = 4;
/// Writers side by side, where the database takes more than one.
const WRITERS: usize = 2;
/// Changed orders a slow listener may fall behind before it re-reads all.
const NEWS_KEPT: usize = 1024;
/// How long the database may take to show that it is there.
const SIGN_OF_LIFE: Duration = Duration::from_secs(2);

/// The database, open.
#[derive(Debug)]
pub(crate) struct Store {
    dialect: Dialect,
    writer: Writer,
    /// Lists of work, where they need no place in the line of money.
    lists: Option<Writer>,
    connections: [Arc<Pool>; 3],
    patience: Patience,
    figures: Arc<Figures>,
    /// Payments are counted here as they are committed.
    pub(crate) metrics: Metrics,
    changes: broadcast::Sender<OrderId>,
    bells: Arc<Bells>,
}

impl Store {
    /// Opens the database, makes a file where there is none, and brings its
    /// tables up to date.
    ///
    /// # Errors
    /// A [`Fault`] when it cannot be used, or was made by a newer release.
    pub(crate) async fn open(database: &Database, now: At) -> Result<Self, Fault> {
        let dialect = database.dialect();
        let mut first = Connection::open(database, Role::Maker).await?;
        migrate::run(&mut first, now).await?;
        first.close().await;
        let many = if dialect.is_shared() { WRITERS } else { 1 };
        let pool = |role, places| Arc::new(Pool::new(database, role, places));
        let connections = [
            pool(Role::Writer, many),
            pool(Role::Writer, 1),
            pool(Role::Reader, READERS),
        ];
        let (changes, _) = broadcast::channel(NEWS_KEPT);
        let (figures, metrics) = (Arc::new(Figures::default()), Metrics::default());
        let bells = Arc::new(Bells::default());
        let desk = |pool: &Arc<Pool>, isolation| Desk {
            connections: Arc::clone(pool),
            isolation,
            changes: changes.clone(),
            bells: Arc::clone(&bells),
            figures: Arc::clone(&figures),
            metrics: metrics.clone(),
        };
        let writer = Writer::start(&desk(&connections[0], Isolation::Serializable), many);
        let lists = desk(&connections[1], Isolation::Statement);
        Ok(Self {
            dialect,
            writer,
            lists: dialect.is_shared().then(|| Writer::start(&lists, 1)),
            patience: Patience::new(now),
            connections,
            figures,
            metrics,
            changes,
            bells,
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
    #[tracing::instrument(level = "debug", name = "database_write", skip_all)]
    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Task<T>,
    {
        self.write_with(&self.writer, work).await
    }

    /// As [`Store::write`], for statements on the lists of work to be done
    /// that hold each for itself: where many write side by side, these
    /// neither run again for others nor make others run again.
    ///
    /// # Errors
    /// What `work` answers, or a [`Fault`] of the database.
    pub(crate) async fn write_list<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Task<T>,
    {
        self.write_with(self.lists.as_ref().unwrap_or(&self.writer), work)
            .await
    }

    async fn write_with<T, F>(&self, writer: &Writer, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Task<T>,
    {
        let work = Arc::new(work);
        for tries in 0..patience::TRIES {
            match writer.run(Arc::clone(&work)).await {
                Err(Error::Fault(fault)) if fault.may_retry() => {
                    tracing::debug!(fault = %fault.chain(), tries, "running again");
                    self.figures.again();
                    self.patience.wait(tries).await;
                }
                other => return other,
            }
        }
        writer.run(work).await
    }

    /// Runs `work` that is one single statement, which is a consistent view
    /// by itself.
    ///
    /// # Errors
    /// What `work` answers, or a [`Fault`] of the database.
    pub(crate) async fn glance<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send,
        F: Look<T>,
    {
        if self.dialect.is_shared() {
            // Beginning a view also shows whether the server is there.
            return self.read(work).await;
        }
        let [.., readers] = &self.connections;
        let (mut tx, place) = readers.bare().await?;
        let answer = work(&mut tx).await;
        if tx.take_failed().is_none() {
            readers.give_back(tx.into_connection(), place);
        }
        answer
    }

    /// Runs `work` on one consistent view of the database.
    ///
    /// # Errors
    /// What `work` answers, or a [`Fault`] of the database.
    pub(crate) async fn read<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send,
        F: Look<T>,
    {
        let [.., readers] = &self.connections;
        let (mut tx, place) = readers.view().await?;
        let answer = work(&mut tx).await;
        if tx.take_failed().is_none() && tx.rollback().await.is_ok() {
            readers.give_back(tx.into_connection(), place);
        }
        answer
    }

    /// True while a reader gets an answer and what is written can be kept. A
    /// full disk is read from as before: where something could not be kept,
    /// this tries.
    pub(crate) async fn answers(&self) -> bool {
        let asked = self.read(|tx| Box::pin(async move { tx.one("SELECT 1", args![]).await }));
        let answered = tokio::time::timeout(SIGN_OF_LIFE, asked).await;
        matches!(answered, Ok(Ok(Some(_)))) && (!self.figures.is_failing() || self.keeps().await)
    }

    /// Asks for room where that is not the same as writing, and writes a job
    /// that is always there as it is.
    async fn keeps(&self) -> bool {
        let trying = async {
            if let Some(room) = self.dialect.asks_for_room() {
                let asked = self.write(move |tx| Box::pin(async move { Ok(tx.raw(room).await?) }));
                // Who may not ask is not told of a lack of room either.
                if matches!(asked.await, Err(Error::Fault(fault)) if fault.passes()) {
                    return false;
                }
            }
            let sql = "UPDATE jobs SET due_at = due_at WHERE kind = 'prune'";
            let written = self.write(move |tx| Box::pin(async move { tx.run(sql, args![]).await }));
            written.await.is_ok()
        };
        let kept = tokio::time::timeout(SIGN_OF_LIFE, trying).await == Ok(true);
        if kept {
            self.figures.mended();
        }
        kept
    }

    /// True where other processes write here as a matter of course.
    pub(crate) const fn is_shared(&self) -> bool {
        self.dialect.is_shared()
    }

    /// What was counted so far.
    pub(crate) fn figures(&self) -> StoreFigures {
        self.figures.now()
    }

    /// Ids of orders that changed, each after its commit.
    pub(crate) fn changes(&self) -> broadcast::Receiver<OrderId> {
        self.changes.subscribe()
    }

    /// Waits for a job of the lane that was put down and is due by now.
    pub(crate) async fn called(&self, lane: jobs::Lane, now: impl Fn() -> At + Send) {
        self.bells.heard(lane, now).await;
    }

    /// Ends the writers after the work they have, and closes all connections.
    /// Later reads and writes are faults.
    pub(crate) async fn close(&self) {
        self.writer.stop().await;
        if let Some(lists) = &self.lists {
            lists.stop().await;
        }
        for connections in &self.connections {
            connections.close().await;
        }
    }
}

#[cfg(test)]
mod tests;
