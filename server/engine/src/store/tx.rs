//! A transaction as the statements see it: text and values in, rows out.
//! The driver is known here and in `dialect` only.

use super::dialect;
use crate::error::{Error, Fault};
use domain::clock::At;
use domain::ids::OrderId;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{Sqlite, SqliteArguments, SqliteRow};
use sqlx::{Row as _, query::Query};

/// An open transaction.
#[derive(Debug)]
pub(crate) struct Tx {
    connection: PoolConnection<Sqlite>,
    touched: Vec<OrderId>,
}

/// A value bound to `$n`.
#[derive(Clone, Debug)]
pub(crate) enum Arg {
    /// BIGINT, or its null.
    Int(Option<i64>),
    /// TEXT, or its null.
    Text(Option<String>),
}

/// Values for a statement, each turned into an [`Arg`].
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::store::Arg::from($value)),*] };
}
pub(crate) use args;

impl From<i64> for Arg {
    fn from(value: i64) -> Self {
        Self::Int(Some(value))
    }
}
impl From<u32> for Arg {
    fn from(value: u32) -> Self {
        Self::Int(Some(i64::from(value)))
    }
}
impl From<bool> for Arg {
    fn from(value: bool) -> Self {
        Self::Int(Some(i64::from(value)))
    }
}
impl From<At> for Arg {
    fn from(value: At) -> Self {
        Self::Int(Some(value.ms()))
    }
}
impl From<Option<At>> for Arg {
    fn from(value: Option<At>) -> Self {
        Self::Int(value.map(At::ms))
    }
}
impl From<&str> for Arg {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}
impl From<String> for Arg {
    fn from(value: String) -> Self {
        Self::Text(Some(value))
    }
}
impl From<&String> for Arg {
    fn from(value: &String) -> Self {
        Self::Text(Some(value.clone()))
    }
}
impl From<Option<&str>> for Arg {
    fn from(value: Option<&str>) -> Self {
        Self::Text(value.map(str::to_owned))
    }
}
impl From<Option<String>> for Arg {
    fn from(value: Option<String>) -> Self {
        Self::Text(value)
    }
}

impl Tx {
    pub(super) const fn new(connection: PoolConnection<Sqlite>) -> Self {
        Self {
            connection,
            touched: Vec::new(),
        }
    }

    /// Runs a statement; answers how many rows it changed.
    pub(crate) async fn run(&mut self, sql: &'static str, args: Vec<Arg>) -> Result<u64, Error> {
        Ok(bound(sql, args)
            .execute(&mut *self.connection)
            .await?
            .rows_affected())
    }

    /// All rows of a query.
    pub(crate) async fn all(
        &mut self,
        sql: &'static str,
        args: Vec<Arg>,
    ) -> Result<Vec<Row>, Error> {
        let rows = bound(sql, args).fetch_all(&mut *self.connection).await?;
        Ok(rows.into_iter().map(Row).collect())
    }

    /// The one row of a query, if there is one.
    pub(crate) async fn one(
        &mut self,
        sql: &'static str,
        args: Vec<Arg>,
    ) -> Result<Option<Row>, Error> {
        Ok(bound(sql, args)
            .fetch_optional(&mut *self.connection)
            .await?
            .map(Row))
    }

    /// Whoever watches this order is told, once the commit is done.
    pub(crate) fn touch(&mut self, order: &OrderId) {
        if !self.touched.contains(order) {
            self.touched.push(order.clone());
        }
    }

    pub(super) fn take_touched(&mut self) -> Vec<OrderId> {
        std::mem::take(&mut self.touched)
    }

    /// Statements without values: begin, savepoint, commit, tables.
    pub(super) async fn raw(&mut self, sql: &'static str) -> Result<(), Fault> {
        sqlx::raw_sql(sql).execute(&mut *self.connection).await?;
        Ok(())
    }

    pub(super) async fn begin_read(&mut self) -> Result<(), Fault> {
        self.raw(dialect::BEGIN_READ).await
    }

    pub(super) async fn end_read(&mut self) -> Result<(), Fault> {
        self.raw(dialect::END_READ).await
    }
}

fn bound(sql: &'static str, args: Vec<Arg>) -> Query<'static, Sqlite, SqliteArguments> {
    args.into_iter()
        .fold(sqlx::query(sql), |query, arg| match arg {
            Arg::Int(value) => query.bind(value),
            Arg::Text(value) => query.bind(value),
        })
}

/// A row, read by column name.
#[derive(Debug)]
pub(crate) struct Row(SqliteRow);

impl Row {
    /// A TEXT that is never null.
    pub(crate) fn text(&self, column: &str) -> Result<String, Error> {
        Ok(self.0.try_get(column)?)
    }

    /// A TEXT, or null.
    pub(crate) fn maybe_text(&self, column: &str) -> Result<Option<String>, Error> {
        Ok(self.0.try_get(column)?)
    }

    /// A BIGINT that is never null.
    pub(crate) fn int(&self, column: &str) -> Result<i64, Error> {
        Ok(self.0.try_get(column)?)
    }

    /// A BIGINT, or null.
    pub(crate) fn maybe_int(&self, column: &str) -> Result<Option<i64>, Error> {
        Ok(self.0.try_get(column)?)
    }

    /// A small count.
    pub(crate) fn count(&self, column: &str) -> Result<u32, Error> {
        u32::try_from(self.int(column)?).map_err(|_| broken(column))
    }

    /// Yes or no.
    pub(crate) fn flag(&self, column: &str) -> Result<bool, Error> {
        Ok(self.int(column)? != 0)
    }

    /// An instant.
    pub(crate) fn at(&self, column: &str) -> Result<At, Error> {
        Ok(At::from_ms(self.int(column)?))
    }

    /// An instant, or null.
    pub(crate) fn maybe_at(&self, column: &str) -> Result<Option<At>, Error> {
        Ok(self.maybe_int(column)?.map(At::from_ms))
    }

    /// A TEXT read by `parse`, which knows what we wrote.
    pub(crate) fn parsed<T>(
        &self,
        column: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, Error> {
        parse(&self.text(column)?).ok_or_else(|| broken(column))
    }

    /// JSON that we wrote.
    pub(crate) fn json<T: serde::de::DeserializeOwned>(&self, column: &str) -> Result<T, Error> {
        serde_json::from_str(&self.text(column)?).map_err(|_| broken(column))
    }
}

/// A column that holds what this release never wrote.
pub(crate) fn broken(column: &str) -> Error {
    Error::Fault(Fault::new(format!(
        "database: column {column} holds what was never written"
    )))
}

/// JSON for a column. Ours always can be written.
pub(crate) fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("our own types have text keys and no failing parts")
}
