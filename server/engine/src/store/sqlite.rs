//! A connection to an `SQLite` file, by its own library.
//!
//! Statements run where they are asked: each takes microseconds, a thread's
//! turn takes more. What may wait, for the disk or for another process's lock,
//! runs on a thread of its own meanwhile ([`File::commit`], [`File::begin`]).

use super::Arg;
use super::connection::Role;
use super::row::broken;
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
/// A database that makes nothing on disk.
pub(super) const IN_MEMORY: &str = ":memory:";
/// Room for the texts of a row, where no row came before it.
const ROW_BYTES: usize = 1024;
/// Statements kept prepared; more than the store has.
const PREPARED: usize = 512;

/// What each connection is set to. `synchronous=FULL`: what is acknowledged
/// survives a power cut. `secure_delete`: what is thrown away is not left in
/// the file. The log is folded in at 4 MiB, so that who waits for that does
/// not wait long. `temp_store`: what a savepoint may have to undo is kept in
/// memory; a power cut undoes it anyway.
const SETTINGS: &str =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
    PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -16384;
    PRAGMA wal_autocheckpoint = 1024; PRAGMA temp_store = MEMORY";

/// A file, open.
#[derive(Debug)]
pub(super) struct File {
    /// Empty only while, or after, something it waits for was given up by its
    /// user.
    connection: Option<Connection>,
    /// What the columns of each query's answer are called.
    columns: HashMap<&'static str, Columns>,
}

/// Names that all rows of an answer share.
type Columns = Arc<[String]>;

/// A row, read out.
#[derive(Debug)]
pub(crate) struct SqliteRow {
    columns: Columns,
    values: Vec<Value>,
    /// All its texts, one behind the other.
    texts: String,
    /// Where the next column that is read probably is.
    near: Cell<usize>,
}

/// What the store keeps in columns.
#[derive(Debug)]
enum Value {
    Null,
    Int(i64),
    /// Where it lies among the texts.
    Text(Range<usize>),
    /// Nothing that we ever wrote.
    Other,
}

impl File {
    /// Opens it; only a maker makes it where there is none.
    pub(super) async fn open(path: &Path, role: Role) -> Result<Self, Fault> {
        let path = path.to_owned();
        let opened = tokio::task::spawn_blocking(move || opened(&path, role)).await;
        Ok(Self {
            connection: Some(opened.map_err(|_| crashed())??),
            columns: HashMap::new(),
        })
    }

    /// Runs a statement; answers how many rows it changed.
    pub(super) fn run(&mut self, sql: &str, args: &[Arg]) -> Result<u64, Fault> {
        let mut statement = prepared(self.connection.as_ref(), sql, args)?;
        let changed = statement.raw_execute()?;
        Ok(u64::try_from(changed).unwrap_or(u64::MAX))
    }

    /// The rows of a query, `most` of them.
    pub(super) fn rows(
        &mut self,
        sql: &'static str,
        args: &[Arg],
        most: usize,
    ) -> Result<Vec<SqliteRow>, Fault> {
        let mut statement = prepared(self.connection.as_ref(), sql, args)?;
        let columns = self.columns.entry(sql).or_default();
        let mut rows = statement.raw_query();
        let mut read: Vec<SqliteRow> = Vec::new();
        while read.len() < most
            && let Some(row) = rows.next()?
        {
            // Another process may have brought the tables up to date, which
            // shows when the first row is there.
            let names = || row.as_ref().column_names();
            if read.is_empty() && !names().eq(columns.iter()) {
                *columns = names().map(str::to_owned).collect();
            }
            let mut values = Vec::with_capacity(columns.len());
            // Rows of one answer are much the same.
            let room = read.last().map_or(ROW_BYTES, |row| row.texts.len());
            let mut texts = String::with_capacity(room);
            for at in 0..columns.len() {
                values.push(Value::read(row.get_ref(at)?, &mut texts));
            }
            read.push(SqliteRow {
                columns: Arc::clone(columns),
                values,
                texts,
                near: Cell::new(0),
            });
        }
        Ok(read)
    }

    /// Statements without values that wait for nobody.
    pub(super) fn raw(&mut self, sql: &str) -> Result<(), Fault> {
        let connection = self.connection.as_ref().ok_or_else(gone)?;
        Ok(connection.execute_batch(sql)?)
    }

    /// One statement without values that waits for nobody, kept prepared.
    pub(super) fn word(&mut self, sql: &str) -> Result<(), Fault> {
        self.run(sql, &[]).map(drop)
    }

    /// Begins, which waits only where another process writes: then on a
    /// thread of its own.
    pub(super) async fn begin(&mut self, sql: &'static str) -> Result<(), Fault> {
        let connection = self.connection.as_ref().ok_or_else(gone)?;
        connection.busy_timeout(Duration::ZERO)?;
        let begun = said(connection, sql);
        connection.busy_timeout(BUSY)?;
        match begun {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {
                self.elsewhere(sql).await
            }
            begun => Ok(begun?),
        }
    }

    /// Commits, which waits for the disk, on a thread of its own.
    pub(super) async fn commit(&mut self) -> Result<(), Fault> {
        self.elsewhere("COMMIT").await
    }

