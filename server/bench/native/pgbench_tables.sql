-- Tables with the columns and indexes of those that an order is written to.
DROP SCHEMA IF EXISTS bench_rows CASCADE;
CREATE SCHEMA bench_rows;
CREATE TABLE bench_rows.orders (LIKE public.orders INCLUDING ALL);
CREATE TABLE bench_rows.jobs (LIKE public.jobs INCLUDING ALL);
CREATE TABLE bench_rows.idempotency_keys (LIKE public.idempotency_keys INCLUDING ALL);
