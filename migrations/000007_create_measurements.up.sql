-- Measurements are append-only: the current value is derived, never stored. The value on a date
-- is that of the highest revision; a correction is a new revision, so the old value stays.
-- The key carries the value, so that a history is read from the index alone.

CREATE TABLE measurements (
    plan_id      bigint      NOT NULL,
    indicator_id bigint      NOT NULL,
    measured_on  date        NOT NULL,
    revision     int         NOT NULL DEFAULT 1,
    value        numeric     NOT NULL,
    comment      text        NOT NULL DEFAULT '',
    recorded_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT measurements_pkey              PRIMARY KEY (plan_id, indicator_id, measured_on, revision) INCLUDE (value),
    CONSTRAINT measurements_indicator_fkey    FOREIGN KEY (plan_id, indicator_id) REFERENCES indicators (plan_id, id),
    CONSTRAINT measurements_value_finite      CHECK (value > -1e15 AND value < 1e15 AND min_scale(value) <= 6),
    CONSTRAINT measurements_date_reasonable   CHECK (measured_on BETWEEN DATE '1900-01-01' AND DATE '2200-12-31'),
    CONSTRAINT measurements_revision_positive CHECK (revision > 0),
    CONSTRAINT measurements_comment_bounded   CHECK (length(comment) <= 4000)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER measurements_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON measurements
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
