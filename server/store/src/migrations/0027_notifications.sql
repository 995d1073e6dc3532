-- What a merchant's people should know. Each merchant's are numbered from 1; a
-- number is never given again, because people have read up to one.
CREATE TABLE notifications (
    merchant_id TEXT NOT NULL REFERENCES merchants (id),
    n BIGINT NOT NULL,
    kind TEXT NOT NULL,
    -- An order, or what waits for approval.
    subject TEXT NOT NULL,
    amount BIGINT,
    happened_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, n)
);
CREATE INDEX notifications_by_time ON notifications (happened_at);

CREATE TABLE notification_numbers (
    merchant_id TEXT PRIMARY KEY REFERENCES merchants (id),
    last BIGINT NOT NULL
);

-- How far a person has read, and the names of the kinds that it does not want,
-- with blanks between.
CREATE TABLE notification_readers (
    merchant_id TEXT NOT NULL REFERENCES merchants (id),
    person_id TEXT NOT NULL REFERENCES people (id),
    read_to BIGINT NOT NULL,
    unwanted TEXT NOT NULL,
    PRIMARY KEY (merchant_id, person_id)
);
