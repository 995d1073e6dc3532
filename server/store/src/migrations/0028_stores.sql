-- A merchant's stores. They are closed, never deleted.
CREATE TABLE stores (
    id TEXT PRIMARY KEY,
    merchant_id TEXT NOT NULL REFERENCES merchants (id),
    -- The merchant's own number of it.
    store_no TEXT NOT NULL,
    name TEXT NOT NULL,
    address TEXT,
    is_open BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (merchant_id, store_no)
);

-- The store of an order, as in its facts. It was read in the transaction that
-- made the order, so no order pays for a foreign key, and one without a store
-- for no index.
ALTER TABLE orders ADD COLUMN store_id TEXT;
CREATE INDEX orders_by_store ON orders (merchant_id, store_id, created_at, id)
    WHERE store_id IS NOT NULL;
CREATE INDEX orders_by_store_and_state ON orders (merchant_id, store_id, state, created_at, id)
    WHERE store_id IS NOT NULL;

-- The store whose orders an export has; null for those of all.
ALTER TABLE exports ADD COLUMN store_id TEXT REFERENCES stores (id);

-- The store of its staff; null for every other role.
ALTER TABLE members ADD COLUMN store_id TEXT REFERENCES stores (id)
    CHECK ((role = 'store') = (store_id IS NOT NULL));
ALTER TABLE invitations ADD COLUMN store_id TEXT REFERENCES stores (id)
    CHECK ((role = 'store') = (store_id IS NOT NULL));

-- Sums of a store's payments, as those of a merchant (payment_sums).
CREATE TABLE store_payment_sums (
    store_id TEXT NOT NULL REFERENCES stores (id),
    span BIGINT NOT NULL,
    at BIGINT NOT NULL,
    result TEXT NOT NULL,
    n BIGINT NOT NULL CHECK (n >= 0),
    amount BIGINT NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (store_id, span, at, result)
);
CREATE INDEX store_payment_sums_minutes ON store_payment_sums (at) WHERE span = 60000;
