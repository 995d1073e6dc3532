-- The books: double entry, debit positive, credit negative, minor units.
-- A journal's lines are written by one statement, and the journal after
-- them; from then on it takes no more. Nothing here is ever changed or
-- deleted, but balances, which only repeat what the lines add up to.

CREATE TABLE journal_lines (
    reference TEXT NOT NULL,
    account TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount <> 0),
    PRIMARY KEY (reference, account, currency)
);

CREATE TABLE journals (
    reference TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    posted_at BIGINT NOT NULL
);

-- The balance of an account is the sum of its shards: writers side by side
-- each keep one, so that none waits for another.
CREATE TABLE balances (
    account TEXT NOT NULL,
    currency TEXT NOT NULL,
    shard BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (account, currency, shard)
);

-- The merchant's refunds of an order: all that have not failed, and all that
-- are done.
ALTER TABLE orders ADD COLUMN reserved BIGINT NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN refunded BIGINT NOT NULL DEFAULT 0;

-- What was paid before there were books.
INSERT INTO journal_lines (reference, account, currency, amount)
SELECT 'paid/' || a.id, 'clearing:' || a.channel, o.currency, o.amount
FROM orders o JOIN attempts a ON a.id = o.paid_attempt;
INSERT INTO journal_lines (reference, account, currency, amount)
SELECT 'paid/' || o.paid_attempt, 'payable:' || o.merchant_id, o.currency, -o.amount
FROM orders o WHERE o.paid_attempt IS NOT NULL;
INSERT INTO journals (reference, kind, subject, posted_at)
SELECT 'paid/' || o.paid_attempt, 'paid', o.paid_attempt, COALESCE(o.paid_at, o.created_at)
FROM orders o WHERE o.paid_attempt IS NOT NULL;

INSERT INTO journal_lines (reference, account, currency, amount)
SELECT 'surplus/' || s.network_id, 'clearing:' || a.channel, s.currency, s.amount
FROM surplus s JOIN attempts a ON a.id = s.attempt_id;
INSERT INTO journal_lines (reference, account, currency, amount)
SELECT 'surplus/' || s.network_id, 'suspense', s.currency, -s.amount FROM surplus s;
INSERT INTO journals (reference, kind, subject, posted_at)
SELECT 'surplus/' || s.network_id, 'surplus', s.network_id, s.seen_at FROM surplus s;

INSERT INTO balances (account, currency, shard, amount)
SELECT account, currency, 0, CAST(SUM(amount) AS BIGINT) FROM journal_lines GROUP BY account, currency;
