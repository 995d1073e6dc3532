//! The open database: writes, reads, readiness, and notifications of changes.
//!
//! Every write goes through [`Store::write`], every read through
//! [`Store::read`]. The writes of one closure are atomic, and `write` answers
//! only after the commit has reached the disk. A closure must not call a
//! network: no transaction is open during a call.

use crate::connection::Connection;
use crate::database::Database;
use crate::database_state::{self, check_whole};
use crate::dialect::{Dialect, Isolation};
use crate::error::{Error, Fault};
use crate::job_wakeups::JobWakeups;
use crate::jobs::Lane;
use crate::metrics::Counters;
use crate::order_watches::{OrderWatch, OrderWatches};
use crate::payment_result::PaymentResults;
use crate::pool::Pool;
use crate::retry_backoff::{self, RetryBackoff};
use crate::role::Role;
use crate::sqlite::SqliteFile;
use crate::write_queue::WriteQueue;
use crate::writer::{Writer, WriterContext};
use crate::{StoreMetrics, TxFn, WriteFn, args, migrate};
use domain::channel_id::ChannelId;
use domain::clock::At;
use domain::ids::OrderId;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Connections that read. Readers and writers never block each other.
pub(crate) const READERS: usize = 4;
/// Writers of new orders, where the database takes more than one writer.
const ORDER_WRITERS: usize = 4;
/// How long each query of a readiness check may take.
const READY_WITHIN: Duration = Duration::from_secs(2);

/// The database, open.
#[derive(Debug)]
pub struct Store {
    dialect: Dialect,
    /// Of `SQLite`.
    file: Option<PathBuf>,
    writer: Writer,
    /// Where the database takes more than one writer.
    order_writer: Option<Writer>,
    job_writer: Option<Writer>,
    connections: Vec<Arc<Pool>>,
    readers: Arc<Pool>,
    backoff: RetryBackoff,
    counters: Arc<Counters>,
    payment_results: PaymentResults,
    order_watches: Arc<OrderWatches>,
    job_wakeups: Arc<JobWakeups>,
}

impl Store {
    /// Opens the database, creates the file if it is missing, and runs the
    /// migrations. A file without its journal is opened and logged as an error: a
    /// desk that was killed has to start again, also where another program has
    /// merged its journal meanwhile ([`check_whole`]).
    ///
    /// # Errors
    /// A [`Fault`] when it cannot be used, or was made by a newer release.
    pub async fn open(database: &Database, now: At) -> Result<Self, Fault> {
        let backoff = RetryBackoff::new(now);
        let first = async {
            if let Err(fault) = check_whole(database) {
                tracing::error!(%database, %fault, "the database may lack what was committed last");
            }
            let mut first = open_creator(database, &backoff).await?;
            migrate::run(&mut first, now).await?;
            Ok(first)
        };
        Self::start(database, first.await, backoff).await
    }

    /// Opens a database that is there and of this release. Creates and migrates
    /// nothing, so it needs no right to.
    ///
    /// # Errors
    /// A [`Fault`] that says what is missing, as where a path is mistyped.
    pub async fn open_existing(database: &Database, now: At) -> Result<Self, Fault> {
        let first = database_state::connect(database, Role::Writer).await;
        Self::start(database, first, RetryBackoff::new(now)).await
    }

    async fn start(
        database: &Database,
        first: Result<Connection, Fault>,
        backoff: RetryBackoff,
    ) -> Result<Self, Fault> {
        let marked = async {
            let mut first = first?;
            first.mark_in_use()?;
            first.close().await;
            Ok::<_, Fault>(())
        };
        let marked = marked.await;
        marked.map_err(|fault| fault.of_database(database))?;
        let dialect = database.dialect();
        let pool = |role, connections| Arc::new(Pool::new(database, role, connections));
        let readers = pool(Role::Reader, READERS);
        let mut connections = vec![Arc::clone(&readers)];
        let order_watches = Arc::new(OrderWatches::default());
        let counters = Arc::new(Counters::default());
        let job_wakeups = Arc::new(JobWakeups::default());
        let payment_results = PaymentResults::default();
        let mut start = |isolation, many| {
            let connections_of_it = pool(Role::Writer, many);
            connections.push(Arc::clone(&connections_of_it));
            let context = WriterContext {
                connections: connections_of_it,
                isolation,
                is_alone: !dialect.is_shared(),
                order_watches: Arc::clone(&order_watches),
                job_wakeups: Arc::clone(&job_wakeups),
                counters: Arc::clone(&counters),
                payment_results: payment_results.clone(),
            };
            Writer::start(&context, many)
        };
        let writer = start(Isolation::Serializable, 1);
        let (order_writer, job_writer) = if dialect.is_shared() {
            let orders = start(Isolation::Serializable, ORDER_WRITERS);
            (Some(orders), Some(start(Isolation::ReadCommitted, 1)))
        } else {
            (None, None)
        };
        Ok(Self {
            dialect,
            file: database.file().map(Path::to_owned),
            writer,
            order_writer,
            job_writer,
            connections,
            readers,
            backoff,
            counters,
            payment_results,
            order_watches,
            job_wakeups,
        })
    }

