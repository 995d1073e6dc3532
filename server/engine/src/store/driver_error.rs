//! What a driver's error means: to be run again, to be tried later, or a bug.
//!
//! Sources: PostgreSQL's appendix A, "PostgreSQL Error Codes", and `SQLite`'s
//! "Result and Error Codes" (the low byte of an extended code is its kind).

use crate::error::{Error, Fault};

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        let meaning = match &error {
            sqlx::Error::Database(error) => {
                let code = error.code();
                code.map_or(Meaning::Broken, |code| of_sqlstate(&code))
            }
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) => Meaning::Later,
            _ => Meaning::Broken,
        };
        meaning.of("database").because(error)
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        let code = error.sqlite_error().map(|error| error.extended_code);
        let meaning = code.map_or(Meaning::Broken, of_sqlite);
        meaning.of("database").because(error)
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Fault(error.into())
    }
}

impl Fault {
    /// A connection could not be had: whatever the reason, it may be mended
    /// from outside, and the next request tries anew.
    pub(super) fn no_way_in(error: sqlx::Error) -> Self {
        Self::unavailable("the database does not let us in").because(error)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Again,
    Later,
    Broken,
}

impl Meaning {
    fn of(self, what: &str) -> Fault {
        match self {
            Self::Again => Fault::conflict(what),
            Self::Later => Fault::unavailable(what),
            Self::Broken => Fault::new(what),
        }
    }
}

fn of_sqlstate(code: &str) -> Meaning {
    match code {
        // Not serializable; a deadlock.
        "40001" | "40P01" => Meaning::Again,
        // A statement or a lock took too long; a standby cannot write; a
        // prepared statement of another server behind the same address; the
        // disk gave an error.
        "57014" | "55P03" | "25006" | "25P03" | "26000" | "58030" => Meaning::Later,
        // Connection exceptions, insufficient resources (disk full, too many
        // connections), shutting down or starting up.
        _ if ["08", "53", "57P"]
            .iter()
            .any(|class| code.starts_with(class)) =>
        {
            Meaning::Later
        }
        _ => Meaning::Broken,
    }
}

/// A lock that is held too long has been waited for already (`busy_timeout`).
const fn of_sqlite(code: i32) -> Meaning {
    match code & 0xff {
        // BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN, PROTOCOL.
        5 | 6 | 8 | 10 | 13 | 14 | 15 => Meaning::Later,
        _ => Meaning::Broken,
    }
}

#[cfg(test)]
mod tests {
    use super::{Meaning, of_sqlite, of_sqlstate};

    #[test]
    fn what_may_run_again_what_comes_back_and_what_is_a_bug() {
        assert_eq!(of_sqlstate("40001"), Meaning::Again);
        assert_eq!(of_sqlstate("40P01"), Meaning::Again);
        // A commit whose end is not known is never run again.
        assert_eq!(of_sqlstate("40003"), Meaning::Broken);
        for away in [
            "57P01", "57P03", "53300", "53100", "08006", "57014", "25006",
        ] {
            assert_eq!(of_sqlstate(away), Meaning::Later, "{away}");
        }
        for bug in ["23505", "42P01", "22P02", "XX000"] {
            assert_eq!(of_sqlstate(bug), Meaning::Broken, "{bug}");
        }
        // SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_READONLY_DBMOVED.
        for away in [13, 778, 1032] {
            assert_eq!(of_sqlite(away), Meaning::Later, "{away}");
        }
        // SQLITE_CONSTRAINT_UNIQUE, SQLITE_CORRUPT.
        assert_eq!(of_sqlite(2067), Meaning::Broken);
        assert_eq!(of_sqlite(11), Meaning::Broken);
    }
}
