-- The rows of one order, as long as the desk's, in one transaction.
\set n random(1, 1000000000000000000)
BEGIN ISOLATION LEVEL SERIALIZABLE;
INSERT INTO bench_rows.orders (id, token, mall_id, mall_order_no, merchant_id, amount, currency, buyer_ref, facts, state, created_at, expires_at, extensions, sequence, version) VALUES ('ord_' || lpad(:n::text, 26, '0'), lpad(:n::text, 36, '0'), 'mal_00000000000000000000000000', lpad(:n::text, 17, '0'), 'mer_00000000000000000000000000', 12800, 'CNY', right(:n::text, 11), repeat('x', 514), 'open', 1, 2, 0, 0, 1);
INSERT INTO bench_rows.jobs (name, subject, lane, payload, due_at, tries) VALUES ('expire', 'ord_' || lpad(:n::text, 26, '0'), 'money', 'null', 2, 0);
INSERT INTO bench_rows.idempotency_keys (mall_id, route, key, body_hash, state, status, answer, created_at) VALUES ('mal_00000000000000000000000000', 'POST /v1/orders', lpad(:n::text, 17, '0'), repeat('h', 44), 'done', 201, repeat('x', 757), 1);
COMMIT;
