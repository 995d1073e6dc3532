//! Questions about balances: each is the sum of its lines, and equals what
//! orders, surplus and refunds give for its account.

use super::Question;

pub(super) fn questions() -> Vec<Question> {
    vec![
        Question::new(
            "balance_is_lines",
            "a balance is the sum of its account's lines",
            "SELECT account AS what, CAST(SUM(line) AS BIGINT) AS expected, CAST(SUM(balance) AS BIGINT) AS found, currency
              FROM (SELECT account, currency, amount AS balance, 0 AS line FROM balances
                    UNION ALL
                    SELECT account, currency, 0, amount FROM journal_lines) AS b
              GROUP BY account, currency HAVING SUM(balance) <> SUM(line) LIMIT 101",
        ),
        Question::new(
            "clearing_is_money",
            "clearing holds what came and has not gone back",
            "SELECT 'clearing:' || channel AS what, CAST(SUM(moved) AS BIGINT) AS expected,
                     CAST(SUM(booked) AS BIGINT) AS found, currency
              FROM (SELECT a.channel, o.currency, o.amount AS moved, 0 AS booked
                    FROM orders o JOIN attempts a ON a.id = o.paid_attempt
                    UNION ALL
                    SELECT a.channel, s.currency, s.amount, 0 FROM surplus s JOIN attempts a ON a.id = s.attempt_id
                    UNION ALL
                    SELECT channel, currency, -amount, 0 FROM refunds WHERE state = 'succeeded'
                    UNION ALL
                    SELECT SUBSTR(account, 10), currency, 0, amount FROM balances WHERE account LIKE 'clearing:%') AS c
              GROUP BY channel, currency HAVING SUM(moved) <> SUM(booked) LIMIT 101",
        ),
        Question::new(
            "payable_is_orders",
            "a merchant is owed what was paid to it and is not reserved for refunds",
            "SELECT 'payable:' || merchant AS what, CAST(SUM(owed) AS BIGINT) AS expected,
                     CAST(SUM(booked) AS BIGINT) AS found, currency
              FROM (SELECT merchant_id AS merchant, currency, reserved - amount AS owed, 0 AS booked
                    FROM orders WHERE paid_attempt IS NOT NULL
                    UNION ALL
                    SELECT SUBSTR(account, 9), currency, 0, amount FROM balances WHERE account LIKE 'payable:%') AS p
              GROUP BY merchant, currency HAVING SUM(owed) <> SUM(booked) LIMIT 101",
        ),
        Question::new(
            "suspense_is_surplus",
            "suspense holds the surplus that is not on its way back",
            "SELECT 'suspense' AS what, CAST(SUM(held) AS BIGINT) AS expected, CAST(SUM(booked) AS BIGINT) AS found, currency
              FROM (SELECT currency, -amount AS held, 0 AS booked FROM surplus
                    UNION ALL
                    SELECT currency, amount, 0 FROM refunds WHERE cause = 'surplus' AND state <> 'failed'
                    UNION ALL
                    SELECT currency, 0, amount FROM balances WHERE account = 'suspense') AS s
              GROUP BY currency HAVING SUM(held) <> SUM(booked)",
        ),
        Question::new(
            "transit_is_open_refunds",
            "refunds in transit are the refunds that have begun and not ended",
            "SELECT 'refunds_in_transit' AS what, CAST(SUM(sent) AS BIGINT) AS expected,
                     CAST(SUM(booked) AS BIGINT) AS found, currency
              FROM (SELECT currency, -amount AS sent, 0 AS booked FROM refunds WHERE state IN ('pending', 'unknown')
                    UNION ALL
                    SELECT currency, 0, amount FROM balances WHERE account = 'refunds_in_transit') AS t
              GROUP BY currency HAVING SUM(sent) <> SUM(booked)",
        ),
    ]
}
