//! A connection to PostgreSQL or a compatible server.
//!
//! Rules kept here:
//! - acknowledged commits survive a power cut: `synchronous_commit` is at least
//!   `on`;
//! - a server that does not answer is a fault within seconds.

use super::SqlValue;
use super::role::Role;
use crate::error::Fault;
use domain::secret::Secret;
use futures::TryFutureExt;
use sqlx::postgres::{PgArguments, PgConnectOptions, PgConnection, PgRow};
use sqlx::query::Query;
use sqlx::{ConnectOptions, Connection as _, Executor as _, Postgres};
use std::future::Future;
use std::str::FromStr;
use std::time::Duration;

/// How long opening a connection may take.
const CONNECT: Duration = Duration::from_secs(3);
/// How long a statement may go unanswered before its connection is closed.
/// The server cancels a statement before that (see `TIMEOUTS`).
const ANSWER: Duration = Duration::from_secs(8);
/// For migrations and audits, which read or rewrite whole tables.
const LONG_ANSWER: Duration = Duration::from_secs(24 * 3600);
/// Statements kept prepared for each connection; more than the store has.
const PREPARED: usize = 512;

/// Set on each connection, unless it is already stricter than `on`.
const SYNCHRONOUS_COMMIT: &str = "SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')";
/// Also ends a transaction that a hanging process left open with its locks.
const TIMEOUTS: &str = "SET statement_timeout = 5000; SET lock_timeout = 4000;
    SET idle_in_transaction_session_timeout = 10000";
/// A serializable read locks what it read: an index scan locks a page, a
/// sequential scan the whole table, so that every writer to it runs again.
/// A server that does not know this setting does not need it.
const NO_SEQUENTIAL_SCAN: &str = "SET enable_seqscan = off";
/// That setting makes the planner's cost of a scan without an index so high
/// that it would compile the query, which takes a third of a second.
const NO_JIT: &str = "SET jit = off";

/// A connection to a server.
#[derive(Debug)]
pub(crate) struct PostgresServer {
    connection: PgConnection,
    /// How long an answer may take.
    timeout: Duration,
}

impl PostgresServer {
    /// Connects.
    pub(crate) async fn open(address: &Secret, role: Role) -> Result<Self, Fault> {
        // The driver's error could repeat a password.
        let options = PgConnectOptions::from_str(address.expose())
            .map_err(|_| Fault::new("the database's address cannot be read"))?
            .application_name("paydesk")
            .statement_cache_capacity(PREPARED)
            .disable_statement_logging();
        let connecting = async {
            let mut connection = options.connect().await?;
            connection
                .execute(sqlx::raw_sql(SYNCHRONOUS_COMMIT))
                .await?;
            if role.has_no_time_limit() {
                return Ok((connection, LONG_ANSWER));
            }
            connection.execute(sqlx::raw_sql(TIMEOUTS)).await?;
            // Outside of a transaction, so that an error leaves nothing open.
            drop(connection.execute(sqlx::raw_sql(NO_SEQUENTIAL_SCAN)).await);
            drop(connection.execute(sqlx::raw_sql(NO_JIT)).await);
            Ok((connection, ANSWER))
        };
        let late = |_| Fault::unavailable("connecting to the database timed out");
        let connected = tokio::time::timeout(CONNECT, connecting).await;
        let (connection, timeout) = connected.map_err(late)?.map_err(Fault::cannot_connect)?;
        Ok(Self {
            connection,
            timeout,
        })
    }

    /// Runs a statement; answers how many rows it changed.
    pub(crate) async fn run(
        &mut self,
        sql: &'static str,
        values: Vec<SqlValue>,
    ) -> Result<u64, Fault> {
        let done = bound(sql, values).execute(&mut self.connection);
        Ok(in_time(self.timeout, done).await?.rows_affected())
    }

    /// All rows of a query.
    pub(crate) async fn all(
        &mut self,
        sql: &'static str,
        values: Vec<SqlValue>,
    ) -> Result<Vec<PgRow>, Fault> {
        let rows = bound(sql, values).fetch_all(&mut self.connection);
        in_time(self.timeout, rows).await
    }

    /// The one row of a query, if there is one.
    pub(crate) async fn one(
        &mut self,
        sql: &'static str,
        values: Vec<SqlValue>,
    ) -> Result<Option<PgRow>, Fault> {
        let row = bound(sql, values).fetch_optional(&mut self.connection);
        in_time(self.timeout, row).await
    }

    /// One or several statements without values.
    pub(crate) async fn raw(&mut self, sql: &'static str) -> Result<(), Fault> {
        let done = self.connection.execute(sqlx::raw_sql(sql));
        in_time(self.timeout, done).await.map(drop)
    }

    /// Closes the connection.
    pub(crate) async fn close(self) -> Result<(), Fault> {
        let closing = tokio::time::timeout(CONNECT, self.connection.close()).await;
        Ok(closing.unwrap_or(Ok(()))?)
    }
}

fn bound(sql: &'static str, values: Vec<SqlValue>) -> Query<'static, Postgres, PgArguments> {
    values
        .into_iter()
        .fold(sqlx::query(sql), |query, value| match value {
            SqlValue::Int(value) => query.bind(value),
            SqlValue::Text(value) => query.bind(value),
        })
}

/// The server's answer, or a fault when none comes in time.
async fn in_time<T>(
    timeout: Duration,
    query: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, Fault> {
    match tokio::time::timeout(timeout, query.map_err(Fault::from)).await {
        Ok(answer) => answer,
        Err(_) => Err(Fault::unavailable("the database does not answer")),
    }
}
