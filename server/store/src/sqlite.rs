//! A connection to an `SQLite` file, through `rusqlite`.
//!
//! Statements run on the caller's thread, because each takes microseconds and a
//! switch of threads takes longer. Statements that may wait for the disk or for
//! another process's lock run on a blocking thread ([`SqliteFile::commit`],
//! [`SqliteFile::begin`]).

mod in_use_mark;

use super::SqlValue;
use super::role::Role;
use crate::error::{Error, Fault};
use crate::private_file;
use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{CachedStatement, Connection, ErrorCode, OpenFlags, Statement};
use std::cell::Cell;
use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Another process (the command line, a backup) may hold a file's lock this
/// long.
const BUSY: Duration = Duration::from_secs(5);
/// A database without a file.
pub(crate) const IN_MEMORY: &str = ":memory:";
/// The initial capacity for the texts of a row.
const ROW_BYTES: usize = 1024;
/// Statements kept prepared; more than the store has.
const PREPARED: usize = 512;

/// Set on each connection. `synchronous=FULL`: acknowledged commits survive a
/// power cut. `secure_delete`: deleted rows are overwritten in the file.
/// `wal_autocheckpoint`: the log is merged at 4 MiB, so that the commit that
/// does it is not slow. `temp_store`: a savepoint's undo data stays in memory.
const SETTINGS: &str =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
    PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -16384;
    PRAGMA wal_autocheckpoint = 1024; PRAGMA temp_store = MEMORY";

/// A connection to a file.
#[derive(Debug)]
pub(crate) struct SqliteFile {
    /// `None` while a blocking thread uses it, and permanently if the caller
    /// was dropped meanwhile.
    connection: Option<Connection>,
    /// The column names of each query.
    columns: HashMap<&'static str, Columns>,
}

/// Column names, shared by all rows of a query.
type Columns = Arc<[String]>;

/// A row, copied out of the statement.
#[derive(Debug)]
pub(crate) struct SqliteRow {
    columns: Columns,
    values: Vec<SqliteValue>,
    /// All its texts, concatenated.
    texts: String,
    /// The index after the last column that was read.
    next: Cell<usize>,
}

/// A column's value.
#[derive(Debug)]
enum SqliteValue {
    Null,
    Int(i64),
    /// Its range in the row's texts.
    Text(Range<usize>),
    /// A type that the store never writes.
    Other,
}

impl SqliteFile {
    /// Opens it; only [`Role::Creator`] creates it.
    pub(crate) async fn open(path: &Path, role: Role) -> Result<Self, Fault> {
        let path = path.to_owned();
        let opened = tokio::task::spawn_blocking(move || opened(&path, role)).await;
        Ok(Self {
            connection: Some(opened.map_err(|_| crashed())??),
            columns: HashMap::new(),
        })
    }

    /// Runs a statement; answers how many rows it changed.
    pub(crate) fn run(&mut self, sql: &str, values: &[SqlValue]) -> Result<u64, Fault> {
        let mut statement = prepared(self.connection.as_ref(), sql, values)?;
        let changed = statement.raw_execute()?;
        Ok(u64::try_from(changed).unwrap_or(u64::MAX))
    }

    /// The rows of a query, at most `most`.
    pub(crate) fn rows(
        &mut self,
        sql: &'static str,
        values: &[SqlValue],
        most: usize,
    ) -> Result<Vec<SqliteRow>, Fault> {
        let mut statement = prepared(self.connection.as_ref(), sql, values)?;
        let columns = self.columns.entry(sql).or_default();
        let mut rows = statement.raw_query();
        let mut read: Vec<SqliteRow> = Vec::new();
        while read.len() < most
            && let Some(row) = rows.next()?
        {
            // Another process may have migrated the tables, which shows once
            // the first row is read.
            let names = || row.as_ref().column_names();
            if read.is_empty() && !names().eq(columns.iter()) {
                *columns = names().map(str::to_owned).collect();
            }
            let mut values = Vec::with_capacity(columns.len());
            let capacity = read.last().map_or(ROW_BYTES, |row| row.texts.len());
            let mut texts = String::with_capacity(capacity);
            for at in 0..columns.len() {
                values.push(SqliteValue::read(row.get_ref(at)?, &mut texts));
            }
            read.push(SqliteRow {
                columns: Arc::clone(columns),
                values,
                texts,
                next: Cell::new(0),
            });
        }
        Ok(read)
    }

    /// One or several statements without values that need no lock.
    pub(crate) fn raw(&mut self, sql: &str) -> Result<(), Fault> {
        let connection = self.connection.as_ref().ok_or_else(gone)?;
        Ok(connection.execute_batch(sql)?)
    }

