-- Changes that a second person approves, refunds that people of the consoles
-- ask for, and the merchants' lists of refunds.

CREATE TABLE approvals (
    id TEXT PRIMARY KEY,
    scope TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    maker_id TEXT NOT NULL REFERENCES people (id),
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- JSON, with the fields of its kind alone.
    command TEXT NOT NULL,
    -- The hash of the subject as the maker saw it: only that is approved.
    before_hash TEXT NOT NULL,
    -- The key of the form that asked: the same form asks once.
    form_key TEXT UNIQUE,
    state TEXT NOT NULL,
    checker_id TEXT REFERENCES people (id),
    checked_at BIGINT,
    reason TEXT,
    CHECK (state IN ('open', 'done', 'refused', 'stale', 'withdrawn', 'expired')),
    CHECK (checker_id IS NULL OR checker_id <> maker_id),
    CHECK ((state IN ('done', 'refused', 'stale')) = (checker_id IS NOT NULL)),
    CHECK ((checker_id IS NULL) = (checked_at IS NULL)),
    CHECK (checked_at IS NULL OR (checked_at >= made_at AND checked_at < expires_at)),
    CHECK ((state = 'refused') = (reason IS NOT NULL))
);
CREATE UNIQUE INDEX approvals_one_open ON approvals (kind, subject) WHERE state = 'open';
CREATE INDEX approvals_by_state ON approvals (scope, state, made_at, id);
CREATE INDEX approvals_by_subject ON approvals (kind, subject, made_at);

-- A refund that a person asked for in a console.
CREATE TABLE console_refunds (
    refund_id TEXT PRIMARY KEY REFERENCES refunds (id),
    form_key TEXT NOT NULL UNIQUE,
    asked_by TEXT NOT NULL REFERENCES people (id),
    approval_id TEXT UNIQUE REFERENCES approvals (id)
);

-- In fen: up to this sum of an order's refunds no second person is needed.
ALTER TABLE merchants ADD COLUMN refund_limit BIGINT NOT NULL DEFAULT 100000 CHECK (refund_limit >= 0);

-- The order's merchant, for the list of refunds; null for surplus, which is not
-- in it.
ALTER TABLE refunds ADD COLUMN merchant_id TEXT REFERENCES merchants (id);
UPDATE refunds SET merchant_id = (SELECT o.merchant_id FROM orders o WHERE o.id = refunds.order_id)
WHERE cause = 'merchant';
CREATE INDEX refunds_by_merchant ON refunds (merchant_id, created_at, id);
