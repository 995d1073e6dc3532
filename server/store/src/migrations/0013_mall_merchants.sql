-- Rule R2: a merchant is contracted for each mall that may order for it. What
-- malls have ordered so far was right by the rules of its time, so those pairs
-- are kept.
CREATE TABLE mall_merchants (
    mall_id TEXT NOT NULL REFERENCES malls (id),
    merchant_id TEXT NOT NULL REFERENCES merchants (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (mall_id, merchant_id)
);
INSERT INTO mall_merchants (mall_id, merchant_id, created_at)
    SELECT mall_id, merchant_id, MIN(created_at) FROM orders GROUP BY mall_id, merchant_id;
