//! Rows: columns by name, and JSON in them.

use super::sqlite::SqliteRow;
use crate::error::{Error, Fault};
use domain::clock::At;
use sqlx::Row as _;
use sqlx::postgres::PgRow;

/// A row, read by column name.
#[derive(Debug)]
pub(crate) enum Row {
    /// Of `SQLite`.
    Sqlite(SqliteRow),
    /// Of PostgreSQL.
    Postgres(PgRow),
}

impl Row {
    /// A TEXT that is never null.
    pub(crate) fn text(&self, column: &str) -> Result<String, Error> {
        self.maybe_text(column)?.ok_or_else(|| broken(column))
    }

    /// A TEXT, or null.
    pub(crate) fn maybe_text(&self, column: &str) -> Result<Option<String>, Error> {
        Ok(self.maybe_str(column)?.map(str::to_owned))
    }

    /// A TEXT that is read where it lies, or null.
    fn maybe_str(&self, column: &str) -> Result<Option<&str>, Error> {
        match self {
            Self::Sqlite(row) => row.text(column),
            Self::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    fn str(&self, column: &str) -> Result<&str, Error> {
        self.maybe_str(column)?.ok_or_else(|| broken(column))
    }

    /// A BIGINT that is never null.
    pub(crate) fn int(&self, column: &str) -> Result<i64, Error> {
        self.maybe_int(column)?.ok_or_else(|| broken(column))
    }

    /// A BIGINT, or null.
    pub(crate) fn maybe_int(&self, column: &str) -> Result<Option<i64>, Error> {
        match self {
            Self::Sqlite(row) => row.int(column),
            Self::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    /// A small count.
    pub(crate) fn count(&self, column: &str) -> Result<u32, Error> {
        u32::try_from(self.int(column)?).map_err(|_| broken(column))
    }

    /// Yes or no.
    pub(crate) fn flag(&self, column: &str) -> Result<bool, Error> {
        Ok(self.int(column)? != 0)
    }

    /// An instant.
    pub(crate) fn at(&self, column: &str) -> Result<At, Error> {
        Ok(At::from_ms(self.int(column)?))
    }

    /// An instant, or null.
    pub(crate) fn maybe_at(&self, column: &str) -> Result<Option<At>, Error> {
        Ok(self.maybe_int(column)?.map(At::from_ms))
    }

    /// A TEXT read by `parse`, which knows what we wrote.
    pub(crate) fn parsed<T>(
        &self,
        column: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, Error> {
        parse(self.str(column)?).ok_or_else(|| broken(column))
    }

    /// JSON that we wrote.
    pub(crate) fn json<T: serde::de::DeserializeOwned>(&self, column: &str) -> Result<T, Error> {
        serde_json::from_str(self.str(column)?).map_err(|_| broken(column))
    }
}

/// A column that holds what this release never wrote.
pub(crate) fn broken(column: &str) -> Error {
    Error::Fault(Fault::new(format!(
        "database: column {column} holds what was never written"
    )))
}

/// JSON for a column. Ours always can be written.
pub(crate) fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("our own types have text keys and no failing parts")
}
