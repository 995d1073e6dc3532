-- A journal balances in each book and currency.

DROP TRIGGER journals_balance;
CREATE TRIGGER journals_balance BEFORE INSERT ON journals
WHEN EXISTS (SELECT 1 FROM journals WHERE reference = NEW.reference)
    OR (SELECT COUNT(*) FROM journal_lines WHERE reference = NEW.reference) < 2
    OR EXISTS (SELECT 1 FROM journal_lines WHERE reference = NEW.reference
               GROUP BY book, currency HAVING SUM(amount) <> 0)
BEGIN SELECT RAISE(ABORT, 'a journal balances and is written once'); END;

-- A line that is there already is let through only if it is of the same book.
DROP TRIGGER journal_lines_closed;
CREATE TRIGGER journal_lines_closed BEFORE INSERT ON journal_lines
WHEN EXISTS (SELECT 1 FROM journals WHERE reference = NEW.reference)
    AND NOT EXISTS (SELECT 1 FROM journal_lines WHERE reference = NEW.reference AND book = NEW.book
                    AND account = NEW.account AND currency = NEW.currency AND amount = NEW.amount)
BEGIN SELECT RAISE(ABORT, 'a journal takes no more lines'); END;
