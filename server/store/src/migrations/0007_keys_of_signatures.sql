-- A signature that leaves its call's Idempotency-Key out is good for the key it
-- came with first. One that covers the key needs no row and no note: the
-- answer kept for that key is what a repetition gets.
ALTER TABLE used_signatures ADD COLUMN idempotency_key TEXT;
ALTER TABLE idempotency_keys DROP COLUMN signature_hash;
