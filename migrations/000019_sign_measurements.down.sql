ALTER TABLE measurements DISABLE TRIGGER measurements_append_only;
DELETE FROM measurements WHERE value IS NULL;
ALTER TABLE measurements ENABLE TRIGGER measurements_append_only;

ALTER TABLE measurements
    DROP CONSTRAINT measurements_reason_bounded,
    DROP CONSTRAINT measurements_withdrawn_reasoned,
    DROP COLUMN recorded_by,
    DROP COLUMN reason,
    ALTER COLUMN value SET NOT NULL;
