-- What happened does not change.
CREATE FUNCTION application_steps_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what happened to an application does not change';
END $$;
CREATE TRIGGER application_steps_stay BEFORE UPDATE OR DELETE ON application_steps
    FOR EACH ROW EXECUTE FUNCTION application_steps_stay();
CREATE TRIGGER application_steps_remain BEFORE TRUNCATE ON application_steps
    FOR EACH STATEMENT EXECUTE FUNCTION application_steps_stay();
-- What became a merchant stays so.
CREATE FUNCTION applications_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an application ends once';
END $$;
CREATE TRIGGER applications_stay BEFORE UPDATE ON applications FOR EACH ROW
    WHEN (OLD.state IN ('active', 'refused', 'withdrawn') AND NEW.state <> OLD.state)
    EXECUTE FUNCTION applications_stay();
