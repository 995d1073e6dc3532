-- The book of each line: the clients' money or the provider's own. All lines
-- of before are of the clients' book. Lines are never updated, so they have it
-- by the default, as do those that a process of an older release still writes.
ALTER TABLE journal_lines ADD COLUMN book TEXT NOT NULL DEFAULT 'client';
