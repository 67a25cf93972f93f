ALTER TABLE plans
    DROP COLUMN licence,
    DROP COLUMN shows;
