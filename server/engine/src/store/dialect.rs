//! What differs between databases: the words of a transaction, and a lock
//! that steps over what others hold. The text of tables and of all other
//! statements is the same for each.

/// A database's own way to say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// `SQLite`: one writer at a time, by the file's lock.
    Sqlite,
    /// PostgreSQL, and what speaks its protocol: many writers at a time.
    Postgres,
}

/// How much a transaction that writes may rely on nothing having changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Isolation {
    /// As if all ran one after the other: everything about orders and money.
    Serializable,
    /// Each statement for itself: the lists of work to be done, whose rows
    /// are claimed and given up by single statements. Kept apart so that
    /// looking for work never makes a payment run again.
    Statement,
}

impl Dialect {
    /// Begins a transaction that will write. `SQLite` takes its lock at once,
    /// so that it cannot fail half-way for a lock.
    pub(super) const fn begin_write(self, isolation: Isolation) -> &'static str {
        match (self, isolation) {
            (Self::Sqlite, _) => "BEGIN IMMEDIATE",
            (Self::Postgres, Isolation::Serializable) => {
                "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE"
            }
            (Self::Postgres, Isolation::Statement) => {
                "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
            }
        }
    }

    /// Begins a consistent view.
    pub(super) const fn begin_read(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN",
            Self::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        }
    }

    /// A question whose answer shows that the line still holds, where there is
    /// one that can be cut.
    pub(super) const fn sign_of_life(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some("SELECT 1"),
        }
    }

    /// Statements that need room on the disk and give it back, where writing
    /// what is there as it is needs none: a page of a table has some left when
    /// the disk has none, and a new table has no page yet.
    pub(super) const fn asks_for_room(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => {
                Some("CREATE TEMPORARY TABLE room AS SELECT 1 AS asked; DROP TABLE room")
            }
        }
    }

    /// True where other processes write to the same database as a matter of
    /// course, so that what they write is looked for more often.
    pub(crate) const fn is_shared(self) -> bool {
        matches!(self, Self::Postgres)
    }
}
