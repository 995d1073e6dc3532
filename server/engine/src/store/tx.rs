//! A transaction as the statements see it: text and values in, rows out.

use super::after::After;
use super::connection::Connection;
use super::dialect::{Dialect, Isolation};
use super::jobs::Lane;
use super::{Arg, Row};
use crate::error::{Error, Fault};
use crate::metrics::PaymentEnd;
use domain::clock::At;
use domain::ids::OrderId;

pub(crate) use super::row::{broken, json};

/// How a transaction begins.
#[derive(Clone, Copy, Debug)]
pub(super) enum Begin {
    /// As a consistent view.
    View,
    /// To write.
    Write(Isolation),
}

/// An open transaction. Dropped without being given back, its connection is
/// closed, and the database undoes what it was doing.
#[derive(Debug)]
pub(crate) struct Tx {
    connection: Connection,
    after: After,
    /// A statement failed: what was done since the last mark is not kept,
    /// even if the work says that all went well.
    failed: Option<Fault>,
    /// Since the piece began a row was changed, or a statement failed, which
    /// may have changed some.
    touched: bool,
}

impl Tx {
    pub(super) fn new(connection: Connection) -> Self {
        Self {
            connection,
            after: After::default(),
            failed: None,
            touched: false,
        }
    }

    /// Whose words are spoken here.
    pub(crate) const fn dialect(&self) -> Dialect {
        self.connection.dialect()
    }

    /// Runs a statement; answers how many rows it changed.
    pub(crate) async fn run(&mut self, sql: &'static str, args: Vec<Arg>) -> Result<u64, Error> {
        let done = self.connection.run(sql, args).await;
        self.touched |= !matches!(done, Ok(0));
        self.noted(done)
    }

    /// All rows of a query.
    pub(crate) async fn all(
        &mut self,
        sql: &'static str,
        args: Vec<Arg>,
    ) -> Result<Vec<Row>, Error> {
        let done = self.connection.all(sql, args).await;
        self.touched |= done.is_err() || !only_reads(sql);
        self.noted(done)
    }

    /// The one row of a query, if there is one.
    pub(crate) async fn one(
        &mut self,
        sql: &'static str,
        args: Vec<Arg>,
    ) -> Result<Option<Row>, Error> {
        let done = self.connection.one(sql, args).await;
        self.touched |= done.is_err() || !only_reads(sql);
        self.noted(done)
    }

    /// Whoever watches this order is told, once the commit is done.
    pub(crate) fn touch(&mut self, order: &OrderId) {
        self.after.touch(order);
    }

    /// A payment ended: counted once the commit is done.
    pub(crate) fn ended(&mut self, payment: PaymentEnd) {
        self.after.payments.push(payment);
    }

    /// Whoever runs this lane's jobs is called, once the commit is done.
    pub(super) fn call(&mut self, lane: Lane, due: At) {
        self.after.call(lane, due);
    }

    pub(super) fn take_after(&mut self) -> After {
        std::mem::take(&mut self.after)
    }

    pub(super) fn take_failed(&mut self) -> Option<Fault> {
        self.failed.take()
    }

    /// A piece of work begins here.
    pub(super) const fn begin_piece(&mut self) {
        self.touched = false;
    }

    /// True while the piece has changed nothing, for certain.
    pub(super) const fn is_untouched(&self) -> bool {
        !self.touched
    }

    /// Statements without values, one or several: tables.
    pub(super) async fn raw(&mut self, sql: &'static str) -> Result<(), Fault> {
        self.touched = true;
        self.connection.raw(sql).await
    }

    /// One of the few words that are said again and again, such as a mark.
    pub(super) async fn word(&mut self, sql: &'static str) -> Result<(), Fault> {
        self.connection.word(sql).await
    }

    /// Undoes all of it.
    pub(super) async fn rollback(&mut self) -> Result<(), Fault> {
        self.connection.word("ROLLBACK").await
    }

    /// Begins. To write may mean to wait for who writes.
    pub(super) async fn begin(&mut self, begin: Begin) -> Result<(), Fault> {
        let dialect = self.dialect();
        match begin {
            Begin::View => self.connection.word(dialect.begin_read()).await,
            Begin::Write(isolation) => {
                let begin = dialect.begin_write(isolation);
                self.connection.begin(begin).await
            }
        }
    }

    /// Shows that the line holds: what is lost before the commit is sent was
    /// not kept for certain, what is lost inside it may have been.
    pub(super) async fn holds(&mut self) -> Result<(), Fault> {
        match self.dialect().sign_of_life() {
            Some(question) => self.word(question).await,
            None => Ok(()),
        }
    }

    /// Commits, which waits for the disk.
    pub(super) async fn commit(&mut self) -> Result<(), Fault> {
        self.connection.commit().await
    }

    pub(super) fn into_connection(self) -> Connection {
        self.connection
    }

    fn noted<T>(&mut self, done: Result<T, Fault>) -> Result<T, Error> {
        done.map_err(|fault| {
            self.failed.get_or_insert_with(|| fault.clone());
            Error::Fault(fault)
        })
    }
}

/// A query that changes nothing; others may.
fn only_reads(sql: &str) -> bool {
    sql.trim_start().starts_with("SELECT ")
}
