//! What the disk can do: rows committed to a SQLite file with the settings
//! that decide what a commit costs, as the desk has them (WAL, `FULL`).

use crate::system::now;
use anyhow::Context;
use rusqlite::{Connection, params};
use std::path::Path;
use std::time::Instant;

/// An order's row with what is kept beside it, about.
const ROW_BYTES: usize = 600;

/// Commits `rows` rows at a time to a new table of `file` until `end`; gives
/// how many rows were written.
///
/// # Errors
/// The database's.
pub(crate) fn write_rows(file: &Path, rows: u32, end: Instant) -> anyhow::Result<u64> {
    let mut connection =
        Connection::open(file).with_context(|| format!("cannot open {}", file.display()))?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1024;
        DROP TABLE IF EXISTS commits; CREATE TABLE commits (id BIGINT PRIMARY KEY, row TEXT NOT NULL)",
    )?;
    let row = "x".repeat(ROW_BYTES);
    let mut count = 0_u64;
    while now() < end {
        let transaction = connection.transaction()?;
        {
            let mut insert =
                transaction.prepare_cached("INSERT INTO commits (id, row) VALUES (?1, ?2)")?;
            for _ in 0..rows {
                count += 1;
                insert.execute(params![i64::try_from(count)?, row])?;
            }
        }
        transaction.commit()?;
    }
    Ok(count)
}
