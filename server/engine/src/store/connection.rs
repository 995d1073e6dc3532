//! One connection to a database: how it is opened, and what it is asked.
//! Drivers are known below here (`sqlite`, `postgres`) and in what their
//! errors mean, nowhere else.

use super::dialect::Dialect;
use super::postgres::Server;
use super::sqlite::File;
use super::{Arg, Row};
use crate::database::Database;
use crate::error::Fault;

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Makes the file where there is none, and the tables.
    Maker,
    /// Writes to a database that is there.
    Writer,
    /// Cannot write.
    Reader,
    /// Cannot write, and reads whole tables in its own time.
    Auditor,
}

impl Role {
    pub(super) const fn writes(self) -> bool {
        matches!(self, Self::Maker | Self::Writer)
    }

    pub(super) const fn takes_its_time(self) -> bool {
        matches!(self, Self::Maker | Self::Auditor)
    }
}

/// A connection.
#[derive(Debug)]
pub(super) enum Connection {
    /// To a file.
    Sqlite(File),
    /// To a server.
    Postgres(Server),
}

impl Connection {
    /// Opens one.
    pub(super) async fn open(database: &Database, role: Role) -> Result<Self, Fault> {
        match database {
            Database::Sqlite(path) => Ok(Self::Sqlite(File::open(path, role).await?)),
            Database::Postgres(address) => Ok(Self::Postgres(Server::open(address, role).await?)),
        }
    }

    /// Whose words it speaks.
    pub(super) const fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Runs a statement; answers how many rows it changed.
    pub(super) async fn run(&mut self, sql: &'static str, args: Vec<Arg>) -> Result<u64, Fault> {
        match self {
            Self::Sqlite(file) => file.run(sql, &args),
            Self::Postgres(server) => server.run(sql, args).await,
        }
    }

    /// All rows of a query.
    pub(super) async fn all(
        &mut self,
        sql: &'static str,
        args: Vec<Arg>,
    ) -> Result<Vec<Row>, Fault> {
        match self {
            Self::Sqlite(file) => {
                let rows = file.rows(sql, &args, usize::MAX)?;
                Ok(rows.into_iter().map(Row::Sqlite).collect())
            }
            Self::Postgres(server) => {
                let rows = server.all(sql, args).await?;
                Ok(rows.into_iter().map(Row::Postgres).collect())
            }
        }
    }

    /// The one row of a query, if there is one.
    pub(super) async fn one(
        &mut self,
        sql: &'static str,
        args: Vec<Arg>,
    ) -> Result<Option<Row>, Fault> {
        match self {
            Self::Sqlite(file) => Ok(file.rows(sql, &args, 1)?.pop().map(Row::Sqlite)),
            Self::Postgres(server) => Ok(server.one(sql, args).await?.map(Row::Postgres)),
        }
    }

    /// Statements without values, one or several.
    pub(super) async fn raw(&mut self, sql: &'static str) -> Result<(), Fault> {
        match self {
            Self::Sqlite(file) => file.raw(sql),
            Self::Postgres(server) => server.raw(sql).await,
        }
    }

    /// One statement without values that is said again and again.
    pub(super) async fn word(&mut self, sql: &'static str) -> Result<(), Fault> {
        match self {
            Self::Sqlite(file) => file.word(sql),
            Self::Postgres(server) => server.raw(sql).await,
        }
    }

    /// Begins a transaction that writes; may wait for who holds a lock.
    pub(super) async fn begin(&mut self, sql: &'static str) -> Result<(), Fault> {
        match self {
            Self::Sqlite(file) => file.begin(sql).await,
            Self::Postgres(server) => server.raw(sql).await,
        }
    }

    /// Commits, which waits for the disk.
    pub(super) async fn commit(&mut self) -> Result<(), Fault> {
        match self {
            Self::Sqlite(file) => file.commit().await,
            Self::Postgres(server) => server.raw("COMMIT").await,
        }
    }

    /// Ends it in good order, so that the last one folds a file's log in.
    pub(super) async fn close(self) {
        let closed = match self {
            Self::Sqlite(file) => file.close().await,
            Self::Postgres(server) => server.close().await,
        };
        if let Err(error) = closed {
            tracing::debug!(%error, "a connection was not closed in good order");
        }
    }
}