    /// One statement without values that needs no lock, kept prepared.
    pub(crate) fn command(&mut self, sql: &str) -> Result<(), Fault> {
        self.run(sql, &[]).map(drop)
    }

    /// Begins. Where another process holds the lock, waits on a blocking
    /// thread.
    pub(crate) async fn begin(&mut self, sql: &'static str) -> Result<(), Fault> {
        let connection = self.connection.as_ref().ok_or_else(gone)?;
        connection.busy_timeout(Duration::ZERO)?;
        let begun = run_prepared(connection, sql);
        connection.busy_timeout(BUSY)?;
        match begun {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {
                self.run_blocking(sql).await
            }
            begun => Ok(begun?),
        }
    }

    /// Commits on a blocking thread, because it waits for the disk.
    pub(crate) async fn commit(&mut self) -> Result<(), Fault> {
        self.run_blocking("COMMIT").await
    }

    async fn run_blocking(&mut self, sql: &'static str) -> Result<(), Fault> {
        let connection = self.connection.take().ok_or_else(gone)?;
        let waiting = tokio::task::spawn_blocking(move || {
            let done = run_prepared(&connection, sql);
            (connection, done)
        });
        let (connection, done) = waiting.await.map_err(|_| crashed())?;
        self.connection = Some(connection);
        Ok(done?)
    }

    /// Marks the file as in use, from before the first write of a store until
    /// [`SqliteFile::clear_mark`].
    pub(crate) fn mark_in_use(&mut self) -> Result<(), Fault> {
        Ok(in_use_mark::set(
            self.connection.as_ref().ok_or_else(gone)?,
        )?)
    }

    /// Merges the journal and takes the mark away, if no connection is open any
    /// more.
    pub(crate) async fn clear_mark(path: &Path) -> Result<(), Fault> {
        let path = path.to_owned();
        let clearing = tokio::task::spawn_blocking(move || in_use_mark::clear(&path));
        Ok(clearing.await.map_err(|_| crashed())??)
    }

    /// True for a copy of a file in use that was made without its journal.
    pub(crate) fn lacks_journal(path: &Path) -> Result<bool, Fault> {
        let unread = |error| Fault::unavailable("the file cannot be read").because(error);
        in_use_mark::lacks_journal(path).map_err(unread)
    }

    /// Closes it; the last connection merges the log of a file without a mark.
    pub(crate) async fn close(mut self) -> Result<(), Fault> {
        let connection = self.connection.take().ok_or_else(gone)?;
        let closing =
            tokio::task::spawn_blocking(move || connection.close().map_err(|(_, error)| error));
        Ok(closing.await.map_err(|_| crashed())??)
    }
}

/// One statement without values, kept prepared.
fn run_prepared(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.raw_execute().map(drop)
}

fn prepared<'a>(
    connection: Option<&'a Connection>,
    sql: &str,
    values: &[SqlValue],
) -> Result<CachedStatement<'a>, Fault> {
    let mut statement = connection.ok_or_else(gone)?.prepare_cached(sql)?;
    bind(&mut statement, values)?;
    Ok(statement)
}

fn opened(path: &Path, role: Role) -> Result<Connection, Fault> {
    let create = match role {
        Role::Creator => OpenFlags::SQLITE_OPEN_CREATE,
        _ => OpenFlags::empty(),
    };
    // SQLite gives the log beside it the file's own mode.
    if role == Role::Creator && path != Path::new(IN_MEMORY) {
        let cannot =
            |error| Fault::unavailable(format!("the database file cannot be made: {error}"));
        private_file::make(path).map_err(cannot)?;
        private_file::warn_if_shared(path);
    }
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | create,
    )?;
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    // One plan for a statement, whatever its values. Otherwise most statements
    // are prepared again each time they run.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    apply_settings(&connection)?;
    in_use_mark::keep_journal_if_marked(&connection)?;
    if !role.writes() {
        connection.execute_batch("PRAGMA query_only = ON")?;
    }
    Ok(connection)
}

/// Applies the settings. A new file changes to a write-ahead log, which does
/// not wait for another process that does the same: the caller opens it again.
fn apply_settings(connection: &Connection) -> Result<(), Fault> {
    match connection.execute_batch(SETTINGS) {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {
            Err(Fault::conflict("another process opens the database").because(error))
        }
        applied => Ok(applied?),
    }
}

/// `SQLite` numbers `$n` in the order of first use, so each parameter's name is
/// read.
fn bind(statement: &mut Statement<'_>, values: &[SqlValue]) -> Result<(), Fault> {
    for index in 1..=statement.parameter_count() {
        let value = statement
            .parameter_name(index)
            .and_then(|name| name.strip_prefix('$')?.parse::<usize>().ok())
            .and_then(|n| values.get(n.checked_sub(1)?))
            .ok_or_else(|| Fault::new("database: a statement without its values"))?;
        match value {
            SqlValue::Int(value) => statement.raw_bind_parameter(index, value)?,
            SqlValue::Text(value) => statement.raw_bind_parameter(index, value.as_deref())?,
        }
    }
    Ok(())
}

