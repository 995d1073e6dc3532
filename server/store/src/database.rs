//! Which database, and how to reach it.
//!
//! An address may hold a password, so it is a [`Secret`]: `Debug`, errors and
//! logs show where the database is and no credentials.

use crate::dialect::Dialect;
use crate::sqlite::IN_MEMORY;
use domain::secret::Secret;
use std::fmt;
use std::fs::File;
use std::path::{Path, PathBuf};
use url::Url;

/// Which database to open.
#[derive(Clone, PartialEq, Eq)]
pub enum Database {
    /// A file of `SQLite`, created where there is none.
    Sqlite(PathBuf),
    /// The address of a server that speaks PostgreSQL's protocol:
    /// `postgres://user:password@host:port/name?sslmode=...`.
    Postgres(Secret),
}

/// Why a text is not a database's address. Does not repeat the text, which may
/// hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseError {
    /// Nothing, or only white space.
    #[error("no database is named: give a file's path or postgres://user@host/name")]
    Empty,
    /// An address of another kind.
    #[error("this kind of address is not known: give a file's path or postgres://user@host/name")]
    Scheme,
    /// `postgres://` without an address.
    #[error("the postgres:// address cannot be read: it looks like postgres://user@host:5432/name")]
    Address,
    /// A setting after the `?` that the driver would ignore.
    #[error(
        "the postgres:// address has a setting that is not known: {} and options[...] are",
        SETTINGS.join(", ")
    )]
    Setting,
    /// An unknown `sslmode`.
    #[error("sslmode is one of {}", MODES.join(", "))]
    Mode,
    /// A certificate or key that does not exist or may not be read.
    #[error("the file that {0} names cannot be read")]
    File(&'static str),
}

/// The settings an address may have after its `?`, by libpq's names. The driver
/// ignores any other, so a misspelt `sslmode` would leave the connection
/// unchecked.
const SETTINGS: [&str; 12] = [
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "user",
];
/// Settings that name a file.
const FILES: [&str; 3] = ["sslcert", "sslkey", "sslrootcert"];
/// The values of `sslmode`, from no check to a check of the server's name.
const MODES: [&str; 5] = ["disable", "prefer", "require", "verify-ca", "verify-full"];

impl Database {
    /// The path of a file of `SQLite`.
    pub(crate) fn file(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(path) if path != Path::new(IN_MEMORY) => Some(path),
            _ => None,
        }
    }

    /// Reads a `postgres://` address, `sqlite:` with a path, or a bare path.
    /// Files that an address names must be there.
    ///
    /// # Errors
    /// [`DatabaseError`], which does not repeat the text.
    pub fn parse(text: &str) -> Result<Self, DatabaseError> {
        let text = text.trim();
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            let address = Url::parse(text).map_err(|_| DatabaseError::Address)?;
            // As in libpq, `?host=` may name a socket's folder.
            let socket = address.query_pairs().any(|(name, _)| name == "host");
            if address.host_str().is_none_or(str::is_empty) && !socket {
                return Err(DatabaseError::Address);
            }
            for (name, value) in address.query_pairs() {
                check_setting(&name, &value)?;
            }
            return Ok(Self::Postgres(Secret::new(text)));
        }
        if text.contains("://") {
            return Err(DatabaseError::Scheme);
        }
        let path = text.strip_prefix("sqlite:").unwrap_or(text);
        if path.is_empty() {
            return Err(DatabaseError::Empty);
        }
        Ok(Self::Sqlite(PathBuf::from(path)))
    }
}

impl Database {
    /// Its dialect of SQL.
    pub(crate) const fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }
}

/// Refuses a setting that the driver would ignore or could not use.
fn check_setting(name: &str, value: &str) -> Result<(), DatabaseError> {
    if !SETTINGS.contains(&name) && !name.starts_with("options[") {
        return Err(DatabaseError::Setting);
    }
    if name == "sslmode" && !MODES.contains(&value) {
        return Err(DatabaseError::Mode);
    }
    match FILES.iter().find(|file| **file == name) {
        Some(file) if File::open(value).is_err() => Err(DatabaseError::File(file)),
        _ => Ok(()),
    }
}

/// Where it is, without credentials: safe to log.
impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "SQLite file {}", path.display()),
            Self::Postgres(address) => match Url::parse(address.expose()) {
                Ok(address) => {
                    write!(
                        f,
                        "PostgreSQL at {}",
                        address.host_str().unwrap_or("a socket")
                    )?;
                    if let Some(port) = address.port() {
                        write!(f, ":{port}")?;
                    }
                    write!(f, "{}", address.path())
                }
                Err(_) => f.write_str("PostgreSQL"),
            },
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::{Database, DatabaseError};
    use std::path::Path;

    #[test]
    fn a_path_is_a_file_and_an_address_a_server() {
        for text in ["./data/paydesk.db", "sqlite:./data/paydesk.db"] {
            let read = Database::parse(text).expect("a file");
            assert_eq!(
                read,
                Database::Sqlite(Path::new("./data/paydesk.db").into())
            );
        }
        for scheme in ["postgres", "postgresql"] {
            let text = format!("{scheme}://desk@db.example:5433/orders?sslmode=require");
            assert!(matches!(Database::parse(&text), Ok(Database::Postgres(_))));
        }
    }

    #[test]
    fn a_text_that_names_no_database_is_refused() {
        assert_eq!(Database::parse(" "), Err(DatabaseError::Empty));
        assert_eq!(Database::parse("sqlite:"), Err(DatabaseError::Empty));
        assert_eq!(
            Database::parse("mysql://desk@db/orders"),
            Err(DatabaseError::Scheme)
        );
        assert_eq!(
            Database::parse("sqlite://paydesk.db"),
            Err(DatabaseError::Scheme)
        );
        assert_eq!(Database::parse("postgres://"), Err(DatabaseError::Address));
        assert_eq!(
            Database::parse("postgres:///orders"),
            Err(DatabaseError::Address)
        );
    }

    #[test]
    fn a_setting_is_used_or_refused() {
        let with =
            |settings: &str| Database::parse(&format!("postgres://desk@db/orders?{settings}"));
        for settings in [
            "sslmode=verify-full",
            "options[search_path]=a&dbname=b",
            concat!("sslrootcert=", env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"),
        ] {
            assert!(with(settings).is_ok(), "{settings}");
        }
        // Each of these would leave the connection unchecked.
        for settings in [
            "sslmod=verify-full",
            "SSLMODE=require",
            "sslmode=require&pasword=x",
        ] {
            assert_eq!(with(settings), Err(DatabaseError::Setting), "{settings}");
        }
        assert_eq!(with("sslmode=verify_full"), Err(DatabaseError::Mode));
        for file in ["sslrootcert", "sslcert", "sslkey"] {
            let refused = with(&format!("{file}=/no/such/file")).expect_err("no file");
            assert_eq!(refused, DatabaseError::File(file));
            assert!(refused.to_string().contains(file));
        }
    }

    #[test]
    fn nothing_that_is_printed_shows_a_password() {
        let given = "postgres://desk:hunter2@db.example:5433/orders?password=hunter3";
        let database = Database::parse(given).expect("a server");
        assert_eq!(database.to_string(), "PostgreSQL at db.example:5433/orders");
        assert!(!format!("{database:?}").contains("hunter"));
        let refused =
            Database::parse("postgres://desk:hunter2@db:no-port/x").expect_err("no address");
        assert!(!format!("{refused:?} {refused}").contains("hunter"));
    }
}
