-- The house: malls, merchants, orders and how they are paid.
-- Times are Unix milliseconds, money minor units, ids text made by us.

CREATE TABLE malls (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    operator_uscc TEXT NOT NULL,
    return_origins TEXT NOT NULL,
    webhook_url TEXT,
    active BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE mall_keys (
    key_id TEXT PRIMARY KEY,
    mall_id TEXT NOT NULL REFERENCES malls (id),
    algorithm TEXT NOT NULL,
    public_der TEXT NOT NULL,
    active BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE merchants (
    id TEXT PRIMARY KEY,
    legal_name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    uscc TEXT NOT NULL,
    network_no TEXT NOT NULL,
    mcc TEXT NOT NULL,
    products TEXT NOT NULL,
    brand TEXT NOT NULL,
    active BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

-- What was signed (facts) never changes; the columns beside it repeat what
-- is searched for.
CREATE TABLE orders (
    id TEXT PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    mall_id TEXT NOT NULL REFERENCES malls (id),
    mall_order_no TEXT NOT NULL,
    merchant_id TEXT NOT NULL REFERENCES merchants (id),
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    buyer_ref TEXT,
    facts TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    extensions BIGINT NOT NULL,
    live_attempt TEXT,
    paid_attempt TEXT,
    paid_at BIGINT,
    sequence BIGINT NOT NULL,
    version BIGINT NOT NULL,
    UNIQUE (mall_id, mall_order_no)
);
CREATE INDEX orders_by_buyer ON orders (mall_id, buyer_ref) WHERE buyer_ref IS NOT NULL;

-- Signed cards. Token and phone are sealed with the house's key.
CREATE TABLE agreements (
    id TEXT PRIMARY KEY,
    mall_id TEXT NOT NULL REFERENCES malls (id),
    merchant_id TEXT NOT NULL REFERENCES merchants (id),
    buyer_ref TEXT NOT NULL,
    token_sealed TEXT NOT NULL,
    phone_sealed TEXT NOT NULL,
    phone_masked TEXT NOT NULL,
    last4 TEXT NOT NULL,
    bank TEXT,
    credit BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    removed_at BIGINT
);
CREATE INDEX agreements_by_buyer ON agreements (mall_id, buyer_ref) WHERE removed_at IS NULL;

CREATE TABLE attempts (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    product TEXT NOT NULL,
    channel TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    pay_until BIGINT NOT NULL,
    bank TEXT,
    declined_reason TEXT,
    declined_code TEXT,
    receipt TEXT,
    wrong_codes BIGINT NOT NULL,
    code_sent_at BIGINT,
    qr TEXT,
    card_last4 TEXT,
    phone_masked TEXT,
    agreement_id TEXT REFERENCES agreements (id),
    asked_at BIGINT,
    version BIGINT NOT NULL
);
CREATE INDEX attempts_by_order ON attempts (order_id, created_at);
-- The lock that keeps two tabs from paying twice.
CREATE UNIQUE INDEX attempts_one_live ON attempts (order_id)
    WHERE state IN ('started', 'awaiting_payer', 'unsettled');

-- What an attempt said at the network: one row for each number it used.
CREATE TABLE trades (
    wire_no TEXT PRIMARY KEY,
    attempt_id TEXT NOT NULL REFERENCES attempts (id),
    kind TEXT NOT NULL,
    txn_time BIGINT NOT NULL,
    screen TEXT NOT NULL,
    customer_ip TEXT,
    sms_at BIGINT,
    submitted_at BIGINT,
    ended TEXT
);
CREATE INDEX trades_by_attempt ON trades (attempt_id, txn_time);

-- Money that came late, twice or in the wrong amount: it goes back.
CREATE TABLE surplus (
    network_id TEXT PRIMARY KEY,
    attempt_id TEXT NOT NULL REFERENCES attempts (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    receipt TEXT NOT NULL,
    seen_at BIGINT NOT NULL
);

CREATE TABLE events (
    id TEXT PRIMARY KEY,
    mall_id TEXT NOT NULL REFERENCES malls (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    sequence BIGINT NOT NULL,
    type TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    position BIGINT NOT NULL UNIQUE,
    UNIQUE (order_id, sequence)
);
CREATE INDEX events_by_mall ON events (mall_id, position);

CREATE TABLE deliveries (
    event_id TEXT PRIMARY KEY REFERENCES events (id),
    tries BIGINT NOT NULL,
    next_at BIGINT,
    last_status BIGINT,
    last_error TEXT,
    delivered_at BIGINT,
    given_up_at BIGINT
);

CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    lease_until BIGINT,
    UNIQUE (kind, subject)
);
CREATE INDEX jobs_by_due ON jobs (due_at);

-- What networks told us: whether it was believed, never its secrets.
CREATE TABLE notices (
    id TEXT PRIMARY KEY,
    channel TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    body_hash TEXT NOT NULL,
    wire_no TEXT,
    verdict TEXT NOT NULL,
    record TEXT NOT NULL
);
CREATE INDEX notices_by_wire_no ON notices (wire_no);

CREATE TABLE idempotency_keys (
    mall_id TEXT NOT NULL REFERENCES malls (id),
    route TEXT NOT NULL,
    key TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    state TEXT NOT NULL,
    status BIGINT,
    answer TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (mall_id, route, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

CREATE TABLE used_signatures (
    key_id TEXT NOT NULL,
    signature_hash TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (key_id, signature_hash)
);
CREATE INDEX used_signatures_by_age ON used_signatures (expires_at);

CREATE TABLE used_links (
    key_id TEXT NOT NULL,
    jti TEXT NOT NULL,
    order_id TEXT NOT NULL REFERENCES orders (id),
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (key_id, jti)
);
CREATE INDEX used_links_by_age ON used_links (expires_at);
