-- The lines of one statement balance among themselves, in each journal, book
-- and currency.

DROP TRIGGER journal_lines_balance ON journal_lines;
CREATE OR REPLACE FUNCTION books_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM fresh GROUP BY reference, book, currency HAVING SUM(amount) <> 0) THEN
        RAISE EXCEPTION 'a journal balances';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER journal_lines_balance AFTER INSERT ON journal_lines
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION books_balance();
