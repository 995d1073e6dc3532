-- One idea of a request at a network, for payments and refunds alike, in place
-- of trades and refund_tries. A number is unique in its channel.
CREATE TABLE network_requests (
    channel TEXT NOT NULL,
    number TEXT NOT NULL,
    subject TEXT NOT NULL,
    purpose TEXT NOT NULL,
    account TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    network_time BIGINT NOT NULL,
    last_sent_at BIGINT,
    sends BIGINT NOT NULL,
    sms_at BIGINT,
    money_at BIGINT,
    ended TEXT,
    watch_until BIGINT,
    data TEXT NOT NULL,
    PRIMARY KEY (channel, number)
);
CREATE INDEX network_requests_by_subject ON network_requests (subject, number);

INSERT INTO network_requests (channel, number, subject, purpose, account, amount, currency, network_time,
        last_sent_at, sends, sms_at, money_at, ended, data)
    SELECT a.channel, t.wire_no, t.attempt_id,
           CASE t.kind WHEN 'front' THEN 'pay_on_page' WHEN 'qr' THEN 'pay_by_qr'
                       WHEN 'pay' THEN 'pay_by_agreement' ELSE 'sign' END,
           m.network_no, o.amount, o.currency, t.txn_time,
           t.submitted_at, CASE WHEN t.submitted_at IS NULL THEN 0 ELSE 1 END, t.sms_at, t.submitted_at, t.ended,
           '{"phone":' || CASE t.screen WHEN 'phone' THEN 'true' ELSE 'false' END
               || CASE WHEN t.customer_ip IS NULL THEN '' ELSE ',"customer_ip":"' || t.customer_ip || '"' END || '}'
    FROM trades t JOIN attempts a ON a.id = t.attempt_id JOIN orders o ON o.id = a.order_id
    JOIN merchants m ON m.id = o.merchant_id;

-- A request that was given up is queried for a day.
INSERT INTO network_requests (channel, number, subject, purpose, account, amount, currency, network_time,
        last_sent_at, sends, money_at, ended, watch_until, data)
    SELECT r.channel, t.wire_no, t.refund_id, t.sent_as, m.network_no, r.amount, r.currency, t.txn_time,
           t.sent_at, t.sends, t.txn_time, t.ended,
           CASE t.ended WHEN 'lost' THEN t.txn_time + 86400000 END, '{}'
    FROM refund_tries t JOIN refunds r ON r.id = t.refund_id JOIN orders o ON o.id = r.order_id
    JOIN merchants m ON m.id = o.merchant_id;

DROP TABLE trades;
DROP TABLE refund_tries;

-- A merchant's number at each network.
CREATE TABLE merchant_accounts (
    merchant_id TEXT NOT NULL REFERENCES merchants (id),
    channel TEXT NOT NULL,
    number TEXT NOT NULL,
    PRIMARY KEY (merchant_id, channel)
);
INSERT INTO merchant_accounts (merchant_id, channel, number)
    SELECT id, 'union_pay', network_no FROM merchants;
ALTER TABLE merchants DROP COLUMN network_no;

-- Two networks may give two payments the same id.
CREATE TABLE surplus_anew (
    channel TEXT NOT NULL,
    network_id TEXT NOT NULL,
    attempt_id TEXT NOT NULL REFERENCES attempts (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    receipt TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (channel, network_id)
);
INSERT INTO surplus_anew (channel, network_id, attempt_id, order_id, amount, currency, receipt, seen_at)
    SELECT a.channel, s.network_id, s.attempt_id, s.order_id, s.amount, s.currency, s.receipt, s.seen_at
    FROM surplus s JOIN attempts a ON a.id = s.attempt_id;
DROP TABLE surplus;
ALTER TABLE surplus_anew RENAME TO surplus;

-- An agreement belongs to the network that signed it.
ALTER TABLE agreements ADD COLUMN channel TEXT NOT NULL DEFAULT 'union_pay';
