-- What a merchant's pages look like: published versions, the draft of the next
-- one, and the logos. Where no version is live, merchants.brand is. mall_id is
-- empty for the pages of all malls that have no version of their own.

CREATE TABLE brand_versions (
    merchant_id TEXT NOT NULL REFERENCES merchants (id),
    mall_id TEXT NOT NULL,
    -- From 1, without gaps.
    number BIGINT NOT NULL,
    brand TEXT NOT NULL,
    -- Of the versions whose time has come the one with the latest time is live,
    -- and of these the one with the highest number.
    live_from BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL REFERENCES people (id),
    -- Set where it was withdrawn before its time.
    withdrawn_at BIGINT,
    PRIMARY KEY (merchant_id, mall_id, number)
);
CREATE INDEX brand_versions_by_time ON brand_versions (merchant_id, mall_id, live_from, number);

CREATE TABLE brand_drafts (
    merchant_id TEXT NOT NULL REFERENCES merchants (id),
    mall_id TEXT NOT NULL,
    brand TEXT NOT NULL,
    -- The number of the live version that it changes; 0 for merchants.brand.
    base BIGINT NOT NULL,
    -- Counts the changes: whoever saves names the one it saw.
    revision BIGINT NOT NULL,
    saved_at BIGINT NOT NULL,
    saved_by TEXT NOT NULL REFERENCES people (id),
    PRIMARY KEY (merchant_id, mall_id)
);

-- Logos, named by their content. A draft's are not public.
CREATE TABLE brand_images (
    merchant_id TEXT NOT NULL REFERENCES merchants (id),
    id TEXT NOT NULL,
    -- As a data URL.
    url TEXT NOT NULL,
    public BIGINT NOT NULL,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, id)
);
CREATE INDEX brand_images_by_id ON brand_images (id);
