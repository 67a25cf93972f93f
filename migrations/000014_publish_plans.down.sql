ALTER TABLE plans
    DROP COLUMN version,
    DROP COLUMN published_at;
