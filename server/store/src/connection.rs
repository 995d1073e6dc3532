//! One connection to a database: how it is opened, and the statements it runs.
//! Only `sqlite`, `postgres`, `row` and `driver_error` use the drivers.

use super::dialect::Dialect;
use super::postgres::PostgresServer;
use super::role::Role;
use super::sqlite::SqliteFile;
use super::{Row, SqlValue};
use crate::database::Database;
use crate::error::Fault;

/// A connection.
#[derive(Debug)]
pub(crate) enum Connection {
    /// To a file.
    Sqlite(SqliteFile),
    /// To a server.
    Postgres(PostgresServer),
}

impl Connection {
    /// Opens one.
    pub(crate) async fn open(database: &Database, role: Role) -> Result<Self, Fault> {
        match database {
            Database::Sqlite(path) => Ok(Self::Sqlite(SqliteFile::open(path, role).await?)),
            Database::Postgres(address) => {
                Ok(Self::Postgres(PostgresServer::open(address, role).await?))
            }
        }
    }

    /// Marks the database as in use, where copies of it need that.
    pub(crate) fn mark_in_use(&mut self) -> Result<(), Fault> {
        match self {
            Self::Sqlite(file) => file.mark_in_use(),
            Self::Postgres(_) => Ok(()),
        }
    }

    /// Its dialect.
    pub(crate) const fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Runs a statement; answers how many rows it changed.
    pub(crate) async fn run(
        &mut self,
        sql: &'static str,
        values: Vec<SqlValue>,
    ) -> Result<u64, Fault> {
        match self {
            Self::Sqlite(file) => file.run(sql, &values),
            Self::Postgres(server) => server.run(sql, values).await,
        }
    }

    /// All rows of a query.
    pub(crate) async fn all(
        &mut self,
        sql: &'static str,
        values: Vec<SqlValue>,
    ) -> Result<Vec<Row>, Fault> {
        match self {
            Self::Sqlite(file) => {
                let rows = file.rows(sql, &values, usize::MAX)?;
                Ok(rows.into_iter().map(Row::from).collect())
            }
            Self::Postgres(server) => {
                let rows = server.all(sql, values).await?;
                Ok(rows.into_iter().map(Row::from).collect())
            }
        }
    }

    /// The one row of a query, if there is one.
    pub(crate) async fn one(
        &mut self,
        sql: &'static str,
        values: Vec<SqlValue>,
    ) -> Result<Option<Row>, Fault> {
        match self {
            Self::Sqlite(file) => Ok(file.rows(sql, &values, 1)?.pop().map(Row::from)),
            Self::Postgres(server) => Ok(server.one(sql, values).await?.map(Row::from)),
        }
    }

    /// One or several statements without values.
    pub(crate) async fn raw(&mut self, sql: &'static str) -> Result<(), Fault> {
        match self {
            Self::Sqlite(file) => file.raw(sql),
            Self::Postgres(server) => server.raw(sql).await,
        }
    }

    /// One statement without values that runs often; prepared once.
    pub(crate) async fn command(&mut self, sql: &'static str) -> Result<(), Fault> {
        match self {
            Self::Sqlite(file) => file.command(sql),
            Self::Postgres(server) => server.raw(sql).await,
        }
    }

    /// Begins a transaction that writes; may wait for another's lock.
    pub(crate) async fn begin(&mut self, sql: &'static str) -> Result<(), Fault> {
        match self {
            Self::Sqlite(file) => file.begin(sql).await,
            Self::Postgres(server) => server.raw(sql).await,
        }
    }

    /// Commits, which waits for the disk.
    pub(crate) async fn commit(&mut self) -> Result<(), Fault> {
        match self {
            Self::Sqlite(file) => file.commit().await,
            Self::Postgres(server) => server.raw("COMMIT").await,
        }
    }

    /// Closes it. The last connection to a file merges its write-ahead log.
    pub(crate) async fn close(self) {
        let closed = match self {
            Self::Sqlite(file) => file.close().await,
            Self::Postgres(server) => server.close().await,
        };
        if let Err(error) = closed {
            tracing::debug!(%error, "a connection could not be closed cleanly");
        }
    }
}
