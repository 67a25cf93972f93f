-- A snapshot freezes a follow-up: the board holds every figure with its inputs and texts as they
-- were, so that later changes of names, weights, rules or values alter nothing. "published" keeps
-- the percentages that were made public elsewhere, to stand beside the computed ones.
-- The headline figures are columns generated from the board: lists need them without reading it.

CREATE TABLE snapshots (
    plan_id   bigint      NOT NULL CONSTRAINT snapshots_plan_fkey REFERENCES plans,
    id        bigint      GENERATED ALWAYS AS IDENTITY,
    title     text        NOT NULL,
    note      text        NOT NULL DEFAULT '',
    taken_on  date        NOT NULL,
    closed_at timestamptz NOT NULL DEFAULT now(),
    board     jsonb       NOT NULL,
    published jsonb       NOT NULL DEFAULT '{}',
    progress  numeric     GENERATED ALWAYS AS ((board->>'progress')::numeric) STORED,
    expected  numeric     GENERATED ALWAYS AS ((board->>'expected')::numeric) STORED,
    status    text        GENERATED ALWAYS AS (board->>'status') STORED,
    with_data int         GENERATED ALWAYS AS ((board->'coverage'->>'with_data')::int) STORED,
    total     int         GENERATED ALWAYS AS ((board->'coverage'->>'total')::int) STORED,
    CONSTRAINT snapshots_pkey             PRIMARY KEY (plan_id, id),
    CONSTRAINT snapshots_title_unique     UNIQUE (plan_id, title),
    CONSTRAINT snapshots_title_present    CHECK (btrim(title) <> '' AND length(title) <= 200),
    CONSTRAINT snapshots_date_reasonable  CHECK (taken_on BETWEEN DATE '1900-01-01' AND DATE '2200-12-31'),
    CONSTRAINT snapshots_board_judged     CHECK (status IS NOT NULL AND with_data IS NOT NULL AND total IS NOT NULL),
    CONSTRAINT snapshots_published_object CHECK (jsonb_typeof(published) = 'object')
);

CREATE INDEX snapshots_by_date ON snapshots (plan_id, taken_on DESC, id DESC);

CREATE TRIGGER snapshots_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON snapshots
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
