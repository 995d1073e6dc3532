-- Rows that are made together lie together: an order touches few pages.

-- When a signature ends is part of what is signed, so the key is as unique
-- as before.
CREATE TABLE used_signatures_anew (
    expires_at BIGINT NOT NULL,
    key_id TEXT NOT NULL,
    signature_hash TEXT NOT NULL,
    PRIMARY KEY (expires_at, key_id, signature_hash)
);
INSERT INTO used_signatures_anew (expires_at, key_id, signature_hash)
    SELECT expires_at, key_id, signature_hash FROM used_signatures;
DROP TABLE used_signatures;
ALTER TABLE used_signatures_anew RENAME TO used_signatures;

-- A job is named by what it does to what, and by nothing else.
CREATE TABLE jobs_anew (
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    lease_until BIGINT,
    PRIMARY KEY (kind, subject)
);
INSERT INTO jobs_anew (kind, subject, due_at, tries, lease_until)
    SELECT kind, subject, due_at, tries, lease_until FROM jobs;
DROP TABLE jobs;
ALTER TABLE jobs_anew RENAME TO jobs;
CREATE INDEX jobs_money_by_due ON jobs (due_at) WHERE kind <> 'deliver';
CREATE INDEX jobs_events_by_due ON jobs (due_at) WHERE kind = 'deliver';

-- What a buyer spent today is asked of the orders of two days, however many
-- there were before.
DROP INDEX orders_by_buyer;
CREATE INDEX orders_by_buyer ON orders (mall_id, buyer_ref, created_at) WHERE buyer_ref IS NOT NULL;
