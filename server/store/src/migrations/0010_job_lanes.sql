-- A job's lane and payload are columns, so that the table does not depend on
-- which jobs a release knows. The payload is JSON, `null` for a job without one.
CREATE TABLE jobs_with_lanes (
    name TEXT NOT NULL,
    subject TEXT NOT NULL,
    lane TEXT NOT NULL,
    payload TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    lease_until BIGINT,
    PRIMARY KEY (name, subject)
);
INSERT INTO jobs_with_lanes (name, subject, lane, payload, due_at, tries, lease_until)
    SELECT kind, subject, CASE kind WHEN 'deliver' THEN 'events' ELSE 'money' END, 'null',
        due_at, tries, lease_until
    FROM jobs;
DROP TABLE jobs;
ALTER TABLE jobs_with_lanes RENAME TO jobs;
CREATE INDEX jobs_by_lane_and_due ON jobs (lane, due_at);
