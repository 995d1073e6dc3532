//! One step from a schema to the next.

use super::MigrationCheck;
use crate::dialect::Dialect;

/// One step from a schema to the next. Never edited once it was released.
#[derive(Debug)]
pub(crate) struct Migration {
    /// Ascending, not always without gaps.
    pub(crate) version: i64,
    /// For messages.
    pub(crate) name: &'static str,
    /// The portable text.
    pub(crate) sql: &'static str,
    /// What must hold, or the migration is rolled back.
    pub(crate) checks: &'static [MigrationCheck],
    sqlite: Option<&'static str>,
    postgres: Option<&'static str>,
}

impl Migration {
    /// One with portable SQL alone, and no checks.
    pub(crate) const fn new(version: i64, name: &'static str, sql: &'static str) -> Self {
        Self {
            version,
            name,
            sql,
            checks: &[],
            sqlite: None,
            postgres: None,
        }
    }

    /// Adds SQL for `SQLite` alone, which runs after the portable text.
    pub(crate) const fn on_sqlite(mut self, sql: &'static str) -> Self {
        self.sqlite = Some(sql);
        self
    }

    /// Adds SQL for `PostgreSQL` alone, which runs after the portable text.
    pub(crate) const fn on_postgres(mut self, sql: &'static str) -> Self {
        self.postgres = Some(sql);
        self
    }

    /// Adds what must hold.
    pub(crate) const fn checked(mut self, checks: &'static [MigrationCheck]) -> Self {
        self.checks = checks;
        self
    }

    /// The SQL for this dialect alone, if there is any.
    pub(crate) const fn sql_for(&self, dialect: Dialect) -> Option<&'static str> {
        match dialect {
            Dialect::Sqlite => self.sqlite,
            Dialect::Postgres => self.postgres,
        }
    }
}
