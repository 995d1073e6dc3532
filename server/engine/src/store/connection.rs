//! One connection to a database, by its native driver: how it is opened, and
//! the four things it is asked. Drivers are known here and in `row` only.
//!
//! Rules kept here:
//! - what is acknowledged survives a power cut: `synchronous=FULL`, and no
//!   `synchronous_commit` below `on`;
//! - nothing hangs: a server that is silent is a fault within seconds.

use super::dialect::Dialect;
use super::{Arg, Row};
use crate::database::Database;
use crate::error::Fault;
use futures::TryFutureExt;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection as _, Executor as _};
use std::future::Future;
use std::str::FromStr;
use std::time::Duration;

/// Another process (the command line, a backup) may hold a file's lock this
/// long.
const BUSY: Duration = Duration::from_secs(5);
/// How long a server may take to let us in.
const CONNECT: Duration = Duration::from_secs(3);
/// How long a statement may go unanswered before its connection is given up.
/// The server gives a statement up before that by itself (see `IN_TIME`).
const SILENCE: Duration = Duration::from_secs(8);
/// As long as tables are made over, anything may take its time.
const MAKING: Duration = Duration::from_secs(24 * 3600);
/// Statements kept prepared for each connection; more than the store has.
const PREPARED: usize = 512;

/// Set on each connection to PostgreSQL; it may be stronger than `on`
/// already, and is left so.
const ON_DISK: &str = "SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')";
/// A transaction that was left open by a process that hangs gives its locks
/// back by itself.
const IN_TIME: &str = "SET statement_timeout = 5000; SET lock_timeout = 4000;
    SET idle_in_transaction_session_timeout = 10000";
/// Serializable reads lock what they looked at: a look through an index locks
/// a page, a look through all rows the whole table, so that everybody who
/// writes to it runs again. Servers that do not know this word need it not.
const BY_INDEX: &str = "SET enable_seqscan = off";
/// The price that puts on what has no index looks like a query worth
/// compiling, which takes a third of a second each time.
const UNCOMPILED: &str = "SET jit = off";

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
    const fn writes(self) -> bool {
        matches!(self, Self::Maker | Self::Writer)
    }

    const fn takes_its_time(self) -> bool {
        matches!(self, Self::Maker | Self::Auditor)
    }
}

/// A connection.
#[derive(Debug)]
pub(super) enum Connection {
    /// To a file.
    Sqlite(SqliteConnection),
    /// To a server, and how long it may be silent.
    Postgres(PgConnection, Duration),
}

/// A statement with its values, for whichever driver it is handed to.
macro_rules! bound {
    ($sql:expr, $args:expr) => {
        $args
            .into_iter()
            .fold(sqlx::query($sql), |query, arg| match arg {
                Arg::Int(value) => query.bind(value),
                Arg::Text(value) => query.bind(value),
            })
    };
}

impl Connection {
    /// Opens one.
    pub(super) async fn open(database: &Database, role: Role) -> Result<Self, Fault> {
        match database {
            Database::Sqlite(path) => {
                let options = SqliteConnectOptions::new()
                    .filename(path)
                    .create_if_missing(role == Role::Maker)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .busy_timeout(BUSY)
                    .statement_cache_capacity(PREPARED)
                    .pragma("secure_delete", "ON")
                    .pragma("trusted_schema", "OFF")
                    .pragma("query_only", if role.writes() { "OFF" } else { "ON" })
                    .disable_statement_logging();
                Ok(Self::Sqlite(options.connect().await?))
            }
            Database::Postgres(address) => {
                // Its own words could repeat a password.
                let options = PgConnectOptions::from_str(address.expose())
                    .map_err(|_| Fault::new("the database's address cannot be read"))?
                    .application_name("paydesk")
                    .statement_cache_capacity(PREPARED)
                    .disable_statement_logging();
                let connecting = async {
                    let mut connection = options.connect().await?;
                    connection.execute(sqlx::raw_sql(ON_DISK)).await?;
                    if role.takes_its_time() {
                        return Ok(Self::Postgres(connection, MAKING));
                    }
                    connection.execute(sqlx::raw_sql(IN_TIME)).await?;
                    // An error here leaves no transaction behind.
                    drop(connection.execute(sqlx::raw_sql(BY_INDEX)).await);
                    drop(connection.execute(sqlx::raw_sql(UNCOMPILED)).await);
                    Ok(Self::Postgres(connection, SILENCE))
                };
                let late = |_| Fault::unavailable("the database does not let us in");
                let connected = tokio::time::timeout(CONNECT, connecting).await;
                connected
                    .map_err(late)?
                    .map_err(|error| Fault::no_way_in(&error))
            }
        }
    }

    /// Whose words it speaks.
    pub(super) const fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(..) => Dialect::Postgres,
        }
    }

    /// Runs a statement; answers how many rows it changed.
    pub(super) async fn run(&mut self, sql: &'static str, args: Vec<Arg>) -> Result<u64, Fault> {
        match self {
            Self::Sqlite(connection) => {
                Ok(bound!(sql, args).execute(connection).await?.rows_affected())
            }
            Self::Postgres(connection, silence) => {
                Ok(heard(silence, bound!(sql, args).execute(connection))
                    .await?
                    .rows_affected())
            }
        }
    }

    /// All rows of a query.
    pub(super) async fn all(
        &mut self,
        sql: &'static str,
        args: Vec<Arg>,
    ) -> Result<Vec<Row>, Fault> {
        match self {
            Self::Sqlite(connection) => {
                let rows = bound!(sql, args).fetch_all(connection).await?;
                Ok(rows.into_iter().map(Row::Sqlite).collect())
            }
            Self::Postgres(connection, silence) => {
                let rows = heard(silence, bound!(sql, args).fetch_all(connection)).await?;
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
            Self::Sqlite(connection) => Ok(bound!(sql, args)
                .fetch_optional(connection)
                .await?
                .map(Row::Sqlite)),
            Self::Postgres(connection, silence) => {
                Ok(heard(silence, bound!(sql, args).fetch_optional(connection))
                    .await?
                    .map(Row::Postgres))
            }
        }
    }

    /// Statements without values, one or several.
    pub(super) async fn raw(&mut self, sql: &'static str) -> Result<(), Fault> {
        let sql = sqlx::raw_sql(sql);
        match self {
            Self::Sqlite(connection) => {
                connection.execute(sql).await?;
            }
            Self::Postgres(connection, silence) => {
                heard(silence, connection.execute(sql)).await?;
            }
        }
        Ok(())
    }

    /// Ends it in good order, so that the last one folds a file's log in.
    pub(super) async fn close(self) {
        let closed = match self {
            Self::Sqlite(connection) => connection.close().await,
            Self::Postgres(connection, _) => {
                let closing = connection.close();
                tokio::time::timeout(CONNECT, closing)
                    .await
                    .unwrap_or(Ok(()))
            }
        };
        if let Err(error) = closed {
            tracing::debug!(%error, "a connection was not closed in good order");
        }
    }
}

/// A server's answer, or a fault when none comes in time.
async fn heard<T>(
    silence: &Duration,
    asked: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, Fault> {
    match tokio::time::timeout(*silence, asked.map_err(Fault::from)).await {
        Ok(answer) => answer,
        Err(_) => Err(Fault::unavailable("the database does not answer")),
    }
}