    /// Runs `write` in a transaction and answers after the commit. It may share
    /// the commit with other writes, and a clone of it may run again after a
    /// conflict; so it must only read and write through its [`crate::Tx`]. A
    /// refusal or fault inside undoes all of it and nothing else. It also runs
    /// if its caller is dropped. It sees all that was committed before this
    /// call.
    ///
    /// # Errors
    /// What `write` answers, or a [`Fault`] of the database.
    #[tracing::instrument(level = "debug", name = "database_write", skip_all)]
    pub async fn write<T, F>(&self, write: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: WriteFn<T>,
    {
        self.write_with(&self.writer, write).await
    }

    /// As [`Store::write`], in a queue of the caller's choice.
    ///
    /// # Errors
    /// What `write` answers, or a [`Fault`] of the database.
    #[tracing::instrument(level = "debug", name = "database_write", skip_all)]
    pub async fn write_in<T, F>(&self, queue: WriteQueue, write: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: WriteFn<T>,
    {
        let own = match queue {
            WriteQueue::Changes => None,
            WriteQueue::NewOrders => self.order_writer.as_ref(),
            WriteQueue::Jobs => self.job_writer.as_ref(),
        };
        self.write_with(own.unwrap_or(&self.writer), write).await
    }

    async fn write_with<T, F>(&self, writer: &Writer, write: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: WriteFn<T>,
    {
        let write = Arc::new(write);
        for tries in 0..retry_backoff::TRIES {
            match writer.run(Arc::clone(&write)).await {
                Err(Error::Fault(fault)) if fault.may_retry() => {
                    tracing::debug!(fault = %fault.chain(), tries, "running again");
                    self.counters.write_again();
                    self.backoff.wait(tries).await;
                }
                other => return other,
            }
        }
        writer.run(write).await
    }

    /// Runs `read` that is one single statement, which is a consistent view
    /// by itself.
    ///
    /// # Errors
    /// What `read` answers, or a [`Fault`] of the database.
    pub async fn read_one_statement<T, F>(&self, read: F) -> Result<T, Error>
    where
        T: Send,
        F: TxFn<T>,
    {
        if self.dialect.is_shared() {
            // Beginning a transaction also finds a lost connection.
            return self.read(read).await;
        }
        let (mut tx, permit) = self.readers.without_transaction().await?;
        let answer = read(&mut tx).await;
        if tx.take_failed().is_none() {
            self.readers.give_back(tx.into_connection(), permit);
        }
        answer
    }

    /// Runs `read` on one consistent view of the database.
    ///
    /// # Errors
    /// What `read` answers, or a [`Fault`] of the database.
    pub async fn read<T, F>(&self, read: F) -> Result<T, Error>
    where
        T: Send,
        F: TxFn<T>,
    {
        let (mut tx, permit) = self.readers.begin_read().await?;
        let answer = read(&mut tx).await;
        if tx.take_failed().is_none() && tx.rollback().await.is_ok() {
            self.readers.give_back(tx.into_connection(), permit);
        }
        answer
    }

    /// True while the database can be read and written. Writing is tried only
    /// after a write has failed, because a full disk can still be read.
    pub async fn is_ready(&self) -> bool {
        let query = self.read(|tx| Box::pin(async move { tx.one("SELECT 1", args![]).await }));
        let answered = tokio::time::timeout(READY_WITHIN, query).await;
        let reads = matches!(answered, Ok(Ok(Some(_))));
        reads && (!self.counters.is_failing() || self.check_writes().await)
    }

    /// Checks for free disk space, then makes an update that changes nothing.
    async fn check_writes(&self) -> bool {
        let check = async {
            if let Some(sql) = self.dialect.disk_space_check() {
                let space = self.write(move |tx| Box::pin(async move { Ok(tx.raw(sql).await?) }));
                // Without the right to create temporary tables this shows
                // nothing.
                if matches!(space.await, Err(Error::Fault(fault)) if fault.is_temporary()) {
                    return false;
                }
            }
            let sql = "UPDATE jobs SET due_at = due_at WHERE name = 'prune'";
            let written = self.write(move |tx| Box::pin(async move { tx.run(sql, args![]).await }));
            written.await.is_ok()
        };
        let works = tokio::time::timeout(READY_WITHIN, check).await == Ok(true);
        if works {
            self.counters.write_works();
        }
        works
    }

    /// True where other processes usually write to the same database.
    pub const fn is_shared(&self) -> bool {
        self.dialect.is_shared()
    }

    /// Adds the count of payments by result to a registry for `/metrics`.
    pub fn register_metrics<'a>(
        &self,
        registry: &mut prometheus_client::registry::Registry,
        channels: impl Iterator<Item = &'a ChannelId>,
    ) {
        self.payment_results.register(registry, channels);
    }

    /// What was counted so far.
    pub fn metrics(&self) -> StoreMetrics {
        self.counters.now()
    }

    /// Watches an order: tells of each commit of this process that changes it.
    pub fn watch_order(&self, order: &OrderId) -> OrderWatch {
        self.order_watches.watch(order)
    }

    /// Waits until this process adds a job of the lane that is due by now.
    pub async fn wait_for_due_job(&self, lane: Lane, now: impl Fn() -> At + Send) {
        self.job_wakeups.wait(lane, now).await;
    }

    /// Ends the writers after their queued writes, and closes all connections.
    /// Later reads and writes are faults.
    pub async fn close(&self) {
        let beside = [&self.order_writer, &self.job_writer].into_iter().flatten();
        for writer in [&self.writer].into_iter().chain(beside) {
            writer.stop().await;
        }
        for connections in &self.connections {
            connections.close().await;
        }
        if let Some(file) = &self.file
            && let Err(fault) = SqliteFile::clear_mark(file).await
        {
            tracing::warn!("the journal stays beside the database: {fault}");
        }
    }
}

/// The first connection. Where another process makes the same file now, tries
/// again.
async fn open_creator(database: &Database, backoff: &RetryBackoff) -> Result<Connection, Fault> {
    for tries in 0..retry_backoff::TRIES {
        match Connection::open(database, Role::Creator).await {
            Err(fault) if fault.may_retry() => backoff.wait(tries).await,
            opened => return opened,
        }
    }
    Connection::open(database, Role::Creator).await
}
