-- Sums of a merchant's payments by hours and minutes, for the first page of its
-- console. They are added up after the payments, never in their transactions.
-- A span is 3600000 (an hour; China's begin with those of UTC) or 60000 ms.
CREATE TABLE payment_sums (
    merchant_id TEXT NOT NULL REFERENCES merchants (id),
    span BIGINT NOT NULL,
    at BIGINT NOT NULL,
    result TEXT NOT NULL,
    n BIGINT NOT NULL CHECK (n >= 0),
    amount BIGINT NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (merchant_id, span, at, result)
);
-- The minutes are deleted after some days.
CREATE INDEX payment_sums_minutes ON payment_sums (at) WHERE span = 60000;

-- Until when all is summed. Its one row is locked by the process that sums.
CREATE TABLE payment_sums_progress (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    until BIGINT
);
INSERT INTO payment_sums_progress (id, until) VALUES (1, NULL);

-- How an attempt is summed: an end that is not is found by the index. A
-- declined or abandoned attempt may end once more, as paid or surplus.
ALTER TABLE attempts ADD COLUMN summed_state TEXT NOT NULL DEFAULT '';
ALTER TABLE attempts ADD COLUMN summed_reason TEXT;
CREATE INDEX attempts_to_sum ON attempts (created_at)
    WHERE summed_state <> state AND state IN ('paid', 'declined', 'abandoned', 'surplus');

ALTER TABLE refunds ADD COLUMN summed BIGINT NOT NULL DEFAULT 0;
CREATE INDEX refunds_to_sum ON refunds (created_at)
    WHERE summed = 0 AND state = 'succeeded' AND cause = 'merchant';
