-- Requests that have ended, the one asked for last first.
CREATE INDEX approvals_ended ON approvals (scope, made_at, id) WHERE state <> 'open';

-- What the provider has stopped, of a merchant or of one order. It is in force
-- by its times alone.
CREATE TABLE freezes (
    id TEXT PRIMARY KEY,
    -- The order's id, else the merchant's.
    subject TEXT NOT NULL,
    merchant_id TEXT NOT NULL REFERENCES merchants (id),
    order_id TEXT REFERENCES orders (id),
    payments BIGINT NOT NULL,
    refunds BIGINT NOT NULL,
    -- JSON: an authority's order, or a risk rule.
    cause TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    until_at BIGINT,
    asked_by TEXT NOT NULL REFERENCES people (id),
    approved_by TEXT REFERENCES people (id),
    released_at BIGINT,
    release_asked_by TEXT REFERENCES people (id),
    release_approved_by TEXT REFERENCES people (id),
    CHECK (subject = COALESCE(order_id, merchant_id)),
    CHECK (payments IN (0, 1) AND refunds IN (0, 1) AND payments + refunds > 0),
    CHECK (until_at IS NULL OR until_at > begun_at),
    CHECK (approved_by IS NULL OR approved_by <> asked_by),
    -- One person alone stops new payments for a day at most.
    CHECK (approved_by IS NOT NULL
        OR (refunds = 0 AND until_at IS NOT NULL AND until_at <= begun_at + 86400000)),
    CHECK ((released_at IS NULL) = (release_asked_by IS NULL)),
    CHECK ((released_at IS NULL) = (release_approved_by IS NULL)),
    CHECK (release_approved_by IS NULL OR release_approved_by <> release_asked_by)
);
CREATE INDEX freezes_unreleased ON freezes (subject) WHERE released_at IS NULL;
CREATE INDEX freezes_unreleased_by_time ON freezes (begun_at, id) WHERE released_at IS NULL;
CREATE INDEX freezes_by_time ON freezes (begun_at, id);
CREATE INDEX freezes_by_merchant ON freezes (merchant_id, begun_at, id);

-- What is switched off at a network for new attempts to pay.
CREATE TABLE channel_switches (
    id TEXT PRIMARY KEY,
    channel TEXT NOT NULL,
    -- Null for all of the network.
    product TEXT,
    off_at BIGINT NOT NULL,
    until_at BIGINT,
    reason TEXT NOT NULL,
    off_by TEXT NOT NULL REFERENCES people (id),
    on_at BIGINT,
    on_asked_by TEXT REFERENCES people (id),
    on_approved_by TEXT REFERENCES people (id),
    CHECK (until_at IS NULL OR until_at > off_at),
    CHECK ((on_at IS NULL) = (on_asked_by IS NULL)),
    CHECK ((on_at IS NULL) = (on_approved_by IS NULL)),
    CHECK (on_approved_by IS NULL OR on_approved_by <> on_asked_by)
);
CREATE INDEX channel_switches_off ON channel_switches (channel, off_at) WHERE on_at IS NULL;
