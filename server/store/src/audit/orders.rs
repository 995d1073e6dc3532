//! Questions about orders, surplus and refunds: their rows agree with each
//! other.

use super::Question;

pub(super) fn questions() -> Vec<Question> {
    vec![
        Question::new(
            "order_has_its_payment",
            "an order is paid if and only if an attempt of it paid it",
            "SELECT o.id || ' is ' || o.state || ', paid by ' || COALESCE(o.paid_attempt, 'none') AS what,
                     CAST(NULL AS BIGINT) AS expected, CAST(NULL AS BIGINT) AS found, CAST(NULL AS TEXT) AS currency
              FROM orders o
              LEFT JOIN attempts a ON a.id = o.paid_attempt AND a.order_id = o.id AND a.state = 'paid'
              WHERE CASE WHEN o.state IN ('paid', 'partially_refunded', 'refunded') THEN a.id IS NULL OR o.paid_at IS NULL
                         ELSE o.paid_attempt IS NOT NULL END LIMIT 101",
        ),
        Question::new(
            "payment_has_its_order",
            "an attempt that paid is the one that paid its order",
            "SELECT a.id || ' of ' || o.id AS what,
                     CAST(NULL AS BIGINT) AS expected, CAST(NULL AS BIGINT) AS found, CAST(NULL AS TEXT) AS currency
              FROM attempts a JOIN orders o ON o.id = a.order_id
              WHERE a.state = 'paid' AND (o.paid_attempt IS NULL OR o.paid_attempt <> a.id) LIMIT 101",
        ),
        Question::new(
            "surplus_has_its_attempt",
            "an attempt whose money was not wanted has its surplus",
            "SELECT a.id || ' of ' || a.order_id AS what,
                     CAST(NULL AS BIGINT) AS expected, CAST(NULL AS BIGINT) AS found, CAST(NULL AS TEXT) AS currency
              FROM attempts a
              WHERE a.state = 'surplus' AND NOT EXISTS (SELECT 1 FROM surplus s WHERE s.attempt_id = a.id) LIMIT 101",
        ),
        Question::new(
            "surplus_goes_back_whole",
            "a refund of surplus is of a surplus, and of all of it",
            "SELECT r.id || ' of ' || r.payment AS what, COALESCE(s.amount, 0) AS expected, r.amount AS found, r.currency
              FROM refunds r
              LEFT JOIN surplus s ON s.network_id = r.payment AND s.order_id = r.order_id AND s.currency = r.currency
              WHERE r.cause = 'surplus' AND (s.amount IS NULL OR s.amount <> r.amount) LIMIT 101",
        ),
        Question::new(
            "reserved_is_refunds",
            "what an order has reserved is the sum of its refunds that have not failed",
            "SELECT o.id AS what, CAST(COALESCE(r.amount, 0) AS BIGINT) AS expected, o.reserved AS found, o.currency
              FROM orders o
              LEFT JOIN (SELECT order_id, SUM(amount) AS amount FROM refunds
                         WHERE cause = 'merchant' AND state <> 'failed' GROUP BY order_id) AS r ON r.order_id = o.id
              WHERE o.reserved <> COALESCE(r.amount, 0) LIMIT 101",
        ),
        Question::new(
            "refunded_is_refunds",
            "what an order has refunded is the sum of its refunds that succeeded",
            "SELECT o.id AS what, CAST(COALESCE(r.amount, 0) AS BIGINT) AS expected, o.refunded AS found, o.currency
              FROM orders o
              LEFT JOIN (SELECT order_id, SUM(amount) AS amount FROM refunds
                         WHERE cause = 'merchant' AND state = 'succeeded' GROUP BY order_id) AS r ON r.order_id = o.id
              WHERE o.refunded <> COALESCE(r.amount, 0) LIMIT 101",
        ),
        Question::new(
            "refunds_are_within_paid",
            "an order refunds at most what was paid, and its state says how much",
            "SELECT o.id || ' is ' || o.state || ', reserved ' || CAST(o.reserved AS TEXT) AS what,
                     o.amount AS expected, o.refunded AS found, o.currency
              FROM orders o
              WHERE o.refunded < 0 OR o.refunded > o.reserved
                 OR o.reserved > CASE WHEN o.paid_attempt IS NULL THEN 0 ELSE o.amount END
                 OR o.state <> CASE WHEN o.paid_attempt IS NULL THEN o.state
                                    WHEN o.refunded = 0 THEN 'paid'
                                    WHEN o.refunded = o.amount THEN 'refunded'
                                    ELSE 'partially_refunded' END LIMIT 101",
        ),
    ]
}
