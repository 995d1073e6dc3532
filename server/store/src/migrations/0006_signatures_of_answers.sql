-- A signature that covers its call's Idempotency-Key is used up by the answer
-- that is kept for it; answers of before have theirs among used_signatures.
ALTER TABLE idempotency_keys ADD COLUMN signature_hash TEXT;
