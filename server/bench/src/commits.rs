//! The limit of the disk: rows committed to a SQLite file, with the desk's
//! settings that decide the cost of a commit (WAL, `FULL`).

use crate::system::now;
use anyhow::Context;
use rusqlite::{Connection, params};
use std::path::Path;
use std::time::Instant;

/// About the size of an order with the rows stored beside it.
const ROW_BYTES: usize = 600;

/// Commits `rows` rows at a time to a new table of `file` until `end`; returns
/// the number of rows.
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
