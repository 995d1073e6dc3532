//! Runs the missing migrations when the store opens.
//!
//! Each migration runs once, in order, in its own transaction, with its
//! checks, and is never edited afterwards: a checksum that differs, or a
//! version this release does not know, is a fault and stops the start.
//! Several processes may start at once: a migration first inserts the row that
//! marks it as done, so a second process waits for the first one's commit and
//! finds that row.

use super::args;
use super::connection::Connection;
use super::dialect::{Dialect, Isolation};
use super::migrations::MIGRATIONS;
use super::migrations::{Migration, MigrationCheck};
use crate::error::{Error, Fault};
use aws_lc_rs::digest::{Context, SHA256};
use domain::clock::At;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (
    version BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)";
/// How often creating the table is tried: PostgreSQL refuses one of two that
/// create it at the same instant.
const CREATE_TRIES: u32 = 16;

/// Runs the missing migrations.
///
/// # Errors
/// A [`Fault`] with the migration that differs, is of a newer release, or
/// failed its checks.
pub(crate) async fn run(connection: &mut Connection, now: At) -> Result<(), Fault> {
    run_all(connection, MIGRATIONS, now).await
}

pub(crate) async fn run_all(
    connection: &mut Connection,
    migrations: &'static [Migration],
    now: At,
) -> Result<(), Fault> {
    let mut created = connection.raw(TABLE).await;
    for _ in 1..CREATE_TRIES {
        if created.is_ok() {
            break;
        }
        created = connection.raw(TABLE).await;
    }
    created?;
    check(connection, migrations).await?;
    for migration in migrations {
        connection.raw(begin(connection.dialect())).await?;
        let done = apply(connection, migration, now).await;
        let end = if done.is_ok() { "COMMIT" } else { "ROLLBACK" };
        let ended = connection.raw(end).await;
        done.and(ended)?;
    }
    Ok(())
}

/// The names of those that have not run on this database, oldest first.
pub(crate) async fn pending(connection: &mut Connection) -> Result<Vec<String>, Fault> {
    let tables = match connection.dialect() {
        Dialect::Sqlite => "SELECT name FROM sqlite_master WHERE name = 'schema_migrations'",
        Dialect::Postgres => {
            "SELECT CAST(table_name AS TEXT) AS name FROM information_schema.tables
             WHERE table_schema = current_schema() AND table_name = 'schema_migrations'"
        }
    };
    let mut ran = Vec::new();
    if connection.one(tables, args![]).await?.is_some() {
        check(connection, MIGRATIONS).await?;
        let sql = "SELECT version FROM schema_migrations";
        for row in connection.all(sql, args![]).await? {
            ran.push(row.int("version").map_err(fault)?);
        }
    }
    let missing = MIGRATIONS.iter().filter(|m| !ran.contains(&m.version));
    Ok(missing
        .map(|m| format!("{} ({})", m.version, m.name))
        .collect())
}

const fn begin(dialect: Dialect) -> &'static str {
    dialect.begin_write(Isolation::ReadCommitted)
}

/// Checks that every migration that ran is known and unchanged.
async fn check(connection: &mut Connection, migrations: &'static [Migration]) -> Result<(), Fault> {
    let dialect = connection.dialect();
    let sql = "SELECT version, checksum FROM schema_migrations ORDER BY version";
    for row in connection.all(sql, args![]).await? {
        let version = row.int("version").map_err(fault)?;
        let Some(known) = migrations.iter().find(|m| m.version == version) else {
            return Err(Fault::new(format!(
                "the database is of a newer release (migration {version}); run that one, or restore a backup"
            )));
        };
        if row.text("checksum").map_err(fault)? != checksum(known, dialect) {
            return Err(Fault::new(format!(
                "migration {version} ({}) differs from the one that ran",
                known.name
            )));
        }
    }
    Ok(())
}

/// Runs one migration in a transaction that the caller ends. Does nothing where
/// another process ran it.
async fn apply(
    connection: &mut Connection,
    migration: &'static Migration,
    now: At,
) -> Result<(), Fault> {
    let sql = "INSERT INTO schema_migrations (version, name, checksum, applied_at)
               VALUES ($1, $2, $3, $4) ON CONFLICT (version) DO NOTHING";
    let sum = checksum(migration, connection.dialect());
    let args = args![migration.version, migration.name, sum, now];
    if connection.run(sql, args).await? == 0 {
        return Ok(());
    }
    let mut before = Vec::new();
    for check in migration.checks {
        if let MigrationCheck::Same { before: sql, .. } = check {
            before.push(number(connection, sql).await?);
        }
    }
    connection.raw(migration.sql).await?;
    if let Some(sql) = migration.sql_for(connection.dialect()) {
        connection.raw(sql).await?;
    }
    let mut before = before.into_iter();
    for check in migration.checks {
        let (what, sql, wanted) = match check {
            MigrationCheck::Same { what, after, .. } => (what, after, before.next()),
            MigrationCheck::None { what, after } => (what, after, Some(0)),
        };
        let found = number(connection, sql).await?;
        if wanted != Some(found) {
            return Err(Fault::new(format!(
                "migration {} ({}) was undone: {what}: {} expected, {found} found",
                migration.version,
                migration.name,
                wanted.unwrap_or_default(),
            )));
        }
    }
    Ok(())
}

async fn number(connection: &mut Connection, sql: &'static str) -> Result<i64, Fault> {
    match connection.one(sql, args![]).await? {
        Some(row) => row.int("n").map_err(fault),
        None => Err(Fault::new("a check of a migration answers no row")),
    }
}

fn fault(error: Error) -> Fault {
    match error {
        Error::Fault(fault) => fault,
        Error::Refused(refusal) => Fault::new(refusal.to_string()),
    }
}

/// SHA-256 of the portable SQL and this dialect's own.
fn checksum(migration: &Migration, dialect: Dialect) -> String {
    let mut context = Context::new(&SHA256);
    context.update(migration.sql.as_bytes());
    context.update(migration.sql_for(dialect).unwrap_or_default().as_bytes());
    context
        .finish()
        .as_ref()
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            for nibble in [byte >> 4, byte & 15] {
                text.push(char::from(b"0123456789abcdef"[usize::from(nibble)]));
            }
            text
        })
}
