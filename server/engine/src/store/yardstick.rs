//! What the disk can do, for the benchmark: rows in a table of their own,
//! through the same driver and settings as the desk's.

use super::args;
use super::connection::{Connection, Role};
use super::dialect::{Dialect, Isolation};
use crate::database::Database;
use crate::error::Fault;
use std::path::Path;
use std::time::Instant;

/// An order's row with what is kept beside it, about.
const ROW_BYTES: usize = 600;

/// Commits of `rows` rows each until `end`; answers how many rows.
pub(crate) async fn rows_written(
    file: &Path,
    rows: u32,
    end: Instant,
    now: fn() -> Instant,
) -> Result<u64, Fault> {
    let database = Database::Sqlite(file.to_owned());
    let mut connection = Connection::open(&database, Role::Creator).await?;
    connection
        .raw("DROP TABLE IF EXISTS yardstick; CREATE TABLE yardstick (id BIGINT PRIMARY KEY, row TEXT NOT NULL)")
        .await?;
    let row = "x".repeat(ROW_BYTES);
    let mut id = 0_i64;
    let mut count = 0;
    while now() < end {
        if rows > 1 {
            let begin = Dialect::Sqlite.begin_write(Isolation::Serializable);
            connection.raw(begin).await?;
        }
        for _ in 0..rows {
            id += 1;
            let sql = "INSERT INTO yardstick (id, row) VALUES ($1, $2)";
            connection.run(sql, args![id, &row]).await?;
        }
        if rows > 1 {
            connection.raw("COMMIT").await?;
        }
        count += u64::from(rows);
    }
    connection.close().await;
    Ok(count)
}
