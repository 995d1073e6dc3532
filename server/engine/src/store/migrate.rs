//! The tables, brought up to date when the store opens.
//!
//! Each migration runs once, in order, in its own transaction, and is never
//! edited afterwards: a checksum that differs, or a version this release
//! does not know, stops the start rather than guess.

use super::dialect;
use crate::error::Fault;
use aws_lc_rs::digest::{SHA256, digest};
use domain::clock::At;
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, Row};

struct Migration {
    version: i64,
    name: &'static str,
    sql: &'static str,
}

const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    name: "house",
    sql: include_str!("migrations/0001_house.sql"),
}];

const TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (
    version BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)";

/// Runs what is missing.
///
/// # Errors
/// A [`Fault`] that says which migration differs or is from the future.
pub(super) async fn run(connection: &mut SqliteConnection, now: At) -> Result<(), Fault> {
    sqlx::raw_sql(TABLE).execute(&mut *connection).await?;
    for row in sqlx::query("SELECT version, checksum FROM schema_migrations ORDER BY version")
        .fetch_all(&mut *connection)
        .await?
    {
        let version: i64 = row.try_get("version")?;
        let Some(known) = MIGRATIONS.iter().find(|m| m.version == version) else {
            return Err(Fault::new(format!(
                "the database is of a newer release (migration {version}); run that one, or restore a backup"
            )));
        };
        if row.try_get::<String, _>("checksum")? != checksum(known.sql) {
            return Err(Fault::new(format!(
                "migration {version} ({}) differs from the one that ran",
                known.name
            )));
        }
    }
    for migration in MIGRATIONS {
        apply(connection, migration, now).await?;
    }
    connection.ping().await?;
    Ok(())
}

/// Another process may migrate at the same time: the check is inside the
/// transaction that holds the lock.
async fn apply(
    connection: &mut SqliteConnection,
    migration: &Migration,
    now: At,
) -> Result<(), Fault> {
    sqlx::raw_sql(dialect::BEGIN_WRITE)
        .execute(&mut *connection)
        .await?;
    let done = sqlx::query("SELECT version FROM schema_migrations WHERE version = $1")
        .bind(migration.version)
        .fetch_optional(&mut *connection)
        .await?;
    if done.is_none() {
        sqlx::raw_sql(migration.sql)
            .execute(&mut *connection)
            .await?;
        sqlx::query("INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES ($1, $2, $3, $4)")
            .bind(migration.version)
            .bind(migration.name)
            .bind(checksum(migration.sql))
            .bind(now.ms())
            .execute(&mut *connection)
            .await?;
    }
    sqlx::raw_sql("COMMIT").execute(&mut *connection).await?;
    Ok(())
}

fn checksum(sql: &str) -> String {
    digest(&SHA256, sql.as_bytes()).as_ref().iter().fold(
        String::with_capacity(64),
        |mut text, byte| {
            for nibble in [byte >> 4, byte & 15] {
                text.push(char::from(b"0123456789abcdef"[usize::from(nibble)]));
            }
            text
        },
    )
}
