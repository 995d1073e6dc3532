-- The merchant's list of orders is read by ranges of an index. The indexes
-- ascend and are read backwards, because rows are added at the end of each
-- merchant's part, which keeps their pages full.
CREATE INDEX orders_by_merchant ON orders (merchant_id, created_at, id);
CREATE INDEX orders_by_merchant_and_state ON orders (merchant_id, state, created_at, id);
-- The last four characters of the mall's number; of a shorter number all or
-- some of them, which are never searched.
CREATE INDEX orders_by_number_end ON orders
    (merchant_id, (substr(mall_order_no, length(mall_order_no) - 3)), created_at, id);

-- Numbers by which orders are found and that no other unique index has: the
-- last four digits of the cards that were used (kind card), and the networks'
-- ids of payments and refunds (kind network). The time is the order's.
CREATE TABLE order_numbers (
    merchant_id TEXT NOT NULL REFERENCES merchants (id),
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    order_id TEXT NOT NULL REFERENCES orders (id),
    PRIMARY KEY (merchant_id, kind, number, created_at, order_id)
);
