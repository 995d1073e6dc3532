//! An open transaction: runs statements and returns rows.

use super::after_commit::AfterCommit;
use super::connection::Connection;
use super::dialect::{Dialect, Isolation};
use super::lane::Lane;
use super::payment_result::PaymentResult;
use super::{Row, SqlValue};
use crate::error::{Error, Fault};
use domain::clock::At;
use domain::ids::OrderId;

/// How a transaction begins.
#[derive(Clone, Copy, Debug)]
pub(crate) enum TxMode {
    /// Reads one consistent view.
    Read,
    /// Writes.
    Write(Isolation),
}

/// An open transaction. When it is dropped its connection is closed, and the
/// database rolls back.
#[derive(Debug)]
pub struct Tx {
    connection: Connection,
    after_commit: AfterCommit,
    /// The first statement of this write that failed: the write is not kept,
    /// even if its closure answers `Ok`.
    failed: Option<Fault>,
    /// This write changed a row, or a statement of it failed and may have.
    changed: bool,
}

impl Tx {
    pub(crate) fn new(connection: Connection) -> Self {
        Self {
            connection,
            after_commit: AfterCommit::default(),
            failed: None,
            changed: false,
        }
    }

    /// The database's dialect.
    pub const fn dialect(&self) -> Dialect {
        self.connection.dialect()
    }

    /// Runs a statement; answers how many rows it changed.
    ///
    /// # Errors
    /// A [`Fault`] of the database.
    pub async fn run(&mut self, sql: &'static str, values: Vec<SqlValue>) -> Result<u64, Error> {
        let done = self.connection.run(sql, values).await;
        self.changed |= !matches!(done, Ok(0));
        self.keep_first_fault(done)
    }

    /// All rows of a query.
    ///
    /// # Errors
    /// A [`Fault`] of the database.
    pub async fn all(
        &mut self,
        sql: &'static str,
        values: Vec<SqlValue>,
    ) -> Result<Vec<Row>, Error> {
        let done = self.connection.all(sql, values).await;
        self.changed |= done.is_err() || !only_reads(sql);
        self.keep_first_fault(done)
    }

    /// The one row of a query, if there is one.
    ///
    /// # Errors
    /// A [`Fault`] of the database.
    pub async fn one(
        &mut self,
        sql: &'static str,
        values: Vec<SqlValue>,
    ) -> Result<Option<Row>, Error> {
        let done = self.connection.one(sql, values).await;
        self.changed |= done.is_err() || !only_reads(sql);
        self.keep_first_fault(done)
    }

    /// Announces after the commit that this order changed.
    pub(crate) fn order_changed(&mut self, order: &OrderId) {
        self.after_commit.order_changed(order);
    }

    /// Counts an attempt that ended, after the commit.
    pub fn payment_ended(&mut self, payment: PaymentResult) {
        self.after_commit.payments.push(payment);
    }

    /// Wakes the lane's job runner after the commit.
    pub(crate) fn job_due(&mut self, lane: Lane, due: At) {
        self.after_commit.job_due(lane, due);
    }

    pub(crate) fn take_after_commit(&mut self) -> AfterCommit {
        std::mem::take(&mut self.after_commit)
    }

    pub(crate) fn take_failed(&mut self) -> Option<Fault> {
        self.failed.take()
    }

    /// The next write of the transaction begins here.
    pub(crate) const fn begin_write(&mut self) {
        self.changed = false;
    }

    /// True while this write has certainly changed nothing.
    pub(crate) const fn is_unchanged(&self) -> bool {
        !self.changed
    }

    /// One or several statements without values, such as tables.
    pub(crate) async fn raw(&mut self, sql: &'static str) -> Result<(), Fault> {
        self.changed = true;
        self.connection.raw(sql).await
    }

    /// One statement without values that runs often, such as a savepoint.
    pub(crate) async fn command(&mut self, sql: &'static str) -> Result<(), Fault> {
        self.connection.command(sql).await
    }

    /// Undoes all of it.
    pub(crate) async fn rollback(&mut self) -> Result<(), Fault> {
        self.connection.command("ROLLBACK").await
    }

    /// Begins. One that writes may wait for another that does.
    pub(crate) async fn begin(&mut self, mode: TxMode) -> Result<(), Fault> {
        let dialect = self.dialect();
        match mode {
            TxMode::Read => self.connection.command(dialect.begin_read()).await,
            TxMode::Write(isolation) => {
                let begin = dialect.begin_write(isolation);
                self.connection.begin(begin).await
            }
        }
    }

    /// Checks that the connection works before the commit is sent. If it is
    /// lost before the commit, the transaction was rolled back; if during the
    /// commit, the result is unknown.
    pub(crate) async fn check_connection(&mut self) -> Result<(), Fault> {
        match self.dialect().connection_check() {
            Some(sql) => self.command(sql).await,
            None => Ok(()),
        }
    }

    /// Commits, which waits for the disk.
    pub(crate) async fn commit(&mut self) -> Result<(), Fault> {
        self.connection.commit().await
    }

    pub(crate) fn into_connection(self) -> Connection {
        self.connection
    }

    fn keep_first_fault<T>(&mut self, done: Result<T, Fault>) -> Result<T, Error> {
        done.map_err(|fault| {
            self.failed.get_or_insert_with(|| fault.clone());
            Error::Fault(fault)
        })
    }
}

/// True for a query that cannot change rows.
fn only_reads(sql: &str) -> bool {
    sql.trim_start().starts_with("SELECT ")
}
