-- What happened does not change.
CREATE TRIGGER application_steps_stay BEFORE UPDATE ON application_steps
BEGIN SELECT RAISE(ABORT, 'what happened to an application does not change'); END;
CREATE TRIGGER application_steps_remain BEFORE DELETE ON application_steps
BEGIN SELECT RAISE(ABORT, 'what happened to an application does not change'); END;
-- What became a merchant stays so.
CREATE TRIGGER applications_stay BEFORE UPDATE ON applications
WHEN OLD.state IN ('active', 'refused', 'withdrawn') AND NEW.state <> OLD.state
BEGIN SELECT RAISE(ABORT, 'an application ends once'); END;
