-- The order in which events were added.
CREATE SEQUENCE events_added;
