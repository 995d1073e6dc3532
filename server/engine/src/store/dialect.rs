//! What differs between databases: how to open one, and how to begin. The
//! SQL of tables and statements is the same text for all.

use crate::error::Fault;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{
    Sqlite, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use std::path::Path;
use std::time::Duration;

/// Begins a transaction that will write: takes the lock at once, so that it
/// cannot fail half-way for a lock.
pub(super) const BEGIN_WRITE: &str = "BEGIN IMMEDIATE";
/// Begins a consistent view.
pub(super) const BEGIN_READ: &str = "BEGIN";
/// Ends it.
pub(super) const END_READ: &str = "ROLLBACK";

/// Another process (the command line, a backup) may hold the lock this long.
const BUSY: Duration = Duration::from_secs(5);

/// `synchronous=FULL`: what was acknowledged survives a power cut.
fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .pragma("secure_delete", "ON")
        .pragma("trusted_schema", "OFF")
}

/// The one connection that writes.
pub(super) async fn open_writer(path: &Path) -> Result<PoolConnection<Sqlite>, Fault> {
    let options = options(path).create_if_missing(true);
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(options)
        .await?;
    Ok(pool.acquire().await?)
}

/// Connections that cannot write. A caller who goes away in the middle of a
/// view (a browser that leaves a page drops its request) gives its connection
/// back with the view open: nobody else could begin one on it, and the log of
/// writes could not be folded into the file. So each comes back ended.
pub(super) async fn open_readers(path: &Path, many: u32) -> Result<SqlitePool, Fault> {
    let options = options(path).pragma("query_only", "ON");
    Ok(SqlitePoolOptions::new()
        .max_connections(many)
        .after_release(|connection, _| {
            Box::pin(async move {
                // Refused where the view was ended in order: as it should be.
                drop(sqlx::raw_sql(END_READ).execute(connection).await);
                Ok(true)
            })
        })
        .connect_with(options)
        .await?)
}
