-- Units are edited by administrators and found by the names that spreadsheets give them.

ALTER TABLE units
    ADD COLUMN aliases text[] NOT NULL DEFAULT '{}',
    ADD COLUMN version int    NOT NULL DEFAULT 1,
    ADD CONSTRAINT units_aliases_few CHECK (cardinality(aliases) <= 50 AND array_position(aliases, NULL) IS NULL);
