-- An import is a file that somebody brought, what it was found to say, and what it would change. Nothing of a plan is
-- written before it is applied; what was there before is kept, so that it can be undone. The file stays as evidence.

CREATE TABLE imports (
    id          bigint      GENERATED ALWAYS AS IDENTITY CONSTRAINT imports_pkey PRIMARY KEY,
    plan_id     bigint      CONSTRAINT imports_plan_fkey REFERENCES plans ON DELETE SET NULL, -- null while the plan is new, and once that was undone
    mode        text        NOT NULL,
    state       text        NOT NULL DEFAULT 'reading',
    name        text        NOT NULL,
    content     bytea       NOT NULL,
    sha256      bytea       NOT NULL,
    settings    jsonb       NOT NULL DEFAULT '{}',
    head        jsonb       NOT NULL DEFAULT '{}', -- of a new plan, as it was typed
    understood  jsonb       NOT NULL DEFAULT '{}',
    counts      jsonb       NOT NULL DEFAULT '{}', -- by what it is about and what becomes of it
    reason      text        NOT NULL DEFAULT '',   -- why values are corrected
    basis       bigint,                            -- the plan's newest event when the changes were found
    done        int         NOT NULL DEFAULT 0,    -- rows that were read or written, while it goes on
    total       int         NOT NULL DEFAULT 0,
    failure     text        NOT NULL DEFAULT '',
    created_at  timestamptz NOT NULL,
    created_by  bigint      CONSTRAINT imports_author_fkey REFERENCES users,
    applied_at  timestamptz,
    applied_by  bigint      CONSTRAINT imports_applier_fkey REFERENCES users,
    undone_at   timestamptz,
    undone_by   bigint      CONSTRAINT imports_undoer_fkey REFERENCES users,
    version     int         NOT NULL DEFAULT 1,
    CONSTRAINT imports_mode_known      CHECK (mode IN ('new', 'update', 'structure', 'values')),
    CONSTRAINT imports_state_known     CHECK (state IN ('reading', 'ready', 'failed', 'applying', 'applied', 'undone', 'discarded')),
    CONSTRAINT imports_name_present    CHECK (btrim(name) <> '' AND length(name) <= 200),
    CONSTRAINT imports_hashed          CHECK (octet_length(sha256) = 32),
    CONSTRAINT imports_failure_told    CHECK ((state = 'failed') = (failure <> '')),
    CONSTRAINT imports_applied_once    CHECK ((state IN ('applied', 'undone')) = (applied_at IS NOT NULL)),
    CONSTRAINT imports_undone_once     CHECK ((state = 'undone') = (undone_at IS NOT NULL)),
    CONSTRAINT imports_progress_sane   CHECK (done >= 0 AND total >= 0),
    CONSTRAINT imports_reason_bounded  CHECK (length(reason) <= 1000)
);

ALTER TABLE imports ALTER COLUMN content SET STORAGE EXTERNAL; -- spreadsheets are compressed already

CREATE INDEX imports_by_plan ON imports (plan_id, id DESC);
CREATE INDEX imports_by_author ON imports (created_by, id DESC);

-- What an import would change, or has changed, of the structure.
CREATE TABLE import_changes (
    import_id bigint NOT NULL CONSTRAINT import_changes_import_fkey REFERENCES imports ON DELETE CASCADE,
    position  int    NOT NULL,
    kind      text   NOT NULL,
    outcome   text   NOT NULL,
    object_id bigint,                       -- of what is changed, and of what was made once it is applied
    label     text   NOT NULL DEFAULT '',
    change    jsonb  NOT NULL,              -- the whole change
    before    jsonb,                        -- what the object was when it was applied
    version   int,                          -- of the object as it was left
    CONSTRAINT import_changes_pkey          PRIMARY KEY (import_id, position),
    CONSTRAINT import_changes_outcome_known CHECK (outcome IN ('new', 'changed', 'same', 'wrong', 'gone'))
);

CREATE INDEX import_changes_by_outcome ON import_changes (import_id, outcome, position);

-- The values that a file brings, as they are read: many, so that they are compared and written by a few statements.
CREATE TABLE import_values (
    import_id    bigint   NOT NULL CONSTRAINT import_values_import_fkey REFERENCES imports ON DELETE CASCADE,
    position     int      NOT NULL,
    sheet        text     NOT NULL,
    line         int      NOT NULL,
    col          int      NOT NULL,
    code         text     NOT NULL,
    indicator_id bigint,
    measured_on  date     NOT NULL,
    value        numeric  NOT NULL,
    comment      text     NOT NULL DEFAULT '',
    outcome      text     NOT NULL DEFAULT 'new',
    before       numeric,                   -- what the day has
    basis        int      NOT NULL DEFAULT 0, -- the revision that it is made from
    CONSTRAINT import_values_pkey          PRIMARY KEY (import_id, position),
    CONSTRAINT import_values_outcome_known CHECK (outcome IN ('new', 'changed', 'same', 'wrong'))
);

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
