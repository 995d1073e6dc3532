//! The migrations, oldest first, each with the checks around it.
//!
//! The SQL is the same for all databases. SQL for one dialect only (triggers)
//! is separate and runs after it.

use super::dialect::Dialect;

/// One step from a schema to the next. Never edited once it was released.
#[derive(Debug)]
pub(crate) struct Migration {
    /// Ascending, not always without gaps.
    pub(crate) version: i64,
    /// For messages.
    pub(crate) name: &'static str,
    /// The portable text.
    pub(crate) sql: &'static str,
    /// SQL for one dialect alone.
    pub(crate) only: &'static [(Dialect, &'static str)],
    /// What must hold, or the migration is rolled back.
    pub(crate) checks: &'static [MigrationCheck],
}

/// What must hold around a migration. Each query answers one number, `n`.
#[derive(Debug)]
pub(crate) enum MigrationCheck {
    /// The number before and after is the same.
    Same {
        /// What is counted, in words.
        what: &'static str,
        /// The query before.
        before: &'static str,
        /// Asked after.
        after: &'static str,
    },
    /// The number after it is zero.
    None {
        /// What is counted, in words.
        what: &'static str,
        /// Asked after.
        after: &'static str,
    },
}

impl Migration {
    /// The SQL for this dialect alone, if there is any.
    pub(crate) fn sql_for(&self, dialect: Dialect) -> Option<&'static str> {
        self.only
            .iter()
            .find(|(only, _)| *only == dialect)
            .map(|(_, sql)| *sql)
    }
}

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        name: "house",
        sql: include_str!("migrations/0001_house.sql"),
        only: &[],
        checks: &[],
    },
    Migration {
        version: 2,
        name: "places",
        sql: include_str!("migrations/0002_places.sql"),
        only: &[],
        checks: &[
            MigrationCheck::Same {
                what: "events",
                before: "SELECT COUNT(*) AS n FROM events",
                after: "SELECT COUNT(*) AS n FROM events",
            },
            MigrationCheck::Same {
                what: "the sum of the events' places",
                before: "SELECT CAST(COALESCE(SUM(position), 0) AS BIGINT) AS n FROM events",
                after: "SELECT CAST(COALESCE(SUM(position), 0) AS BIGINT) AS n FROM events",
            },
            MigrationCheck::Same {
                what: "deliveries",
                before: "SELECT COUNT(*) AS n FROM deliveries",
                after: "SELECT COUNT(*) AS n FROM deliveries",
            },
            MigrationCheck::Same {
                what: "malls and their counters",
                before: "SELECT COUNT(*) AS n FROM malls",
                after: "SELECT COUNT(*) AS n FROM event_places",
            },
            MigrationCheck::None {
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
        checks: &[
            MigrationCheck::Same {
                what: "payments and their journals",
                before: "SELECT COUNT(paid_attempt) AS n FROM orders",
                after: "SELECT COUNT(*) AS n FROM journals WHERE kind = 'paid'",
            },
            MigrationCheck::Same {
                what: "surplus in suspense",
                before: "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS n FROM surplus",
                after: "SELECT CAST(COALESCE(-SUM(amount), 0) AS BIGINT) AS n FROM balances
                        WHERE account = 'suspense'",
            },
            MigrationCheck::None {
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
        checks: &[],
    },
    Migration {
        version: 5,
        name: "places of rows",
        sql: include_str!("migrations/0005_places_of_rows.sql"),
        only: &[],
        checks: &[
            MigrationCheck::Same {
                what: "used signatures",
                before: "SELECT COUNT(*) AS n FROM used_signatures",
                after: "SELECT COUNT(*) AS n FROM used_signatures",
            },
            MigrationCheck::Same {
                what: "jobs",
                before: "SELECT COUNT(*) AS n FROM jobs",
                after: "SELECT COUNT(*) AS n FROM jobs",
            },
            MigrationCheck::Same {
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
        checks: &[MigrationCheck::Same {
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
        checks: &[
            MigrationCheck::Same {
                what: "kept answers",
                before: "SELECT COUNT(*) AS n FROM idempotency_keys",
                after: "SELECT COUNT(*) AS n FROM idempotency_keys",
            },
            MigrationCheck::Same {
                what: "used signatures",
                before: "SELECT COUNT(*) AS n FROM used_signatures",
                after: "SELECT COUNT(*) AS n FROM used_signatures",
            },
        ],
    },
    Migration {
        version: 8,
        name: "ledger books",
        sql: include_str!("migrations/0008_ledger_books.sql"),
        only: &[
            (
                Dialect::Sqlite,
                include_str!("migrations/0008_ledger_books_sqlite.sql"),
            ),
            (
                Dialect::Postgres,
                include_str!("migrations/0008_ledger_books_postgres.sql"),
            ),
        ],
        checks: &[
            MigrationCheck::Same {
                what: "journals",
                before: "SELECT COUNT(*) AS n FROM journals",
                after: "SELECT COUNT(*) AS n FROM journals",
            },
            MigrationCheck::Same {
                what: "lines, and those of the client book",
                before: "SELECT COUNT(*) AS n FROM journal_lines",
                after: "SELECT COUNT(*) AS n FROM journal_lines WHERE book = 'client'",
            },
            MigrationCheck::Same {
                what: "the sum of all debits",
                before: "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS n FROM journal_lines WHERE amount > 0",
                after: "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS n FROM journal_lines WHERE amount > 0",
            },
        ],
    },
    Migration {
        version: 9,
        name: "network requests",
        sql: include_str!("migrations/0009_network_requests.sql"),
        only: &[],
        checks: &[
            MigrationCheck::Same {
                what: "requests",
                before: "SELECT (SELECT COUNT(*) FROM trades) + (SELECT COUNT(*) FROM refund_tries) AS n",
                after: "SELECT COUNT(*) AS n FROM network_requests",
            },
            MigrationCheck::Same {
                what: "payments that may still be made",
                before: "SELECT COUNT(*) AS n FROM trades WHERE submitted_at IS NOT NULL AND ended IS NULL",
                after: "SELECT COUNT(*) AS n FROM network_requests
                        WHERE purpose IN ('pay_on_page', 'pay_by_qr', 'pay_by_agreement')
                          AND money_at IS NOT NULL AND ended IS NULL",
            },
            MigrationCheck::Same {
                what: "refunds that were sent, each time",
                before: "SELECT CAST(COALESCE(SUM(sends), 0) AS BIGINT) AS n FROM refund_tries",
                after: "SELECT CAST(COALESCE(SUM(sends), 0) AS BIGINT) AS n FROM network_requests
                        WHERE purpose IN ('refund', 'undo')",
            },
            MigrationCheck::Same {
                what: "merchants and their accounts",
                before: "SELECT COUNT(*) AS n FROM merchants",
                after: "SELECT COUNT(*) AS n FROM merchant_accounts",
            },
            MigrationCheck::Same {
                what: "surplus",
                before: "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS n FROM surplus",
                after: "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS n FROM surplus",
            },
        ],
    },
    Migration {
        version: 10,
        name: "job lanes",
        sql: include_str!("migrations/0010_job_lanes.sql"),
        only: &[],
        checks: &[
            MigrationCheck::Same {
                what: "jobs",
                before: "SELECT COUNT(*) AS n FROM jobs",
                after: "SELECT COUNT(*) AS n FROM jobs WHERE payload = 'null'",
            },
            MigrationCheck::Same {
                what: "the sum of the jobs' times",
                before: "SELECT CAST(COALESCE(SUM(due_at), 0) AS BIGINT) AS n FROM jobs",
                after: "SELECT CAST(COALESCE(SUM(due_at), 0) AS BIGINT) AS n FROM jobs",
            },
            MigrationCheck::Same {
                what: "jobs in the lane of events",
                before: "SELECT COUNT(*) AS n FROM jobs WHERE kind = 'deliver'",
                after: "SELECT COUNT(*) AS n FROM jobs WHERE lane = 'events'",
            },
            MigrationCheck::None {
                what: "jobs without a lane",
                after: "SELECT COUNT(*) AS n FROM jobs WHERE lane NOT IN ('money', 'events')",
            },
        ],
    },
    Migration {
        version: 11,
        name: "attempt details",
        sql: include_str!("migrations/0011_attempt_details.sql"),
        only: &[
            (
                Dialect::Sqlite,
                include_str!("migrations/0011_attempt_details_sqlite.sql"),
            ),
            (
                Dialect::Postgres,
                include_str!("migrations/0011_attempt_details_postgres.sql"),
            ),
        ],
        checks: &[
            MigrationCheck::Same {
                what: "attempts whose columns are those of their product",
                before: "SELECT COUNT(*) AS n FROM attempts WHERE
                        (product = 'gateway_personal' AND bank IS NOT NULL AND qr IS NULL AND card_last4 IS NULL)
                     OR (product = 'scan' AND bank IS NULL AND card_last4 IS NULL)
                     OR (product = 'quick_agreement' AND qr IS NULL AND card_last4 IS NOT NULL)",
                after: "SELECT COUNT(*) AS n FROM attempts",
            },
            MigrationCheck::Same {
                what: "attempts that are paid on a bank's page",
                before: "SELECT COUNT(*) AS n FROM attempts WHERE product = 'gateway_personal'",
                after: "SELECT COUNT(*) AS n FROM attempts WHERE details LIKE '%\"kind\"%\"bank_page\"%'",
            },
            MigrationCheck::Same {
                what: "attempts with a QR code",
                before: "SELECT COUNT(qr) AS n FROM attempts",
                after: "SELECT COUNT(*) AS n FROM attempts
                        WHERE details LIKE '%\"kind\"%\"qr\"%' AND details LIKE '%\"code\"%:%\"%'",
            },
            MigrationCheck::None {
                what: "attempts without details of version 1",
                after: "SELECT COUNT(*) AS n FROM attempts WHERE details NOT LIKE '{\"v\"%:%1,%'",
            },
        ],
    },
    Migration {
        version: 12,
        name: "event positions",
        sql: include_str!("migrations/0012_event_positions.sql"),
        only: &[(
            Dialect::Postgres,
            include_str!("migrations/0012_event_positions_postgres.sql"),
        )],
        checks: &[MigrationCheck::None {
            what: "events without a position",
            after: "SELECT COUNT(*) AS n FROM events WHERE position < 1",
        }],
    },
    Migration {
        version: 13,
        name: "mall merchants",
        sql: include_str!("migrations/0013_mall_merchants.sql"),
        only: &[],
        checks: &[
            MigrationCheck::Same {
                what: "malls with their merchants, by orders",
                before: "SELECT COUNT(*) AS n FROM (SELECT DISTINCT mall_id, merchant_id FROM orders) AS pairs",
                after: "SELECT COUNT(*) AS n FROM mall_merchants",
            },
            MigrationCheck::Same {
                what: "orders of a mall for its merchants",
                before: "SELECT COUNT(*) AS n FROM orders",
                after: "SELECT COUNT(*) AS n FROM orders o JOIN mall_merchants c
                        ON c.mall_id = o.mall_id AND c.merchant_id = o.merchant_id",
            },
        ],
    },
    Migration {
        version: 14,
        name: "rate limits",
        sql: include_str!("migrations/0014_rate_limits.sql"),
        only: &[],
        checks: &[],
    },
    Migration {
        version: 15,
        name: "agreements by card",
        sql: include_str!("migrations/0015_agreements_by_card.sql"),
        only: &[],
        checks: &[],
    },
    Migration {
        version: 16,
        name: "consoles",
        sql: include_str!("migrations/0016_consoles.sql"),
        only: &[
            (
                Dialect::Sqlite,
                include_str!("migrations/0016_consoles_sqlite.sql"),
            ),
            (
                Dialect::Postgres,
                include_str!("migrations/0016_consoles_postgres.sql"),
            ),
        ],
        checks: &[],
    },
    Migration {
        version: 17,
        name: "order list",
        sql: include_str!("migrations/0017_order_list.sql"),
        only: &[
            (
                Dialect::Sqlite,
                include_str!("migrations/0017_order_list_sqlite.sql"),
            ),
            (
                Dialect::Postgres,
                include_str!("migrations/0017_order_list_postgres.sql"),
            ),
        ],
        checks: &[
            MigrationCheck::Same {
                what: "orders that were tried to be paid with a card",
                before: "SELECT COUNT(DISTINCT order_id) AS n FROM attempts WHERE details LIKE '%\"last4\"%'",
                after: "SELECT COUNT(DISTINCT a.order_id) AS n FROM attempts a JOIN order_numbers n
                        ON n.order_id = a.order_id AND n.kind = 'card' WHERE a.details LIKE '%\"last4\"%'",
            },
            MigrationCheck::Same {
                what: "orders with a receipt",
                before: "SELECT COUNT(DISTINCT order_id) AS n FROM
                        (SELECT order_id FROM attempts WHERE receipt IS NOT NULL
                         UNION ALL SELECT order_id FROM refunds WHERE receipt IS NOT NULL) AS receipts",
                after: "SELECT COUNT(DISTINCT order_id) AS n FROM order_numbers WHERE kind = 'network'",
            },
        ],
    },
    Migration {
        version: 18,
        name: "approvals",
        sql: include_str!("migrations/0018_approvals.sql"),
        only: &[
            (
                Dialect::Sqlite,
                include_str!("migrations/0018_approvals_sqlite.sql"),
            ),
            (
                Dialect::Postgres,
                include_str!("migrations/0018_approvals_postgres.sql"),
            ),
        ],
        checks: &[MigrationCheck::Same {
            what: "refunds for merchants",
            before: "SELECT COUNT(*) AS n FROM refunds WHERE cause = 'merchant'",
            after: "SELECT COUNT(*) AS n FROM refunds WHERE merchant_id IS NOT NULL",
        }],
    },
    Migration {
        version: 19,
        name: "payment sums",
        sql: include_str!("migrations/0019_payment_sums.sql"),
        only: &[],
        checks: &[
            MigrationCheck::Same {
                what: "attempts, none of them summed",
                before: "SELECT COUNT(*) AS n FROM attempts",
                after: "SELECT COUNT(*) AS n FROM attempts WHERE summed_state = ''",
            },
            MigrationCheck::Same {
                what: "refunds, none of them summed",
                before: "SELECT COUNT(*) AS n FROM refunds",
                after: "SELECT COUNT(*) AS n FROM refunds WHERE summed = 0",
            },
        ],
    },
    Migration {
        version: 20,
        name: "exports",
        sql: include_str!("migrations/0020_exports.sql"),
        only: &[],
        checks: &[],
    },
    Migration {
        version: 21,
        name: "sign-in",
        sql: include_str!("migrations/0021_sign_in.sql"),
        only: &[],
        checks: &[],
    },
    Migration {
        version: 22,
        name: "brands",
        sql: include_str!("migrations/0022_brands.sql"),
        only: &[
            (
                Dialect::Sqlite,
                include_str!("migrations/0022_brands_sqlite.sql"),
            ),
            (
                Dialect::Postgres,
                include_str!("migrations/0022_brands_postgres.sql"),
            ),
        ],
        checks: &[MigrationCheck::Same {
            what: "merchants with a logo",
            before: "SELECT COUNT(*) AS n FROM merchants WHERE brand LIKE '%\"logo\":\"data:%'",
            after: "SELECT COUNT(*) AS n FROM merchants m JOIN brand_images i
                    ON i.merchant_id = m.id WHERE m.brand LIKE '%' || i.id || '%'",
        }],
    },
    Migration {
        version: 23,
        name: "desk",
        sql: include_str!("migrations/0023_desk.sql"),
        only: &[(
            Dialect::Sqlite,
            include_str!("migrations/0023_desk_sqlite.sql"),
        )],
        checks: &[],
    },
];
