-- A measurement tells who recorded it and, where it corrects an earlier one of its date, why. A withdrawn value is a
-- revision without value: the date has none any more, and what it had stays readable below.

ALTER TABLE measurements
    ALTER COLUMN value DROP NOT NULL,
    ADD COLUMN reason      text   NOT NULL DEFAULT '',
    ADD COLUMN recorded_by bigint CONSTRAINT measurements_recorder_fkey REFERENCES users,
    ADD CONSTRAINT measurements_withdrawn_reasoned CHECK (value IS NOT NULL OR revision > 1 AND reason <> ''),
    ADD CONSTRAINT measurements_reason_bounded     CHECK (length(reason) <= 1000);
