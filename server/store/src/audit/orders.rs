//! Questions about orders, surplus and refunds: each has its journals, of
//! exactly its amount.

use super::Question;

/// The two lines of an event's journal: `reference` must have `amount` on
/// `debit` and its negative on `credit`.
macro_rules! booked {
    ($events:literal) => {
        concat!(
            "SELECT e.reference AS what, e.amount AS expected, e.currency,
                    CASE WHEN j.reference IS NULL OR d.amount IS NULL OR c.amount IS NULL THEN 0
                         WHEN d.amount <> e.amount THEN d.amount ELSE -c.amount END AS found
             FROM (", $events, ") AS e
             LEFT JOIN journals j ON j.reference = e.reference
             LEFT JOIN journal_lines d ON d.reference = e.reference AND d.account = e.debit AND d.currency = e.currency
             LEFT JOIN journal_lines c ON c.reference = e.reference AND c.account = e.credit AND c.currency = e.currency
             WHERE j.reference IS NULL OR d.amount IS NULL OR c.amount IS NULL
                OR d.amount <> e.amount OR c.amount <> -e.amount LIMIT 101"
        )
    };
}

pub(super) const QUESTIONS: &[Question] = &[
    Question {
        name: "paid_order_is_booked",
        holds: "a paid order has its journal of exactly its amount",
        sql: booked!(
            "SELECT 'paid/' || a.id AS reference, 'clearing:' || a.channel AS debit,
                    'payable:' || o.merchant_id AS credit, o.amount, o.currency
             FROM orders o JOIN attempts a ON a.id = o.paid_attempt"
        ),
    },
    Question {
        name: "surplus_is_booked",
        holds: "surplus has its journal of exactly its amount",
        sql: booked!(
            "SELECT 'surplus/' || s.network_id AS reference, 'clearing:' || a.channel AS debit,
                    'suspense' AS credit, s.amount, s.currency
             FROM surplus s JOIN attempts a ON a.id = s.attempt_id"
        ),
    },
    Question {
        name: "refund_is_booked",
        holds: "a refund has the journals of its state, of exactly its amount",
        sql: booked!(
            "SELECT 'refund/' || r.id || '/begun' AS reference,
                    CASE r.cause WHEN 'surplus' THEN 'suspense' ELSE 'payable:' || o.merchant_id END AS debit,
                    'refunds_in_transit' AS credit, r.amount, r.currency
             FROM refunds r JOIN orders o ON o.id = r.order_id
             UNION ALL
             SELECT 'refund/' || r.id || '/succeeded', 'refunds_in_transit', 'clearing:' || r.channel, r.amount, r.currency
             FROM refunds r WHERE r.state = 'succeeded'
             UNION ALL
             SELECT 'refund/' || r.id || '/failed', 'refunds_in_transit',
                    CASE r.cause WHEN 'surplus' THEN 'suspense' ELSE 'payable:' || o.merchant_id END, r.amount, r.currency
             FROM refunds r JOIN orders o ON o.id = r.order_id
             LEFT JOIN journals v ON v.reference = 'refund/' || r.id || '/revived'
             WHERE r.state = 'failed' OR v.reference IS NOT NULL
             UNION ALL
             SELECT v.reference, CASE r.cause WHEN 'surplus' THEN 'suspense' ELSE 'payable:' || o.merchant_id END,
                    'refunds_in_transit', r.amount, r.currency
             FROM refunds r JOIN orders o ON o.id = r.order_id
             JOIN journals v ON v.reference = 'refund/' || r.id || '/revived'"
        ),
    },
    Question {
        name: "order_has_its_payment",
        holds: "an order is paid if and only if an attempt of it paid it",
        sql: "SELECT o.id || ' is ' || o.state || ', paid by ' || COALESCE(o.paid_attempt, 'none') AS what,
                     CAST(NULL AS BIGINT) AS expected, CAST(NULL AS BIGINT) AS found, CAST(NULL AS TEXT) AS currency
              FROM orders o
              LEFT JOIN attempts a ON a.id = o.paid_attempt AND a.order_id = o.id AND a.state = 'paid'
              WHERE CASE WHEN o.state IN ('paid', 'partially_refunded', 'refunded') THEN a.id IS NULL OR o.paid_at IS NULL
                         ELSE o.paid_attempt IS NOT NULL END LIMIT 101",
    },
    Question {
        name: "payment_has_its_order",
        holds: "an attempt that paid is the one that paid its order",
        sql: "SELECT a.id || ' of ' || o.id AS what,
                     CAST(NULL AS BIGINT) AS expected, CAST(NULL AS BIGINT) AS found, CAST(NULL AS TEXT) AS currency
              FROM attempts a JOIN orders o ON o.id = a.order_id
              WHERE a.state = 'paid' AND (o.paid_attempt IS NULL OR o.paid_attempt <> a.id) LIMIT 101",
    },
    Question {
        name: "surplus_has_its_attempt",
        holds: "an attempt whose money was not wanted has its surplus",
        sql: "SELECT a.id || ' of ' || a.order_id AS what,
                     CAST(NULL AS BIGINT) AS expected, CAST(NULL AS BIGINT) AS found, CAST(NULL AS TEXT) AS currency
              FROM attempts a
              WHERE a.state = 'surplus' AND NOT EXISTS (SELECT 1 FROM surplus s WHERE s.attempt_id = a.id) LIMIT 101",
    },
    Question {
        name: "surplus_goes_back_whole",
        holds: "a refund of surplus is of a surplus, and of all of it",
        sql: "SELECT r.id || ' of ' || r.payment AS what, COALESCE(s.amount, 0) AS expected, r.amount AS found, r.currency
              FROM refunds r
              LEFT JOIN surplus s ON s.network_id = r.payment AND s.order_id = r.order_id AND s.currency = r.currency
              WHERE r.cause = 'surplus' AND (s.amount IS NULL OR s.amount <> r.amount) LIMIT 101",
    },
    Question {
        name: "reserved_is_refunds",
        holds: "what an order has reserved is the sum of its refunds that have not failed",
        sql: "SELECT o.id AS what, CAST(COALESCE(r.amount, 0) AS BIGINT) AS expected, o.reserved AS found, o.currency
              FROM orders o
              LEFT JOIN (SELECT order_id, SUM(amount) AS amount FROM refunds
                         WHERE cause = 'merchant' AND state <> 'failed' GROUP BY order_id) AS r ON r.order_id = o.id
              WHERE o.reserved <> COALESCE(r.amount, 0) LIMIT 101",
    },
    Question {
        name: "refunded_is_refunds",
        holds: "what an order has refunded is the sum of its refunds that succeeded",
        sql: "SELECT o.id AS what, CAST(COALESCE(r.amount, 0) AS BIGINT) AS expected, o.refunded AS found, o.currency
              FROM orders o
              LEFT JOIN (SELECT order_id, SUM(amount) AS amount FROM refunds
                         WHERE cause = 'merchant' AND state = 'succeeded' GROUP BY order_id) AS r ON r.order_id = o.id
              WHERE o.refunded <> COALESCE(r.amount, 0) LIMIT 101",
    },
    Question {
        name: "refunds_are_within_paid",
        holds: "an order refunds at most what was paid, and its state says how much",
        sql: "SELECT o.id || ' is ' || o.state || ', reserved ' || CAST(o.reserved AS TEXT) AS what,
                     o.amount AS expected, o.refunded AS found, o.currency
              FROM orders o
              WHERE o.refunded < 0 OR o.refunded > o.reserved
                 OR o.reserved > CASE WHEN o.paid_attempt IS NULL THEN 0 ELSE o.amount END
                 OR o.state <> CASE WHEN o.paid_attempt IS NULL THEN o.state
                                    WHEN o.refunded = 0 THEN 'paid'
                                    WHEN o.refunded = o.amount THEN 'refunded'
                                    ELSE 'partially_refunded' END LIMIT 101",
    },
];
