//! A connection to PostgreSQL, and to what speaks its protocol.
//!
//! Rules kept here:
//! - what is acknowledged survives a power cut: no `synchronous_commit` below
//!   `on`;
//! - nothing hangs: a server that is silent is a fault within seconds.

use super::Arg;
use super::connection::Role;
use crate::error::Fault;
use domain::secret::Secret;
use futures::TryFutureExt;
use sqlx::postgres::{PgArguments, PgConnectOptions, PgConnection, PgRow};
use sqlx::query::Query;
use sqlx::{ConnectOptions, Connection as _, Executor as _, Postgres};
use std::future::Future;
use std::str::FromStr;
use std::time::Duration;

/// How long a server may take to let us in.
const CONNECT: Duration = Duration::from_secs(3);
/// How long a statement may go unanswered before its connection is given up.
/// The server gives a statement up before that by itself (see `IN_TIME`).
const SILENCE: Duration = Duration::from_secs(8);
/// As long as tables are made over, anything may take its time.
const MAKING: Duration = Duration::from_secs(24 * 3600);
/// Statements kept prepared for each connection; more than the store has.
const PREPARED: usize = 512;

/// Set on each connection; it may be stronger than `on` already, and is left
/// so.
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

/// A server, connected.
#[derive(Debug)]
pub(super) struct Server {
    connection: PgConnection,
    /// How long it may be silent.
    silence: Duration,
}

impl Server {
    /// Connects.
    pub(super) async fn open(address: &Secret, role: Role) -> Result<Self, Fault> {
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
                return Ok((connection, MAKING));
            }
            connection.execute(sqlx::raw_sql(IN_TIME)).await?;
            // An error here leaves no transaction behind.
            drop(connection.execute(sqlx::raw_sql(BY_INDEX)).await);
            drop(connection.execute(sqlx::raw_sql(UNCOMPILED)).await);
            Ok((connection, SILENCE))
        };
        let late = |_| Fault::unavailable("the database does not let us in");
        let connected = tokio::time::timeout(CONNECT, connecting).await;
        let (connection, silence) = connected.map_err(late)?.map_err(Fault::no_way_in)?;
        Ok(Self {
            connection,
            silence,
        })
    }

    /// Runs a statement; answers how many rows it changed.
    pub(super) async fn run(&mut self, sql: &'static str, args: Vec<Arg>) -> Result<u64, Fault> {
        let done = bound(sql, args).execute(&mut self.connection);
        Ok(heard(self.silence, done).await?.rows_affected())
    }

    /// All rows of a query.
    pub(super) async fn all(
        &mut self,
        sql: &'static str,
        args: Vec<Arg>,
    ) -> Result<Vec<PgRow>, Fault> {
        let rows = bound(sql, args).fetch_all(&mut self.connection);
        heard(self.silence, rows).await
    }

    /// The one row of a query, if there is one.
    pub(super) async fn one(
        &mut self,
        sql: &'static str,
        args: Vec<Arg>,
    ) -> Result<Option<PgRow>, Fault> {
        let row = bound(sql, args).fetch_optional(&mut self.connection);
        heard(self.silence, row).await
    }

    /// Statements without values, one or several.
    pub(super) async fn raw(&mut self, sql: &'static str) -> Result<(), Fault> {
        let done = self.connection.execute(sqlx::raw_sql(sql));
        heard(self.silence, done).await.map(drop)
    }

    /// Says goodbye.
    pub(super) async fn close(self) -> Result<(), Fault> {
        let closing = tokio::time::timeout(CONNECT, self.connection.close()).await;
        Ok(closing.unwrap_or(Ok(()))?)
    }
}

fn bound(sql: &'static str, args: Vec<Arg>) -> Query<'static, Postgres, PgArguments> {
    args.into_iter()
        .fold(sqlx::query(sql), |query, arg| match arg {
            Arg::Int(value) => query.bind(value),
            Arg::Text(value) => query.bind(value),
        })
}

/// A server's answer, or a fault when none comes in time.
async fn heard<T>(
    silence: Duration,
    asked: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, Fault> {
    match tokio::time::timeout(silence, asked.map_err(Fault::from)).await {
        Ok(answer) => answer,
        Err(_) => Err(Fault::unavailable("the database does not answer")),
    }
}
