-- The consoles: people, their sessions, roles and invitations, and who changed
-- what. A scope is a merchant's id, or 'provider'. Secrets of cookies and links
-- are hashed; the authenticator's secret is sealed.

CREATE TABLE people (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    authenticator_sealed TEXT NOT NULL,
    -- The time step of the last code that was used: no code counts twice.
    authenticator_step BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE recovery_codes (
    person_id TEXT NOT NULL REFERENCES people (id),
    code_hash TEXT NOT NULL,
    PRIMARY KEY (person_id, code_hash)
);

CREATE TABLE members (
    scope TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES people (id),
    role TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (scope, person_id)
);
CREATE INDEX members_by_person ON members (person_id);

CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    person_id TEXT NOT NULL REFERENCES people (id),
    -- 'password' while the second factor is missing, then 'full'.
    step TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    ip TEXT,
    agent TEXT NOT NULL
);
CREATE INDEX sessions_by_person ON sessions (person_id, created_at);
CREATE INDEX sessions_by_seen_at ON sessions (seen_at);

CREATE TABLE invitations (
    link_hash TEXT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    scope TEXT NOT NULL,
    role TEXT NOT NULL,
    note TEXT NOT NULL,
    -- Set where a person sets password and authenticator anew.
    person_id TEXT REFERENCES people (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX invitations_by_scope ON invitations (scope, created_at);
CREATE INDEX invitations_by_expires_at ON invitations (expires_at);

CREATE TABLE audit_entries (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    scope TEXT NOT NULL,
    person_id TEXT REFERENCES people (id),
    ip TEXT,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    value_before TEXT,
    value_after TEXT
);
CREATE INDEX audit_entries_by_scope ON audit_entries (scope, id);
CREATE INDEX audit_entries_by_person ON audit_entries (person_id, id);
