-- What PostgreSQL holds of the books by itself, whoever writes. Nothing here
-- looks into the tables: serializable writers side by side would then run
-- again for each other.

CREATE FUNCTION books_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% are append-only', TG_TABLE_NAME;
END $$;

CREATE TRIGGER journals_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journals
    FOR EACH STATEMENT EXECUTE FUNCTION books_append_only();
CREATE TRIGGER journal_lines_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_lines
    FOR EACH STATEMENT EXECUTE FUNCTION books_append_only();

-- The lines of one statement balance among themselves, in each journal and
-- currency: so do all lines, always.
CREATE FUNCTION books_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM fresh GROUP BY reference, currency HAVING SUM(amount) <> 0) THEN
        RAISE EXCEPTION 'a journal balances';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER journal_lines_balance AFTER INSERT ON journal_lines
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION books_balance();
