-- What was asked for does not change, and what has ended stays so.
CREATE FUNCTION approvals_keep_the_request() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('DELETE', 'TRUNCATE') THEN
        RAISE EXCEPTION 'approvals are not deleted';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'open' THEN
            RAISE EXCEPTION 'an approval begins open';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state <> 'open' THEN
        RAISE EXCEPTION 'an approval ends once';
    END IF;
    IF (OLD.id, OLD.scope, OLD.kind, OLD.subject, OLD.maker_id, OLD.made_at, OLD.expires_at, OLD.command,
            OLD.before_hash, OLD.form_key)
        IS DISTINCT FROM
        (NEW.id, NEW.scope, NEW.kind, NEW.subject, NEW.maker_id, NEW.made_at, NEW.expires_at, NEW.command,
            NEW.before_hash, NEW.form_key) THEN
        RAISE EXCEPTION 'what was asked for does not change';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER approvals_keep_the_request BEFORE INSERT OR UPDATE OR DELETE ON approvals
    FOR EACH ROW EXECUTE FUNCTION approvals_keep_the_request();
CREATE TRIGGER approvals_remain BEFORE TRUNCATE ON approvals
    FOR EACH STATEMENT EXECUTE FUNCTION approvals_keep_the_request();
-- Who asked for a refund does not change.
CREATE FUNCTION console_refunds_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'who asked for a refund does not change';
END $$;
CREATE TRIGGER console_refunds_stay BEFORE UPDATE OR DELETE ON console_refunds
    FOR EACH ROW EXECUTE FUNCTION console_refunds_stay();
CREATE TRIGGER console_refunds_remain BEFORE TRUNCATE ON console_refunds
    FOR EACH STATEMENT EXECUTE FUNCTION console_refunds_stay();
