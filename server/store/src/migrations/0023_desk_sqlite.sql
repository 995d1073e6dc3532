-- Fixed statistics, as of migration 17. Who asks for a state alone does not go
-- through all malls.
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('orders', 'orders_by_time', '1000000 2 1'),
    ('orders', 'orders_by_state', '1000000 200000 2 1'),
    ('orders', 'orders_by_mall', '1000000 100000 2 1'),
    ('orders', 'orders_by_mall_and_state', '1000000 100000 20000 2 1 noskipscan');
ANALYZE sqlite_schema;
