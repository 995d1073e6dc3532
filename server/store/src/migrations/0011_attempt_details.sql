-- What only some ways to pay have becomes one JSON column with a version, in
-- place of a column for each. It is filled for each database in its own file. The masked
-- phone stays a column: it is searched.
ALTER TABLE attempts ADD COLUMN details TEXT NOT NULL DEFAULT '';

-- The products of an account, a JSON list; null for all that its channel
-- carries.
ALTER TABLE merchant_accounts ADD COLUMN products TEXT;
