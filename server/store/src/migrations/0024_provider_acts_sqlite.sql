-- What is frozen, why and by whom does not change; a freeze is released once.
CREATE TRIGGER freezes_stay BEFORE UPDATE OF
    id, subject, merchant_id, order_id, payments, refunds, cause, begun_at, asked_by ON freezes
BEGIN SELECT RAISE(ABORT, 'what is frozen does not change'); END;
CREATE TRIGGER freezes_end_once BEFORE UPDATE ON freezes WHEN OLD.released_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a freeze is released once'); END;
CREATE TRIGGER freezes_remain BEFORE DELETE ON freezes
BEGIN SELECT RAISE(ABORT, 'freezes are not deleted'); END;
