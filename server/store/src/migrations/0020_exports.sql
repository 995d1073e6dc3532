-- Exports of the list of orders. A job writes their rows, one part after the
-- other, and goes on after the last part that is written. The filter's columns
-- are those of the list; created_to leaves out what came later.
CREATE TABLE exports (
    id TEXT PRIMARY KEY,
    merchant_id TEXT NOT NULL REFERENCES merchants (id),
    person_id TEXT NOT NULL REFERENCES people (id),
    order_state TEXT,
    created_from BIGINT,
    created_to BIGINT NOT NULL,
    happened TEXT,
    number TEXT,
    state TEXT NOT NULL,
    -- The place in the list after the last row that is written.
    cursor_text TEXT,
    rows_written BIGINT NOT NULL,
    rows_total BIGINT,
    parts BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
-- A person has one at a time that is running.
CREATE UNIQUE INDEX exports_one_running ON exports (person_id) WHERE state = 'running';
CREATE INDEX exports_by_merchant ON exports (merchant_id, created_at);
CREATE INDEX exports_by_expires_at ON exports (expires_at);

-- Rows as JSON.
CREATE TABLE export_parts (
    export_id TEXT NOT NULL REFERENCES exports (id),
    part BIGINT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (export_id, part)
);
