-- The logos so far, which were part of the brands, under names of their own.
INSERT INTO brand_images (merchant_id, id, url, public, added_at)
SELECT id, 'img_' || lower(substr(id, 5)), brand ->> 'logo', 1, created_at
FROM merchants WHERE brand ->> 'logo' IS NOT NULL;
UPDATE merchants SET brand = json_set(json_remove(brand, '$.logo'),
    '$.logos', json_object('square', 'img_' || lower(substr(id, 5))))
WHERE brand ->> 'logo' IS NOT NULL;
-- A published version stays as it is, but for its withdrawal.
CREATE TRIGGER brand_versions_stay BEFORE UPDATE OF merchant_id, mall_id, number, brand, live_from, made_at, made_by
ON brand_versions
BEGIN SELECT RAISE(ABORT, 'a published version stays as it is'); END;
CREATE TRIGGER brand_versions_remain BEFORE DELETE ON brand_versions
BEGIN SELECT RAISE(ABORT, 'a published version stays as it is'); END;
