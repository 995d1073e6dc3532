-- Budgets of limits: when each is full again. The subject is an id, or a keyed
-- hash of a phone number, a card number or an address. Rows whose time is over
-- are deleted.
CREATE TABLE rate_limits (
    rule TEXT NOT NULL,
    subject TEXT NOT NULL,
    full_at BIGINT NOT NULL,
    PRIMARY KEY (rule, subject)
);
CREATE INDEX rate_limits_by_full_at ON rate_limits (full_at);
