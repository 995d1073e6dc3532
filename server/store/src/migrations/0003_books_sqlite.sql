-- What SQLite holds of the books by itself, whoever writes.

CREATE TRIGGER journals_not_changed BEFORE UPDATE ON journals
BEGIN SELECT RAISE(ABORT, 'journals are append-only'); END;
CREATE TRIGGER journals_not_deleted BEFORE DELETE ON journals
BEGIN SELECT RAISE(ABORT, 'journals are append-only'); END;
CREATE TRIGGER journal_lines_not_changed BEFORE UPDATE ON journal_lines
BEGIN SELECT RAISE(ABORT, 'journal_lines are append-only'); END;
CREATE TRIGGER journal_lines_not_deleted BEFORE DELETE ON journal_lines
BEGIN SELECT RAISE(ABORT, 'journal_lines are append-only'); END;

-- Only what balances becomes a journal, once.
CREATE TRIGGER journals_balance BEFORE INSERT ON journals
WHEN EXISTS (SELECT 1 FROM journals WHERE reference = NEW.reference)
    OR (SELECT COUNT(*) FROM journal_lines WHERE reference = NEW.reference) < 2
    OR EXISTS (SELECT 1 FROM journal_lines WHERE reference = NEW.reference
               GROUP BY currency HAVING SUM(amount) <> 0)
BEGIN SELECT RAISE(ABORT, 'a journal balances and is written once'); END;

-- A journal takes no more lines. A line that is there already is let
-- through, to be passed over by ON CONFLICT DO NOTHING.
CREATE TRIGGER journal_lines_closed BEFORE INSERT ON journal_lines
WHEN EXISTS (SELECT 1 FROM journals WHERE reference = NEW.reference)
    AND NOT EXISTS (SELECT 1 FROM journal_lines WHERE reference = NEW.reference
                    AND account = NEW.account AND currency = NEW.currency AND amount = NEW.amount)
BEGIN SELECT RAISE(ABORT, 'a journal takes no more lines'); END;
