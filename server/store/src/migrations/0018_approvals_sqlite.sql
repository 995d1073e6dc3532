-- What was asked for does not change, and what has ended stays so.
CREATE TRIGGER approvals_keep_the_request BEFORE UPDATE OF
    id, scope, kind, subject, maker_id, made_at, expires_at, command, before_hash, form_key ON approvals
BEGIN SELECT RAISE(ABORT, 'what was asked for does not change'); END;
CREATE TRIGGER approvals_end_once BEFORE UPDATE ON approvals WHEN OLD.state <> 'open'
BEGIN SELECT RAISE(ABORT, 'an approval ends once'); END;
CREATE TRIGGER approvals_begin_open BEFORE INSERT ON approvals WHEN NEW.state <> 'open'
BEGIN SELECT RAISE(ABORT, 'an approval begins open'); END;
CREATE TRIGGER approvals_remain BEFORE DELETE ON approvals
BEGIN SELECT RAISE(ABORT, 'approvals are not deleted'); END;
-- Who asked for a refund does not change.
CREATE TRIGGER console_refunds_stay BEFORE UPDATE ON console_refunds
BEGIN SELECT RAISE(ABORT, 'who asked for a refund does not change'); END;
CREATE TRIGGER console_refunds_remain BEFORE DELETE ON console_refunds
BEGIN SELECT RAISE(ABORT, 'who asked for a refund does not change'); END;
