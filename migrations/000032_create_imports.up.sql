-- An import is a file that somebody brought, what it was found to say, and what it would change. Nothing of a plan is
-- written before it is applied; what was there before is kept, so that it can be undone. The file stays as evidence of
-- what was applied; of what never was, it is forgotten after a while.

CREATE TABLE imports (
    id            bigint      GENERATED ALWAYS AS IDENTITY CONSTRAINT imports_pkey PRIMARY KEY,
    plan_id       bigint      CONSTRAINT imports_plan_fkey REFERENCES plans ON DELETE SET NULL, -- null while the plan is new, and once that was undone
    mode          text        NOT NULL,
    state         text        NOT NULL DEFAULT 'reading',
    name          text        NOT NULL,
    size          int         NOT NULL,
    content       bytea,
    sha256        bytea       NOT NULL,
    settings      jsonb       NOT NULL DEFAULT '{}',
    head          jsonb       NOT NULL DEFAULT '{}', -- of a new plan, as it was typed
    understood    jsonb       NOT NULL DEFAULT '{}',
    counts        jsonb       NOT NULL DEFAULT '{}', -- by what it is about and what becomes of it
    reason        text        NOT NULL DEFAULT '',   -- why values are corrected
    basis         bigint      NOT NULL DEFAULT 0,    -- the plan's newest event when the changes were found
    done          int         NOT NULL DEFAULT 0,    -- rows that were read or written, while it goes on
    total         int         NOT NULL DEFAULT 0,
    failure       text        NOT NULL DEFAULT '',   -- why it cannot be read, or was not applied although somebody asked for it
    units         bigint[]    NOT NULL DEFAULT '{}', -- that were made for it
    created_at    timestamptz NOT NULL,
    created_by    bigint      CONSTRAINT imports_author_fkey REFERENCES users,
    applied_at    timestamptz,
    applied_by    bigint      CONSTRAINT imports_applier_fkey REFERENCES users,
    applied_event bigint,                            -- that tells of it: what comes later may have touched what it wrote
    undone_at     timestamptz,
    undone_by     bigint      CONSTRAINT imports_undoer_fkey REFERENCES users,
    version       int         NOT NULL DEFAULT 1,
    CONSTRAINT imports_mode_known     CHECK (mode IN ('new', 'update', 'structure', 'values')),
    CONSTRAINT imports_state_known    CHECK (state IN ('reading', 'ready', 'failed', 'applying', 'applied', 'undone', 'discarded')),
    CONSTRAINT imports_name_present   CHECK (btrim(name) <> '' AND length(name) <= 200),
    CONSTRAINT imports_size_true      CHECK (size = octet_length(content)),
    CONSTRAINT imports_file_kept      CHECK (content IS NOT NULL OR state = 'discarded'),
    CONSTRAINT imports_hashed         CHECK (octet_length(sha256) = 32),
    CONSTRAINT imports_failure_told   CHECK (state <> 'failed' OR failure <> ''),
    CONSTRAINT imports_applied_once   CHECK ((state IN ('applied', 'undone')) = (applied_at IS NOT NULL)),
    CONSTRAINT imports_undone_once    CHECK ((state = 'undone') = (undone_at IS NOT NULL)),
    CONSTRAINT imports_progress_sane  CHECK (done >= 0 AND total >= 0),
    CONSTRAINT imports_reason_bounded CHECK (length(reason) <= 1000)
);

ALTER TABLE imports ALTER COLUMN content SET STORAGE EXTERNAL; -- spreadsheets are compressed already

CREATE INDEX imports_by_plan ON imports (plan_id, id DESC);
CREATE INDEX imports_with_leftovers ON imports (created_at) WHERE content IS NOT NULL AND applied_at IS NULL;

-- What an import would change, or has changed, of the structure.
CREATE TABLE import_changes (
    import_id bigint NOT NULL CONSTRAINT import_changes_import_fkey REFERENCES imports,
    position  int    NOT NULL,
    kind      text   NOT NULL,
    outcome   text   NOT NULL,
    object_id bigint,                       -- of what is changed, and of what was made once it is applied; of a planned value, its indicator
    change    jsonb  NOT NULL,
    named     jsonb  NOT NULL DEFAULT '{}', -- numbers of what an edited object named before, by the cell
    place     int,                          -- where among its like an indicator stood that went to another objective
    version   int,                          -- of the object as it was left
    CONSTRAINT import_changes_pkey          PRIMARY KEY (import_id, position),
    CONSTRAINT import_changes_outcome_known CHECK (outcome IN ('new', 'changed', 'same', 'wrong', 'gone'))
);

CREATE INDEX import_changes_by_outcome ON import_changes (import_id, outcome, kind, position);

-- What the codes mean by which the values of an import name their indicators. Those that it makes have a number once
-- it is applied.
CREATE TABLE import_indicators (
    import_id    bigint NOT NULL CONSTRAINT import_indicators_import_fkey REFERENCES imports,
    code         text   NOT NULL,
    indicator_id bigint,
    title        text   NOT NULL,
    decimals     int    NOT NULL,
    cancelled_on date,
    CONSTRAINT import_indicators_pkey PRIMARY KEY (import_id, code)
);

