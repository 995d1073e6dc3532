//! What differs between databases: how transactions begin, and a lock that
//! skips locked rows. All other statements are the same text for each.

/// Which database's SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// `SQLite`: one writer at a time, by the file's lock.
    Sqlite,
    /// PostgreSQL and what speaks its protocol: several writers at a time.
    Postgres,
}

/// The isolation of a transaction that writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Isolation {
    /// As if transactions ran one after the other: for orders and money.
    Serializable,
    /// For single statements on the table of jobs. Claiming jobs then never
    /// conflicts with a payment.
    ReadCommitted,
}

impl Dialect {
    /// Begins a transaction that writes. `SQLite` takes its lock at once, so
    /// that a later statement cannot fail to get it.
    pub(crate) const fn begin_write(self, isolation: Isolation) -> &'static str {
        match (self, isolation) {
            (Self::Sqlite, _) => "BEGIN IMMEDIATE",
            (Self::Postgres, Isolation::Serializable) => {
                "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE"
            }
            (Self::Postgres, Isolation::ReadCommitted) => {
                "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
            }
        }
    }

    /// Begins a consistent view.
    pub(crate) const fn begin_read(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN",
            Self::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        }
    }

    /// A query whose answer shows that the connection works, where it goes
    /// over a network.
    pub(crate) const fn connection_check(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some("SELECT 1"),
        }
    }

    /// Statements that fail when the disk is full, where an update of an
    /// existing row does not: PostgreSQL's table pages keep some free space,
    /// and a new table needs a new page.
    pub(crate) const fn disk_space_check(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => {
                Some("CREATE TEMPORARY TABLE room AS SELECT 1 AS asked; DROP TABLE room")
            }
        }
    }

    /// True if other processes usually write to the same database, so their
    /// changes are polled more often.
    pub const fn is_shared(self) -> bool {
        matches!(self, Self::Postgres)
    }
}
