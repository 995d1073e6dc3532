-- Passkeys and the challenges that they answer, browsers that signed in before,
-- when a session's person last confirmed who it is, and its sign-in before.

CREATE TABLE passkeys (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES people (id),
    name TEXT NOT NULL,
    -- The authenticator's id of it, and its public key (COSE), in base64url.
    credential_id TEXT NOT NULL UNIQUE,
    public_key TEXT NOT NULL,
    -- IANA's number of the algorithm.
    algorithm BIGINT NOT NULL,
    -- How often it was used, where the authenticator counts.
    counter BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX passkeys_by_person ON passkeys (person_id, created_at);

-- A challenge that was answered is deleted.
CREATE TABLE passkey_challenges (
    challenge TEXT PRIMARY KEY,
    -- The browser or session that was asked, and what for.
    owner TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX passkey_challenges_by_expires_at ON passkey_challenges (expires_at);

CREATE TABLE known_browsers (
    person_id TEXT NOT NULL REFERENCES people (id),
    token_hash TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, token_hash)
);
CREATE INDEX known_browsers_by_seen_at ON known_browsers (seen_at);

ALTER TABLE people ADD COLUMN signed_in_at BIGINT;
ALTER TABLE people ADD COLUMN signed_in_ip TEXT;
ALTER TABLE people ADD COLUMN signed_in_agent TEXT;

-- Sessions of before are not confirmed.
ALTER TABLE sessions ADD COLUMN confirmed_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN new_browser BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN previous_at BIGINT;
ALTER TABLE sessions ADD COLUMN previous_ip TEXT;
ALTER TABLE sessions ADD COLUMN previous_agent TEXT;
