//! Questions about journals: each is complete and belongs to an event.

use super::Question;

pub(super) const QUESTIONS: &[Question] = &[
    Question {
        name: "trial_balance",
        holds: "all lines of a currency add up to zero",
        sql: "SELECT 'all lines' AS what, CAST(0 AS BIGINT) AS expected, CAST(SUM(amount) AS BIGINT) AS found, currency
              FROM journal_lines GROUP BY currency HAVING SUM(amount) <> 0",
    },
    Question {
        name: "journal_balances",
        holds: "the lines of a journal add up to zero",
        sql: "SELECT reference AS what, CAST(0 AS BIGINT) AS expected, CAST(SUM(amount) AS BIGINT) AS found, currency
              FROM journal_lines GROUP BY reference, currency HAVING SUM(amount) <> 0 LIMIT 101",
    },
    Question {
        name: "journal_has_two_lines",
        holds: "a journal has the two lines of its event",
        sql: "SELECT j.reference || ' has ' || CAST(COUNT(l.account) AS TEXT) AS what,
                     CAST(NULL AS BIGINT) AS expected, CAST(NULL AS BIGINT) AS found, CAST(NULL AS TEXT) AS currency
              FROM journals j LEFT JOIN journal_lines l ON l.reference = j.reference
              GROUP BY j.reference HAVING COUNT(l.account) <> 2 LIMIT 101",
    },
    Question {
        name: "line_has_its_journal",
        holds: "no line is an orphan",
        sql: "SELECT l.reference || ' ' || l.account AS what, CAST(0 AS BIGINT) AS expected, l.amount AS found, l.currency
              FROM journal_lines l LEFT JOIN journals j ON j.reference = l.reference
              WHERE j.reference IS NULL LIMIT 101",
    },
    Question {
        name: "account_exists",
        holds: "accounts are a closed set",
        sql: "SELECT a.account AS what, CAST(NULL AS BIGINT) AS expected, CAST(NULL AS BIGINT) AS found,
                     CAST(NULL AS TEXT) AS currency
              FROM (SELECT DISTINCT account FROM journal_lines UNION SELECT DISTINCT account FROM balances) AS a
              LEFT JOIN merchants m ON m.id = CASE WHEN a.account LIKE 'payable:%' THEN SUBSTR(a.account, 9)
                                                   WHEN a.account LIKE 'payout:%' THEN SUBSTR(a.account, 8) END
              WHERE m.id IS NULL
                AND a.account NOT IN ('clearing:union_pay', 'fees', 'suspense', 'refunds_in_transit') LIMIT 101",
    },
    Question {
        name: "reference_fits",
        holds: "a journal's reference says its kind and subject",
        sql: "SELECT reference || ' is of kind ' || kind || ' about ' || subject AS what,
                     CAST(NULL AS BIGINT) AS expected, CAST(NULL AS BIGINT) AS found, CAST(NULL AS TEXT) AS currency
              FROM journals
              WHERE reference <> CASE kind
                  WHEN 'paid' THEN 'paid/' || subject
                  WHEN 'surplus' THEN 'surplus/' || subject
                  WHEN 'refund_begun' THEN 'refund/' || subject || '/begun'
                  WHEN 'refund_succeeded' THEN 'refund/' || subject || '/succeeded'
                  WHEN 'refund_failed' THEN 'refund/' || subject || '/failed'
                  WHEN 'refund_revived' THEN 'refund/' || subject || '/revived'
                  ELSE '' END LIMIT 101",
    },
    Question {
        name: "journal_has_its_payment",
        holds: "a journal of a payment has its paid order",
        sql: "SELECT j.reference AS what, CAST(NULL AS BIGINT) AS expected, CAST(NULL AS BIGINT) AS found,
                     CAST(NULL AS TEXT) AS currency
              FROM journals j
              LEFT JOIN attempts a ON a.id = j.subject
              LEFT JOIN orders o ON o.id = a.order_id AND o.paid_attempt = a.id
              WHERE j.kind = 'paid' AND o.id IS NULL LIMIT 101",
    },
    Question {
        name: "journal_has_its_surplus",
        holds: "a journal of surplus has its surplus",
        sql: "SELECT j.reference AS what, CAST(NULL AS BIGINT) AS expected, CAST(NULL AS BIGINT) AS found,
                     CAST(NULL AS TEXT) AS currency
              FROM journals j LEFT JOIN surplus s ON s.network_id = j.subject
              WHERE j.kind = 'surplus' AND s.network_id IS NULL LIMIT 101",
    },
    Question {
        name: "journal_has_its_refund",
        holds: "a journal of a refund has its refund, in a state that made it",
        sql: "SELECT j.reference AS what, CAST(NULL AS BIGINT) AS expected, CAST(NULL AS BIGINT) AS found,
                     CAST(NULL AS TEXT) AS currency
              FROM journals j
              LEFT JOIN refunds r ON r.id = j.subject
              LEFT JOIN journals v ON v.reference = 'refund/' || j.subject || '/revived'
              LEFT JOIN journals f ON f.reference = 'refund/' || j.subject || '/failed'
              WHERE j.kind IN ('refund_begun', 'refund_succeeded', 'refund_failed', 'refund_revived')
                AND (r.id IS NULL
                     OR (j.kind = 'refund_succeeded' AND r.state <> 'succeeded')
                     OR (j.kind = 'refund_failed' AND r.state <> 'failed'
                         AND (r.state <> 'succeeded' OR v.reference IS NULL))
                     OR (j.kind = 'refund_revived' AND (r.state <> 'succeeded' OR f.reference IS NULL))) LIMIT 101",
    },
];
