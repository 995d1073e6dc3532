-- The logos so far, which were part of the brands, under names of their own.
INSERT INTO brand_images (merchant_id, id, url, public, added_at)
SELECT id, 'img_' || lower(substr(id, 5)), brand::json ->> 'logo', 1, created_at
FROM merchants WHERE brand::json ->> 'logo' IS NOT NULL;
UPDATE merchants SET brand = ((brand::jsonb - 'logo') || jsonb_build_object(
    'logos', jsonb_build_object('square', 'img_' || lower(substr(id, 5)))))::text
WHERE brand::json ->> 'logo' IS NOT NULL;
-- A published version stays as it is, but for its withdrawal.
CREATE FUNCTION brand_versions_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published version stays as it is';
END $$;
CREATE TRIGGER brand_versions_stay BEFORE UPDATE OF merchant_id, mall_id, number, brand, live_from, made_at, made_by
    OR DELETE ON brand_versions FOR EACH ROW EXECUTE FUNCTION brand_versions_stay();
CREATE TRIGGER brand_versions_remain BEFORE TRUNCATE ON brand_versions
    FOR EACH STATEMENT EXECUTE FUNCTION brand_versions_stay();