    async fn elsewhere(&mut self, sql: &'static str) -> Result<(), Fault> {
        let connection = self.connection.take().ok_or_else(gone)?;
        let waiting = tokio::task::spawn_blocking(move || {
            let done = said(&connection, sql);
            (connection, done)
        });
        let (connection, done) = waiting.await.map_err(|_| crashed())?;
        self.connection = Some(connection);
        Ok(done?)
    }

    /// Closes it; the last one folds the log in.
    pub(super) async fn close(mut self) -> Result<(), Fault> {
        let connection = self.connection.take().ok_or_else(gone)?;
        let closing =
            tokio::task::spawn_blocking(move || connection.close().map_err(|(_, error)| error));
        Ok(closing.await.map_err(|_| crashed())??)
    }
}

/// One statement without values, kept prepared.
fn said(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.raw_execute().map(drop)
}

fn prepared<'a>(
    connection: Option<&'a Connection>,
    sql: &str,
    args: &[Arg],
) -> Result<CachedStatement<'a>, Fault> {
    let mut statement = connection.ok_or_else(gone)?.prepare_cached(sql)?;
    bind(&mut statement, args)?;
    Ok(statement)
}

fn opened(path: &Path, role: Role) -> Result<Connection, Fault> {
    let make = match role {
        Role::Maker => OpenFlags::SQLITE_OPEN_CREATE,
        _ => OpenFlags::empty(),
    };
    // What lies beside it, the log, gets the file's own mode from the library.
    if role == Role::Maker && path != Path::new(IN_MEMORY) {
        let cannot =
            |error| Fault::unavailable(format!("the database file cannot be made: {error}"));
        private_file::make(path).map_err(cannot)?;
        private_file::warn_if_shared(path);
    }
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | make,
    )?;
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    // One plan for a statement, whatever its values: else most are prepared
    // again each time they run.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.execute_batch(SETTINGS)?;
    if !role.writes() {
        connection.execute_batch("PRAGMA query_only = ON")?;
    }
    Ok(connection)
}

/// `SQLite` numbers `$n` by where it stands first, so each is asked its name.
fn bind(statement: &mut Statement<'_>, args: &[Arg]) -> Result<(), Fault> {
    for place in 1..=statement.parameter_count() {
        let arg = statement
            .parameter_name(place)
            .and_then(|name| name.strip_prefix('$')?.parse::<usize>().ok())
            .and_then(|n| args.get(n.checked_sub(1)?))
            .ok_or_else(|| Fault::new("database: a statement without its values"))?;
        match arg {
            Arg::Int(value) => statement.raw_bind_parameter(place, value)?,
            Arg::Text(value) => statement.raw_bind_parameter(place, value.as_deref())?,
        }
    }
    Ok(())
}

impl Value {
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
    pub(super) fn text(&self, column: &str) -> Result<Option<&str>, Error> {
        match self.value(column) {
            Some(Value::Null) => Ok(None),
            Some(Value::Text(place)) => Ok(Some(&self.texts[place.clone()])),
            Some(Value::Int(_) | Value::Other) | None => Err(broken(column)),
        }
    }

    /// A BIGINT, or null.
    pub(super) fn int(&self, column: &str) -> Result<Option<i64>, Error> {
        match self.value(column) {
            Some(Value::Null) => Ok(None),
            Some(Value::Int(value)) => Ok(Some(*value)),
            Some(Value::Text(_) | Value::Other) | None => Err(broken(column)),
        }
    }

    fn value(&self, column: &str) -> Option<&Value> {
        let columns = self.columns.len();
        let near = self.near.get();
        // Columns are mostly read one after the other.
        let mut places = (near..columns).chain(0..near.min(columns));
        let at = places.find(|at| self.columns[*at] == column)?;
        self.near.set(at + 1);
        self.values.get(at)
    }
}

fn gone() -> Fault {
    Fault::unavailable("the database's file was left in the middle")
}

fn crashed() -> Fault {
    Fault::unavailable("a thread of the database ended by a panic")
}

#[cfg(test)]
mod tests {
    use super::{File, IN_MEMORY, Role, prepared};
    use crate::store::args;
    use rusqlite::StatementStatus;

    async fn file() -> File {
        let mut file = File::open(IN_MEMORY.as_ref(), Role::Maker)
            .await
            .expect("opens");
        file.raw(
            "CREATE TABLE t (kind TEXT NOT NULL, subject TEXT NOT NULL, PRIMARY KEY (kind, subject))",
        )
        .expect("made");
        file
    }

    /// By default one is prepared anew wherever a value that no index looks
    /// up might make another plan a little better.
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

    /// A savepoint that outgrows what is kept of it needs no file.
    #[tokio::test]
    async fn what_may_be_undone_is_kept_in_memory() {
        let mut file = file().await;
        let store = file.rows("PRAGMA temp_store", &[], 1).expect("asked");
        assert_eq!(store[0].int("temp_store").expect("a number"), Some(2));
    }

    /// As when another process has brought the tables up to date.
    #[tokio::test]
    async fn columns_that_came_meanwhile_are_seen_by_their_names() {
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