impl SqliteValue {
    fn read(value: ValueRef<'_>, texts: &mut String) -> Self {
        match value {
            ValueRef::Null => Self::Null,
            ValueRef::Integer(value) => Self::Int(value),
            ValueRef::Text(bytes) => std::str::from_utf8(bytes).map_or(Self::Other, |text| {
                let start = texts.len();
                texts.push_str(text);
                Self::Text(start..texts.len())
            }),
            ValueRef::Real(_) | ValueRef::Blob(_) => Self::Other,
        }
    }
}

impl SqliteRow {
    /// A TEXT, or null.
    pub(crate) fn text(&self, column: &str) -> Result<Option<&str>, Error> {
        match self.value(column) {
            Some(SqliteValue::Null) => Ok(None),
            Some(SqliteValue::Text(range)) => Ok(Some(&self.texts[range.clone()])),
            Some(SqliteValue::Int(_) | SqliteValue::Other) | None => {
                Err(Error::unreadable_column(column))
            }
        }
    }

    /// A BIGINT, or null.
    pub(crate) fn int(&self, column: &str) -> Result<Option<i64>, Error> {
        match self.value(column) {
            Some(SqliteValue::Null) => Ok(None),
            Some(SqliteValue::Int(value)) => Ok(Some(*value)),
            Some(SqliteValue::Text(_) | SqliteValue::Other) | None => {
                Err(Error::unreadable_column(column))
            }
        }
    }

    fn value(&self, column: &str) -> Option<&SqliteValue> {
        let columns = self.columns.len();
        let next = self.next.get();
        // Columns are mostly read in their order.
        let mut indexes = (next..columns).chain(0..next.min(columns));
        let at = indexes.find(|at| self.columns[*at] == column)?;
        self.next.set(at + 1);
        self.values.get(at)
    }
}

fn gone() -> Fault {
    Fault::unavailable("a statement on the database's file was abandoned")
}

fn crashed() -> Fault {
    Fault::unavailable("a thread of the database ended by a panic")
}

#[cfg(test)]
mod tests {
    use super::{IN_MEMORY, Role, SqliteFile, prepared};
    use crate::args;
    use rusqlite::StatementStatus;

    async fn file() -> SqliteFile {
        let mut file = SqliteFile::open(IN_MEMORY.as_ref(), Role::Creator)
            .await
            .expect("opens");
        file.raw(
            "CREATE TABLE t (kind TEXT NOT NULL, subject TEXT NOT NULL, PRIMARY KEY (kind, subject))",
        )
        .expect("made");
        file
    }

    /// By default `SQLite` prepares a statement again where a value might lead
    /// to a better plan.
    #[tokio::test]
    async fn a_statement_is_prepared_once_whatever_its_values() {
        let mut file = file().await;
        let sql = "SELECT a.subject FROM t a JOIN t b ON b.kind = a.subject
                   WHERE a.kind = $1 AND a.subject <> 'x' AND b.subject = 'y'";
        let values = args!["query"];
        for _ in 0..3 {
            file.rows(sql, &values, 9).expect("asked");
        }
        let statement = prepared(file.connection.as_ref(), sql, &values).expect("prepared");
        assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
        assert!(statement.get_status(StatementStatus::Run) >= 3);
    }

    /// Also for a savepoint with much to undo.
    #[tokio::test]
    async fn undo_data_is_kept_in_memory() {
        let mut file = file().await;
        let store = file.rows("PRAGMA temp_store", &[], 1).expect("asked");
        assert_eq!(store[0].int("temp_store").expect("a number"), Some(2));
    }

    /// As when another process has migrated the tables.
    #[tokio::test]
    async fn columns_added_meanwhile_are_read_by_their_names() {
        let mut file = file().await;
        file.run("INSERT INTO t (kind, subject) VALUES ('a', 'b')", &[])
            .expect("put down");
        let all = "SELECT * FROM t";
        assert_eq!(file.rows(all, &[], 9).expect("asked").len(), 1);
        file.raw("ALTER TABLE t RENAME COLUMN kind TO sort; ALTER TABLE t ADD COLUMN n BIGINT")
            .expect("changed");
        let row = file.rows(all, &[], 9).expect("asked").remove(0);
        let text = |column| row.text(column).expect("a text");
        assert_eq!(text("sort"), Some("a"));
        assert_eq!(row.int("n").expect("a number"), None);
        assert!(row.text("kind").is_err(), "it is gone");
    }
}
