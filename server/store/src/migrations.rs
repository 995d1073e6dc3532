//! The migrations, oldest first, each with the checks around it.
//!
//! The SQL is the same for all databases. SQL for one dialect only (triggers)
//! is separate and runs after it.

mod check;
mod migration;

pub(crate) use check::MigrationCheck;
pub(crate) use migration::Migration;

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration::new(
        1,
        "house",
        include_str!("migrations/0001_house.sql"),
    ),
    Migration::new(2, "places", include_str!("migrations/0002_places.sql"))
        .checked(&[
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
        ]),
    Migration::new(3, "books", include_str!("migrations/0003_books.sql"))
        .on_sqlite(include_str!("migrations/0003_books_sqlite.sql"))
        .on_postgres(include_str!("migrations/0003_books_postgres.sql"))
        .checked(&[
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
        ]),
    Migration::new(
        4,
        "refunds",
        include_str!("migrations/0004_refunds.sql"),
    ),
    Migration::new(5, "places of rows", include_str!("migrations/0005_places_of_rows.sql"))
        .checked(&[
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
        ]),
    Migration::new(6, "signatures of answers", include_str!("migrations/0006_signatures_of_answers.sql"))
        .checked(&[MigrationCheck::Same {
            what: "kept answers",
            before: "SELECT COUNT(*) AS n FROM idempotency_keys",
            after: "SELECT COUNT(*) AS n FROM idempotency_keys WHERE signature_hash IS NULL",
        }]),
    Migration::new(7, "keys of signatures", include_str!("migrations/0007_keys_of_signatures.sql"))
        .checked(&[
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
        ]),
    Migration::new(8, "ledger books", include_str!("migrations/0008_ledger_books.sql"))
        .on_sqlite(include_str!("migrations/0008_ledger_books_sqlite.sql"))
        .on_postgres(include_str!("migrations/0008_ledger_books_postgres.sql"))
        .checked(&[
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
        ]),
    Migration::new(9, "network requests", include_str!("migrations/0009_network_requests.sql"))
        .checked(&[
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
        ]),
    Migration::new(10, "job lanes", include_str!("migrations/0010_job_lanes.sql"))
        .checked(&[
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
        ]),
    Migration::new(11, "attempt details", include_str!("migrations/0011_attempt_details.sql"))
        .on_sqlite(include_str!("migrations/0011_attempt_details_sqlite.sql"))
        .on_postgres(include_str!("migrations/0011_attempt_details_postgres.sql"))
        .checked(&[
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
        ]),
    Migration::new(12, "event positions", include_str!("migrations/0012_event_positions.sql"))
        .on_postgres(include_str!("migrations/0012_event_positions_postgres.sql"))
        .checked(&[MigrationCheck::None {
            what: "events without a position",
            after: "SELECT COUNT(*) AS n FROM events WHERE position < 1",
        }]),
    Migration::new(13, "mall merchants", include_str!("migrations/0013_mall_merchants.sql"))
        .checked(&[
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
        ]),
    Migration::new(
        14,
        "rate limits",
        include_str!("migrations/0014_rate_limits.sql"),
    ),
    Migration::new(
        15,
        "agreements by card",
        include_str!("migrations/0015_agreements_by_card.sql"),
    ),
    Migration::new(16, "consoles", include_str!("migrations/0016_consoles.sql"))
        .on_sqlite(include_str!("migrations/0016_consoles_sqlite.sql"))
        .on_postgres(include_str!("migrations/0016_consoles_postgres.sql")),
    Migration::new(17, "order list", include_str!("migrations/0017_order_list.sql"))
        .on_sqlite(include_str!("migrations/0017_order_list_sqlite.sql"))
        .on_postgres(include_str!("migrations/0017_order_list_postgres.sql"))
        .checked(&[
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
        ]),
    Migration::new(18, "approvals", include_str!("migrations/0018_approvals.sql"))
        .on_sqlite(include_str!("migrations/0018_approvals_sqlite.sql"))
        .on_postgres(include_str!("migrations/0018_approvals_postgres.sql"))
        .checked(&[MigrationCheck::Same {
            what: "refunds for merchants",
            before: "SELECT COUNT(*) AS n FROM refunds WHERE cause = 'merchant'",
            after: "SELECT COUNT(*) AS n FROM refunds WHERE merchant_id IS NOT NULL",
        }]),
    Migration::new(19, "payment sums", include_str!("migrations/0019_payment_sums.sql"))
        .checked(&[
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
        ]),
    Migration::new(
        20,
        "exports",
        include_str!("migrations/0020_exports.sql"),
    ),
    Migration::new(
        21,
        "sign-in",
        include_str!("migrations/0021_sign_in.sql"),
    ),
    Migration::new(22, "brands", include_str!("migrations/0022_brands.sql"))
        .on_sqlite(include_str!("migrations/0022_brands_sqlite.sql"))
        .on_postgres(include_str!("migrations/0022_brands_postgres.sql"))
        .checked(&[MigrationCheck::Same {
            what: "merchants with a logo",
            before: "SELECT COUNT(*) AS n FROM merchants WHERE brand LIKE '%\"logo\":\"data:%'",
            after: "SELECT COUNT(*) AS n FROM merchants m JOIN brand_images i
                    ON i.merchant_id = m.id WHERE m.brand LIKE '%' || i.id || '%'",
        }]),
    Migration::new(23, "desk", include_str!("migrations/0023_desk.sql"))
        .on_sqlite(include_str!("migrations/0023_desk_sqlite.sql")),
    Migration::new(24, "provider acts", include_str!("migrations/0024_provider_acts.sql"))
        .on_sqlite(include_str!("migrations/0024_provider_acts_sqlite.sql"))
        .on_postgres(include_str!("migrations/0024_provider_acts_postgres.sql")),
    Migration::new(25, "applications", include_str!("migrations/0025_applications.sql"))
        .on_sqlite(include_str!("migrations/0025_applications_sqlite.sql"))
        .on_postgres(include_str!("migrations/0025_applications_postgres.sql")),
    Migration::new(
        27,
        "notifications",
        include_str!("migrations/0027_notifications.sql"),
    ),
    Migration::new(28, "stores", include_str!("migrations/0028_stores.sql"))
        .on_sqlite(include_str!("migrations/0028_stores_sqlite.sql"))
        .checked(&[
            MigrationCheck::Same {
                what: "orders, none of them of a store",
                before: "SELECT COUNT(*) AS n FROM orders",
                after: "SELECT COUNT(*) AS n FROM orders WHERE store_id IS NULL",
            },
            MigrationCheck::Same {
                what: "members, none of them of a store",
                before: "SELECT COUNT(*) AS n FROM members",
                after: "SELECT COUNT(*) AS n FROM members WHERE store_id IS NULL",
            },
        ]),
];
