//! What a driver's error means: run again, try later, or a bug.
//!
//! Sources: PostgreSQL's appendix A, "PostgreSQL Error Codes", and `SQLite`'s
//! "Result and Error Codes" (the low byte of an extended code is its kind).

use crate::error::{Error, Fault};

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        let class = match &error {
            sqlx::Error::Database(error) => {
                let code = error.code();
                code.map_or(ErrorClass::Bug, |code| of_sqlstate(&code))
            }
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) => {
                ErrorClass::TryLater
            }
            _ => ErrorClass::Bug,
        };
        class.fault("database").because(error)
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        let code = error.sqlite_error().map(|error| error.extended_code);
        let class = code.map_or(ErrorClass::Bug, of_sqlite);
        class.fault("database").because(error)
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Fault(error.into())
    }
}

impl Fault {
    /// No connection could be opened. Whatever the reason, it may pass, and
    /// the next request tries again.
    pub(crate) fn cannot_connect(error: sqlx::Error) -> Self {
        Self::unavailable("cannot connect to the database").because(error)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ErrorClass {
    RunAgain,
    TryLater,
    Bug,
}

impl ErrorClass {
    fn fault(self, what: &str) -> Fault {
        match self {
            Self::RunAgain => Fault::conflict(what),
            Self::TryLater => Fault::unavailable(what),
            Self::Bug => Fault::new(what),
        }
    }
}

fn of_sqlstate(code: &str) -> ErrorClass {
    match code {
        // A serialization failure; a deadlock.
        "40001" | "40P01" => ErrorClass::RunAgain,
        // A statement or lock timed out; a standby cannot write; a prepared
        // statement of another server behind the same address; a disk error.
        "57014" | "55P03" | "25006" | "25P03" | "26000" | "58030" => ErrorClass::TryLater,
        // Connection exceptions, insufficient resources (disk full, too many
        // connections), shutting down or starting up.
        _ if ["08", "53", "57P"]
            .iter()
            .any(|class| code.starts_with(class)) =>
        {
            ErrorClass::TryLater
        }
        _ => ErrorClass::Bug,
    }
}

/// BUSY is not run again: `busy_timeout` has waited for the lock already.
const fn of_sqlite(code: i32) -> ErrorClass {
    match code & 0xff {
        // BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN, PROTOCOL.
        5 | 6 | 8 | 10 | 13 | 14 | 15 => ErrorClass::TryLater,
        _ => ErrorClass::Bug,
    }
}

#[cfg(test)]
mod tests {
    use super::{ErrorClass, of_sqlite, of_sqlstate};

    #[test]
    fn what_may_run_again_what_comes_back_and_what_is_a_bug() {
        assert_eq!(of_sqlstate("40001"), ErrorClass::RunAgain);
        assert_eq!(of_sqlstate("40P01"), ErrorClass::RunAgain);
        // A commit whose end is not known is never run again.
        assert_eq!(of_sqlstate("40003"), ErrorClass::Bug);
        for away in [
            "57P01", "57P03", "53300", "53100", "08006", "57014", "25006",
        ] {
            assert_eq!(of_sqlstate(away), ErrorClass::TryLater, "{away}");
        }
        for bug in ["23505", "42P01", "22P02", "XX000"] {
            assert_eq!(of_sqlstate(bug), ErrorClass::Bug, "{bug}");
        }
        // SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_READONLY_DBMOVED.
        for away in [13, 778, 1032] {
            assert_eq!(of_sqlite(away), ErrorClass::TryLater, "{away}");
        }
        // SQLITE_CONSTRAINT_UNIQUE, SQLITE_CORRUPT.
        assert_eq!(of_sqlite(2067), ErrorClass::Bug);
        assert_eq!(of_sqlite(11), ErrorClass::Bug);
    }
}
