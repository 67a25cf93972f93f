ALTER TABLE units
    DROP CONSTRAINT units_aliases_few,
    DROP COLUMN version,
    DROP COLUMN aliases;
