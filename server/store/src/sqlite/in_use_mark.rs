//! A mark in an `SQLite` file that is in use, by which a copy without its
//! journal is recognised.
//!
//! Commits are in the journal (`<file>-wal`) first, and a file does not say
//! whether a journal belongs to it. So while a store has it open, the file's
//! `user_version` is its `schema_version`. Closing the last store merges the
//! journal and sets `user_version` to 0; connections that end in another way
//! leave the journal where it is. A marked file without a journal was copied by
//! itself, or its journal was merged by another program, which cannot be told
//! apart. Opening it for writing makes a journal, and so loses the mark's word.
//! `SQLite`'s own copies (`.backup`, `VACUUM INTO`) are whole; they get another
//! `schema_version`, so their mark does not fit.

use super::{Connection, DbConfig, Duration, ErrorCode, OpenFlags};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// Fails where another connection has the file open.
const ALONE: &str = "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE";
/// The header of a file (<https://sqlite.org/fileformat.html>, 1.3).
const HEADER: usize = 100;
const SCHEMA_VERSION: std::ops::Range<usize> = 40..44;
const USER_VERSION: std::ops::Range<usize> = 60..64;
/// The header of a journal, and how it begins.
const JOURNAL_HEADER: usize = 32;
const JOURNAL_MAGIC: u32 = 0x377f_0682;

/// Marks the file, and sees to it that the mark is in the file itself.
pub(super) fn set(connection: &Connection) -> rusqlite::Result<()> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let (version, mark) = (number("schema_version")?, number("user_version")?);
    if mark != version {
        connection.pragma_update(None, "user_version", version)?;
        connection.execute_batch("PRAGMA wal_checkpoint(PASSIVE)")?;
    }
    keep_journal(connection)
}

/// Closing this connection does not merge the journal of a marked file.
pub(super) fn keep_journal_if_marked(connection: &Connection) -> rusqlite::Result<()> {
    let mark = connection.pragma_query_value(None, "user_version", |row| row.get::<_, i32>(0))?;
    if mark == 0 {
        Ok(())
    } else {
        keep_journal(connection)
    }
}

fn keep_journal(connection: &Connection) -> rusqlite::Result<()> {
    let setting = DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
    connection.set_db_config(setting, true).map(drop)
}

/// Merges the journal and takes the mark away, unless another connection has
/// the file open.
pub(super) fn clear(path: &Path) -> rusqlite::Result<()> {
    match alone(path) {
        Ok(connection) => {
            connection.execute_batch("PRAGMA user_version = 0; COMMIT")?;
            connection.close().map_err(|(_, error)| error)
        }
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => Ok(()),
        Err(error) => Err(error),
    }
}

/// True for a file that was copied while it was in use, without its journal.
/// It may be that another program has merged the journal meanwhile.
///
/// # Errors
/// The file or its journal cannot be read.
pub(super) fn lacks_journal(path: &Path) -> io::Result<bool> {
    // A store takes the mark away before the journal, so one that closes
    // meanwhile is seen by the second look.
    Ok(is_marked(path)? && !has_journal(path)? && is_marked(path)?)
}

/// Whether the mark fits the file. One that is missing or too short has none.
fn is_marked(path: &Path) -> io::Result<bool> {
    let mut header = [0; HEADER];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut header));
    match read.as_ref().map_err(io::Error::kind) {
        Ok(()) => {
            let mark = &header[USER_VERSION];
            Ok(mark != [0; 4] && *mark == header[SCHEMA_VERSION])
        }
        Err(io::ErrorKind::UnexpectedEof | io::ErrorKind::NotFound) => Ok(false),
        Err(_) => read.map(|()| false),
    }
}

/// Whether the file has a journal that `SQLite` reads: it ignores one whose
/// header is not right. An empty one was merged by another program, which leaves
/// the index (`-shm`) where it is; without an index it belongs to no file.
fn has_journal(path: &Path) -> io::Result<bool> {
    // SQLite has both beside the file that a symbolic link leads to.
    let path = path.canonicalize()?;
    let beside = |ending| {
        let mut name = path.clone().into_os_string();
        name.push(ending);
        PathBuf::from(name)
    };
    let mut header = [0; JOURNAL_HEADER];
    let read = File::open(beside("-wal")).and_then(|mut file| {
        if file.metadata()?.len() == 0 {
            return beside("-shm").try_exists();
        }
        file.read_exact(&mut header)?;
        Ok(is_journal_header(&header))
    });
    match read.as_ref().map_err(io::Error::kind) {
        Err(io::ErrorKind::UnexpectedEof | io::ErrorKind::NotFound) => Ok(false),
        _ => read,
    }
}

/// Whether this is the header of a journal, with its checksum
/// (<https://sqlite.org/fileformat.html>, 4.1 and 4.2).
fn is_journal_header(header: &[u8; JOURNAL_HEADER]) -> bool {
    let (words, _) = header.as_chunks::<4>();
    let stored = |n: usize| u32::from_be_bytes(words[n]);
    // The last bit of the first word is the byte order of the sum.
    let summed = |n: usize| match stored(0) & 1 {
        0 => u32::from_le_bytes(words[n]),
        _ => stored(n),
    };
    let sum = [0, 2, 4].into_iter().fold((0_u32, 0_u32), |(one, two), n| {
        let one = one.wrapping_add(summed(n)).wrapping_add(two);
        (one, two.wrapping_add(summed(n + 1)).wrapping_add(one))
    });
    stored(0) & !1 == JOURNAL_MAGIC && sum == (stored(6), stored(7))
}

fn alone(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::ZERO)?;
    connection.execute_batch(ALONE)?;
    Ok(connection)
}
