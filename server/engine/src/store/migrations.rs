//! The migrations, oldest first, each with what must hold around it.
//!
//! One text for all databases. What only one of them understands (a trigger)
//! stands beside it, and is run after it.

use super::dialect::Dialect;

/// One step from a schema to the next. Never edited once it was released.
#[derive(Debug)]
pub(super) struct Migration {
    /// Counts up.
    pub(super) version: i64,
    /// For people.
    pub(super) name: &'static str,
    /// The portable text.
    pub(super) sql: &'static str,
    /// What is added for one database, in its own words.
    pub(super) only: &'static [(Dialect, &'static str)],
    /// What must hold, or nothing of it is kept.
    pub(super) proofs: &'static [Proof],
}

/// What must hold around a migration. Each statement answers one number, `n`.
#[derive(Debug)]
pub(super) enum Proof {
    /// The number before is the number after.
    Same {
        /// What is counted, in words.
        what: &'static str,
        /// Asked before.
        before: &'static str,
        /// Asked after.
        after: &'static str,
    },
    /// There is none of it afterwards.
    None {
        /// What there must not be, in words.
        what: &'static str,
        /// Counts it.
        after: &'static str,
    },
}

impl Migration {
    /// The words for one database alone, if there are any.
    pub(super) fn own_words(&self, dialect: Dialect) -> Option<&'static str> {
        self.only
            .iter()
            .find(|(whose, _)| *whose == dialect)
            .map(|(_, sql)| *sql)
    }
}

pub(super) const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        name: "house",
        sql: include_str!("migrations/0001_house.sql"),
        only: &[],
        proofs: &[],
    },
    Migration {
        version: 2,
        name: "places",
        sql: include_str!("migrations/0002_places.sql"),
        only: &[],
        proofs: &[
            Proof::Same {
                what: "events",
                before: "SELECT COUNT(*) AS n FROM events",
                after: "SELECT COUNT(*) AS n FROM events",
            },
            Proof::Same {
                what: "the sum of the events' places",
                before: "SELECT CAST(COALESCE(SUM(position), 0) AS BIGINT) AS n FROM events",
                after: "SELECT CAST(COALESCE(SUM(position), 0) AS BIGINT) AS n FROM events",
            },
            Proof::Same {
                what: "deliveries",
                before: "SELECT COUNT(*) AS n FROM deliveries",
                after: "SELECT COUNT(*) AS n FROM deliveries",
            },
            Proof::Same {
                what: "malls and their counters",
                before: "SELECT COUNT(*) AS n FROM malls",
                after: "SELECT COUNT(*) AS n FROM event_places",
            },
            Proof::None {
                what: "events past their mall's counter",
                after:
                    "SELECT COUNT(*) AS n FROM events e JOIN event_places p ON p.mall_id = e.mall_id
                        WHERE e.position > p.last",
            },
        ],
    },
    Migration {
        version: 3,
        name: "books",
        sql: include_str!("migrations/0003_books.sql"),
        only: &[
            (
                Dialect::Sqlite,
                include_str!("migrations/0003_books_sqlite.sql"),
            ),
            (
                Dialect::Postgres,
                include_str!("migrations/0003_books_postgres.sql"),
            ),
        ],
        proofs: &[
            Proof::Same {
                what: "payments and their journals",
                before: "SELECT COUNT(paid_attempt) AS n FROM orders",
                after: "SELECT COUNT(*) AS n FROM journals WHERE kind = 'paid'",
            },
            Proof::Same {
                what: "surplus in suspense",
                before: "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS n FROM surplus",
                after: "SELECT CAST(COALESCE(-SUM(amount), 0) AS BIGINT) AS n FROM balances
                        WHERE account = 'suspense'",
            },
            Proof::None {
                what: "journals that do not balance",
                after: "SELECT COUNT(*) AS n FROM (SELECT reference FROM journal_lines
                        GROUP BY reference, currency HAVING SUM(amount) <> 0) AS l",
            },
        ],
    },
    Migration {
        version: 4,
        name: "refunds",
        sql: include_str!("migrations/0004_refunds.sql"),
        only: &[],
        proofs: &[],
    },
    Migration {
        version: 5,
        name: "places of rows",
        sql: include_str!("migrations/0005_places_of_rows.sql"),
        only: &[],
        proofs: &[
            Proof::Same {
                what: "used signatures",
                before: "SELECT COUNT(*) AS n FROM used_signatures",
                after: "SELECT COUNT(*) AS n FROM used_signatures",
            },
            Proof::Same {
                what: "jobs",
                before: "SELECT COUNT(*) AS n FROM jobs",
                after: "SELECT COUNT(*) AS n FROM jobs",
            },
            Proof::Same {
                what: "the sum of the jobs' times",
                before: "SELECT CAST(COALESCE(SUM(due_at), 0) AS BIGINT) AS n FROM jobs",
                after: "SELECT CAST(COALESCE(SUM(due_at), 0) AS BIGINT) AS n FROM jobs",
            },
        ],
    },
    Migration {
        version: 6,
        name: "signatures of answers",
        sql: include_str!("migrations/0006_signatures_of_answers.sql"),
        only: &[],
        proofs: &[Proof::Same {
            what: "kept answers",
            before: "SELECT COUNT(*) AS n FROM idempotency_keys",
            after: "SELECT COUNT(*) AS n FROM idempotency_keys WHERE signature_hash IS NULL",
        }],
    },
    Migration {
        version: 7,
        name: "keys of signatures",
        sql: include_str!("migrations/0007_keys_of_signatures.sql"),
        only: &[],
        proofs: &[
            Proof::Same {
                what: "kept answers",
                before: "SELECT COUNT(*) AS n FROM idempotency_keys",
                after: "SELECT COUNT(*) AS n FROM idempotency_keys",
            },
            Proof::Same {
                what: "used signatures",
                before: "SELECT COUNT(*) AS n FROM used_signatures",
                after: "SELECT COUNT(*) AS n FROM used_signatures",
            },
        ],
    },
];
