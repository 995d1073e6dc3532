-- The book of each line: the money of clients, or the provider's own. Lines
-- are never updated: those of before get the client book by the default, and so
-- do those that a process of an older release still writes.
ALTER TABLE journal_lines ADD COLUMN book TEXT NOT NULL DEFAULT 'client';
