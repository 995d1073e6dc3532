-- Where several writers share a database, an event has a negative number until
-- it gets its position.
CREATE INDEX events_to_number ON events (mall_id) WHERE position < 0;
