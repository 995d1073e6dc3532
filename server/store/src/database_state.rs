//! Whether a database is there, whole and of this release. Asked before it is
//! used, so that a mistyped path makes no database and a copy that lacks what
//! was committed last is not taken for a whole one.

use crate::args;
use crate::connection::Connection;
use crate::database::Database;
use crate::dialect::Dialect;
use crate::error::{Error, Fault};
use crate::migrate;
use crate::migrations::MIGRATIONS;
use crate::role::Role;
use crate::sqlite::SqliteFile;
use std::fs;
use std::io::ErrorKind;

/// What is said of a file that lacks its journal, with the way on.
const LACKS_JOURNAL: &str = "it was copied while it was in use, without the journal beside it (-wal), or its \
    journal was taken away, emptied or damaged: what was committed last is missing. Copy all files of a desk that has stopped, or have \
    SQLite copy a database in use (`.backup`, `VACUUM INTO`). To go on with it as it is, or where another program \
    has merged the journal (sqlite3 does so after a desk was killed), take the mark away: ";

/// What is said of a database without any table of ours.
pub(crate) const NO_DATABASE: &str =
    "it holds no Paydesk database: `paydesk migrate` makes one there";

const DAMAGED: &str = "the file is damaged, restore a backup";

/// Connects to a database that is there, whole and of this release, and changes
/// nothing. For an auditor `SQLite` reads all its pages first.
///
/// # Errors
/// A [`Fault`] that says what is missing, and which command makes it.
pub(crate) async fn connect(database: &Database, role: Role) -> Result<Connection, Fault> {
    check_file(database)?;
    let mut connection = Connection::open(database, role).await?;
    let checked = async {
        if role == Role::Auditor {
            check_pages(&mut connection).await?;
        }
        check_release(&mut connection).await
    };
    match checked.await {
        Ok(()) => Ok(connection),
        Err(fault) => {
            connection.close().await;
            Err(fault)
        }
    }
}

/// Refuses an `SQLite` file that is missing or lacks its journal.
///
/// # Errors
/// A [`Fault`] that says which.
pub(crate) fn check_file(database: &Database) -> Result<(), Fault> {
    match database.file().map(fs::metadata) {
        Some(Err(error)) if error.kind() == ErrorKind::NotFound => Err(Fault::unavailable(
            "there is no such file; if the path is right, `paydesk migrate` makes the database",
        )),
        _ => check_whole(database),
    }
}

/// Refuses an `SQLite` file that was copied while it was in use, without the
/// journal beside it. No question could find out what is missing.
///
/// # Errors
/// A [`Fault`] that says so, and how to go on.
pub fn check_whole(database: &Database) -> Result<(), Fault> {
    match database.file() {
        Some(file) if SqliteFile::lacks_journal(file)? => Err(Fault::unavailable(format!(
            "{LACKS_JOURNAL}sqlite3 '{}' 'PRAGMA user_version = 0'",
            file.display()
        ))),
        _ => Ok(()),
    }
}

async fn check_release(connection: &mut Connection) -> Result<(), Fault> {
    let pending = migrate::pending(connection).await?;
    match pending.first() {
        None => Ok(()),
        Some(_) if pending.len() == MIGRATIONS.len() => Err(Fault::new(NO_DATABASE)),
        Some(first) => Err(Fault::new(format!(
            "it is of an older release: migration {first} has not run; run `paydesk migrate` first"
        ))),
    }
}

/// Has `SQLite` read every page of its file, and names the first things that
/// are damaged. A server checks its own.
async fn check_pages(connection: &mut Connection) -> Result<(), Fault> {
    if connection.dialect() != Dialect::Sqlite {
        return Ok(());
    }
    // Where even this cannot be read, SQLite answers an error and no line.
    let damaged = |fault: Fault| {
        if fault.is_temporary() {
            fault
        } else {
            Fault::new(DAMAGED).because(fault)
        }
    };
    let found = connection.all("PRAGMA integrity_check(5)", args![]).await;
    let found = found.map_err(damaged)?;
    let lines = found.iter().map(|row| row.text("integrity_check"));
    let lines = lines.collect::<Result<Vec<_>, Error>>();
    let lines = lines.map_err(|error| Fault::new(error.to_string()))?;
    if lines == ["ok"] {
        return Ok(());
    }
    // Each line may be several, under a heading.
    let lines: Vec<_> = lines.iter().flat_map(|line| line.lines()).collect();
    Err(Fault::new(format!("{DAMAGED}: {}", lines.join("; "))))
}