-- The values that a file brings, as they are read: many, so that they are compared and written by a few statements, and
-- no foreign key is looked up for each. They are written and removed with their import alone.
CREATE TABLE import_values (
    import_id   bigint  NOT NULL,
    position    int     NOT NULL,
    sheet       text    NOT NULL,
    line        int     NOT NULL,
    col         int     NOT NULL,
    code        text    NOT NULL,
    measured_on date    NOT NULL,
    value       numeric NOT NULL,
    comment     text    NOT NULL DEFAULT '',
    outcome     text    NOT NULL DEFAULT 'new',
    problem     text    NOT NULL DEFAULT '', -- of one that is wrong
    before      numeric,                     -- what the day has
    basis       int     NOT NULL DEFAULT 0,  -- the revision that the day has
    CONSTRAINT import_values_pkey          PRIMARY KEY (import_id, position),
    CONSTRAINT import_values_outcome_known CHECK (outcome IN ('new', 'changed', 'same', 'wrong')),
    CONSTRAINT import_values_wrong_told    CHECK ((outcome = 'wrong') = (problem <> ''))
);

CREATE INDEX import_values_by_outcome ON import_values (import_id, outcome, position) WHERE outcome <> 'new';

-- What the columns of a body's files mean, to be used again for the next one.
CREATE TABLE import_mappings (
    id         bigint      GENERATED ALWAYS AS IDENTITY CONSTRAINT import_mappings_pkey PRIMARY KEY,
    name       text        NOT NULL,
    columns    jsonb       NOT NULL,
    created_at timestamptz NOT NULL,
    created_by bigint      CONSTRAINT import_mappings_author_fkey REFERENCES users,
    CONSTRAINT import_mappings_name_unique  UNIQUE (name),
    CONSTRAINT import_mappings_name_present CHECK (btrim(name) <> '' AND length(name) <= 100),
    CONSTRAINT import_mappings_object       CHECK (jsonb_typeof(columns) = 'object')
);

-- Values are removed in one case alone: with the indicator that an import made, while that import is undone. Whoever may
-- delete them at all says which import it is; the rows must be of indicators that it made.
CREATE FUNCTION refuse_removal() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    undone bigint := nullif(current_setting('hito.undone_import', true), '');
BEGIN
    IF undone IS NULL OR EXISTS (
        SELECT FROM removed r
         WHERE (r.plan_id, r.indicator_id) NOT IN (
               SELECT i.plan_id, c.object_id
                 FROM imports i
                 JOIN import_changes c ON c.import_id = i.id
                WHERE i.id = undone AND i.state = 'applied' AND i.plan_id IS NOT NULL
                  AND c.kind = 'indicator' AND c.outcome = 'new' AND c.object_id IS NOT NULL))
    THEN
        RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END
$$;

DROP TRIGGER measurements_append_only ON measurements;

CREATE TRIGGER measurements_append_only
    BEFORE UPDATE OR TRUNCATE ON measurements
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER measurements_removed_by_undoing
    AFTER DELETE ON measurements
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();

-- The runtime role may not delete values; this runs as the owner. It removes those of the indicators that an applied import
-- made, and returns how many. It looks by itself whether they are as the import left them: the audit, which the runtime
-- role cannot change, tells when they were made; values are all of the import, and nothing else names their indicators.
CREATE FUNCTION undo_import_values(undone bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    own     imports;
    made    bigint[];
    removed bigint;
BEGIN
    SELECT * INTO own
      FROM imports
     WHERE id = undone AND state = 'applied' AND plan_id IS NOT NULL
       FOR UPDATE;
    IF NOT FOUND OR NOT EXISTS (
        SELECT FROM audit_events
         WHERE id = own.applied_event AND action = 'import.apply' AND object_id = undone AND plan_id = own.plan_id AND at = own.applied_at)
    THEN
        RAISE EXCEPTION 'import % is not applied', undone USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT array_agg(object_id) INTO made
      FROM import_changes
     WHERE import_id = undone AND kind = 'indicator' AND outcome = 'new' AND object_id IS NOT NULL;
    IF (SELECT count(*)
          FROM audit_events
         WHERE object_type = 'indicator' AND object_id = ANY (made) AND action = 'indicator.create' AND plan_id = own.plan_id
           AND at = own.applied_at AND id < own.applied_event) <> coalesce(cardinality(made), 0)
       OR EXISTS (
        SELECT FROM measurements
         WHERE plan_id = own.plan_id AND indicator_id = ANY (made) AND (revision <> 1 OR recorded_at <> own.applied_at))
       OR EXISTS (
        SELECT FROM import_changes c
         WHERE c.import_id = undone AND c.kind = 'indicator' AND c.outcome = 'new'
           AND NOT EXISTS (SELECT FROM indicators x WHERE x.plan_id = own.plan_id AND x.id = c.object_id AND x.version = c.version))
       OR EXISTS (SELECT FROM round_entries WHERE plan_id = own.plan_id AND indicator_id = ANY (made))
       OR EXISTS (SELECT FROM challenge_links WHERE plan_id = own.plan_id AND indicator_id = ANY (made))
       OR EXISTS (SELECT FROM indicator_sources WHERE plan_id = own.plan_id AND indicator_id = ANY (made))
       OR EXISTS (SELECT FROM audit_events WHERE plan_id = own.plan_id AND id > own.applied_event AND object_type = 'snapshot')
    THEN
        RAISE EXCEPTION 'what import % made was touched since', undone USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM set_config('hito.undone_import', undone::text, true);
    DELETE FROM measurements
     WHERE plan_id = own.plan_id AND indicator_id = ANY (made);
    GET DIAGNOSTICS removed = ROW_COUNT;
    PERFORM set_config('hito.undone_import', '', true);
    RETURN removed;
END
$$;

-- Whoever may connect could run it otherwise; the runtime role is given it with its other rights.
REVOKE ALL ON FUNCTION undo_import_values(bigint) FROM PUBLIC;
