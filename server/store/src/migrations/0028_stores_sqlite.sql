-- Fixed statistics, as of migration 17.
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('orders', 'orders_by_store', '500000 10000 1000 2 1'),
    ('orders', 'orders_by_store_and_state', '500000 10000 1000 200 2 1 noskipscan');
ANALYZE sqlite_schema;
