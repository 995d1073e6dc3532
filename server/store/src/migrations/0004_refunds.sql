-- Refunds: money on its way back, asked for by malls or not wanted at all.

CREATE TABLE refunds (
    id TEXT PRIMARY KEY,
    mall_id TEXT NOT NULL REFERENCES malls (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    attempt_id TEXT NOT NULL REFERENCES attempts (id),
    channel TEXT NOT NULL,
    payment TEXT NOT NULL,
    cause TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL,
    rest BIGINT NOT NULL,
    state TEXT NOT NULL,
    mall_refund_no TEXT,
    reason TEXT,
    created_at BIGINT NOT NULL,
    ended_at BIGINT,
    declined TEXT,
    receipt TEXT,
    version BIGINT NOT NULL,
    UNIQUE (mall_id, mall_refund_no)
);
CREATE INDEX refunds_by_order ON refunds (order_id, created_at);
CREATE INDEX refunds_open ON refunds (created_at) WHERE state IN ('pending', 'unknown');
-- The same money goes back once, however often we are told that it came.
CREATE UNIQUE INDEX refunds_one_of_surplus ON refunds (channel, payment) WHERE cause = 'surplus';

-- What a refund said at the network: one row for each number it used.
CREATE TABLE refund_tries (
    wire_no TEXT PRIMARY KEY,
    refund_id TEXT NOT NULL REFERENCES refunds (id),
    sent_as TEXT NOT NULL,
    txn_time BIGINT NOT NULL,
    sent_at BIGINT NOT NULL,
    sends BIGINT NOT NULL,
    ended TEXT
);
CREATE INDEX refund_tries_by_refund ON refund_tries (refund_id, wire_no);
