-- Applications of merchants for a contract with the provider.

CREATE TABLE applications (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    -- Counts the changes of the application and of its sections: a form of an
    -- older one is refused.
    revision BIGINT NOT NULL,
    -- For the lists; empty before the section is entered.
    name TEXT NOT NULL,
    uscc TEXT NOT NULL,
    entered_by TEXT NOT NULL REFERENCES people (id),
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    -- The request that a second person approved, and the merchant that was
    -- registered with it.
    approval_id TEXT UNIQUE REFERENCES approvals (id),
    merchant_id TEXT UNIQUE REFERENCES merchants (id),
    -- When the entries and documents are destroyed; null while they are needed,
    -- and after it was done.
    keep_until BIGINT,
    destroyed_at BIGINT,
    CHECK (state IN ('draft', 'submitted', 'returned', 'proving', 'proved', 'active', 'refused', 'withdrawn')),
    CHECK ((state = 'active') = (merchant_id IS NOT NULL)),
    CHECK ((merchant_id IS NULL) = (approval_id IS NULL))
);
CREATE INDEX applications_by_state ON applications (state, id);
CREATE INDEX applications_by_uscc ON applications (uscc, state);
CREATE INDEX applications_to_destroy ON applications (keep_until) WHERE keep_until IS NOT NULL;

CREATE TABLE application_sections (
    application_id TEXT NOT NULL REFERENCES applications (id),
    section TEXT NOT NULL,
    revision BIGINT NOT NULL,
    -- JSON, without personal data.
    entries TEXT NOT NULL,
    -- The personal data as JSON, encrypted.
    sealed TEXT NOT NULL,
    -- What the review says of it.
    remark TEXT,
    saved_by TEXT NOT NULL REFERENCES people (id),
    saved_at BIGINT NOT NULL,
    PRIMARY KEY (application_id, section)
);

-- What happened; only added to.
CREATE TABLE application_steps (
    application_id TEXT NOT NULL REFERENCES applications (id),
    -- The application's revision after it.
    revision BIGINT NOT NULL,
    step TEXT NOT NULL,
    at BIGINT NOT NULL,
    person_id TEXT NOT NULL REFERENCES people (id),
    note TEXT NOT NULL,
    PRIMARY KEY (application_id, revision)
);

-- Small sums that were sent to settlement accounts.
CREATE TABLE account_proofs (
    application_id TEXT NOT NULL REFERENCES applications (id),
    number BIGINT NOT NULL,
    -- The sum, encrypted.
    sealed TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (application_id, number),
    CHECK (tries BETWEEN 0 AND 3),
    CHECK (state IN ('open', 'proved', 'failed', 'expired', 'ended'))
);
CREATE UNIQUE INDEX account_proofs_one_open ON account_proofs (application_id) WHERE state = 'open';

CREATE TABLE application_documents (
    id TEXT PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id),
    kind TEXT NOT NULL,
    media TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    -- Base64 of the encrypted file.
    sealed TEXT NOT NULL,
    added_by TEXT NOT NULL REFERENCES people (id),
    added_at BIGINT NOT NULL
);
CREATE INDEX application_documents_by_application ON application_documents (application_id, id);

-- What a product costs a merchant, from a day on; the last one that has come
-- counts.
CREATE TABLE merchant_fees (
    merchant_id TEXT NOT NULL REFERENCES merchants (id),
    product TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    basis_points BIGINT NOT NULL,
    minimum BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, product, valid_from),
    CHECK (basis_points BETWEEN 0 AND 10000),
    CHECK (minimum >= 0)
);
