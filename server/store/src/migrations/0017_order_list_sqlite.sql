-- The numbers of the orders so far.
INSERT INTO order_numbers (merchant_id, kind, number, created_at, order_id)
SELECT o.merchant_id, 'card', a.details ->> 'last4', o.created_at, o.id
FROM attempts a JOIN orders o ON o.id = a.order_id WHERE a.details ->> 'last4' IS NOT NULL
UNION
SELECT o.merchant_id, 'card', substr(r.account, length(r.account) - 3), o.created_at, o.id
FROM (SELECT order_id, receipt ->> 'account' AS account FROM attempts WHERE receipt IS NOT NULL) AS r
    JOIN orders o ON o.id = r.order_id
WHERE r.account GLOB '*[0-9][0-9][0-9][0-9]'
UNION
SELECT o.merchant_id, 'network', a.receipt ->> 'network_id', o.created_at, o.id
FROM attempts a JOIN orders o ON o.id = a.order_id WHERE a.receipt IS NOT NULL
UNION
SELECT o.merchant_id, 'network', r.receipt ->> 'network_id', o.created_at, o.id
FROM refunds r JOIN orders o ON o.id = r.order_id WHERE r.receipt IS NOT NULL;

-- Fixed statistics (sqlite.org/lang_analyze.html, section 3.2): without any,
-- the planner reads a state or the end of a number by orders_by_merchant.
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('orders', 'orders_by_merchant', '1000000 10000 2 1'),
    ('orders', 'orders_by_merchant_and_state', '1000000 10000 2000 2 1'),
    ('orders', 'orders_by_number_end', '1000000 10000 10 1 1');
ANALYZE sqlite_schema;
