//! Rows: columns by name, and JSON in them.

use super::sqlite::SqliteRow;
use crate::error::Error;
use domain::clock::At;
use sqlx::Row as _;
use sqlx::postgres::PgRow;

/// A row, read by column name. A column that is missing, null where it must not
/// be, or of another type is a [`Fault`](crate::Fault).
#[derive(Debug)]
pub struct Row(DriverRow);

#[derive(Debug)]
enum DriverRow {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl From<SqliteRow> for Row {
    fn from(row: SqliteRow) -> Self {
        Self(DriverRow::Sqlite(row))
    }
}

impl From<PgRow> for Row {
    fn from(row: PgRow) -> Self {
        Self(DriverRow::Postgres(row))
    }
}

impl Row {
    /// A TEXT that is never null.
    pub fn text(&self, column: &str) -> Result<String, Error> {
        self.maybe_text(column)?
            .ok_or_else(|| Error::unreadable_column(column))
    }

    /// A TEXT, or null.
    pub fn maybe_text(&self, column: &str) -> Result<Option<String>, Error> {
        Ok(self.maybe_str(column)?.map(str::to_owned))
    }

    fn maybe_str(&self, column: &str) -> Result<Option<&str>, Error> {
        match &self.0 {
            DriverRow::Sqlite(row) => row.text(column),
            DriverRow::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    fn str(&self, column: &str) -> Result<&str, Error> {
        self.maybe_str(column)?
            .ok_or_else(|| Error::unreadable_column(column))
    }

    /// A BIGINT that is never null.
    pub fn int(&self, column: &str) -> Result<i64, Error> {
        self.maybe_int(column)?
            .ok_or_else(|| Error::unreadable_column(column))
    }

    /// A BIGINT, or null.
    pub fn maybe_int(&self, column: &str) -> Result<Option<i64>, Error> {
        match &self.0 {
            DriverRow::Sqlite(row) => row.int(column),
            DriverRow::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    /// A BIGINT that fits `u32`.
    pub fn count(&self, column: &str) -> Result<u32, Error> {
        u32::try_from(self.int(column)?).map_err(|_| Error::unreadable_column(column))
    }

    /// A BIGINT of 0 or 1.
    pub fn flag(&self, column: &str) -> Result<bool, Error> {
        Ok(self.int(column)? != 0)
    }

    /// A time in Unix milliseconds.
    pub fn at(&self, column: &str) -> Result<At, Error> {
        Ok(At::from_ms(self.int(column)?))
    }

    /// A time in Unix milliseconds, or null.
    pub fn maybe_at(&self, column: &str) -> Result<Option<At>, Error> {
        Ok(self.maybe_int(column)?.map(At::from_ms))
    }

    /// A TEXT that `parse` reads; `None` is a fault.
    pub fn parsed<T>(
        &self,
        column: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, Error> {
        parse(self.str(column)?).ok_or_else(|| Error::unreadable_column(column))
    }

    /// JSON in a TEXT.
    pub fn json<T: serde::de::DeserializeOwned>(&self, column: &str) -> Result<T, Error> {
        serde_json::from_str(self.str(column)?).map_err(|_| Error::unreadable_column(column))
    }
}

/// JSON for a column. Our own types can always be written.
pub(crate) fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("our own types have text keys and no failing parts")
}
