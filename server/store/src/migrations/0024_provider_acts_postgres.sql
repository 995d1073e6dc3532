-- What is frozen, why and by whom does not change; a freeze is released once.
CREATE FUNCTION freezes_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('DELETE', 'TRUNCATE') THEN
        RAISE EXCEPTION 'freezes are not deleted';
    END IF;
    IF OLD.released_at IS NOT NULL THEN
        RAISE EXCEPTION 'a freeze is released once';
    END IF;
    IF (OLD.id, OLD.subject, OLD.merchant_id, OLD.order_id, OLD.payments, OLD.refunds, OLD.cause, OLD.begun_at,
            OLD.asked_by)
        IS DISTINCT FROM
        (NEW.id, NEW.subject, NEW.merchant_id, NEW.order_id, NEW.payments, NEW.refunds, NEW.cause, NEW.begun_at,
            NEW.asked_by) THEN
        RAISE EXCEPTION 'what is frozen does not change';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER freezes_stay BEFORE UPDATE OR DELETE ON freezes
    FOR EACH ROW EXECUTE FUNCTION freezes_stay();
CREATE TRIGGER freezes_remain BEFORE TRUNCATE ON freezes
    FOR EACH STATEMENT EXECUTE FUNCTION freezes_stay();
