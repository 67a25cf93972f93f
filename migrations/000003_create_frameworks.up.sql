-- A framework (ACSA, PIISSA or any other) is the outside reference that a plan answers to;
-- its standards are linked to lines here, and to objectives and indicators where those are created.

CREATE TABLE frameworks (
    plan_id     bigint NOT NULL CONSTRAINT frameworks_plan_fkey REFERENCES plans,
    id          bigint GENERATED ALWAYS AS IDENTITY,
    code        text   NOT NULL,
    title       text   NOT NULL,
    description text   NOT NULL DEFAULT '',
    CONSTRAINT frameworks_pkey          PRIMARY KEY (plan_id, id),
    CONSTRAINT frameworks_code_unique   UNIQUE (plan_id, code),
    CONSTRAINT frameworks_code_form     CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$'),
    CONSTRAINT frameworks_title_present CHECK (btrim(title) <> '' AND length(title) <= 500)
);

CREATE TABLE standards (
    plan_id      bigint NOT NULL CONSTRAINT standards_plan_fkey REFERENCES plans,
    id           bigint GENERATED ALWAYS AS IDENTITY,
    framework_id bigint NOT NULL,
    position     int    NOT NULL,
    code         text   NOT NULL,
    title        text   NOT NULL,
    CONSTRAINT standards_pkey            PRIMARY KEY (plan_id, id),
    CONSTRAINT standards_code_unique     UNIQUE (plan_id, framework_id, code),
    CONSTRAINT standards_framework_fkey  FOREIGN KEY (plan_id, framework_id) REFERENCES frameworks (plan_id, id),
    CONSTRAINT standards_code_form       CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$'),
    CONSTRAINT standards_title_present   CHECK (btrim(title) <> '' AND length(title) <= 1000)
);

CREATE TABLE line_standards (
    plan_id     bigint NOT NULL,
    line_id     bigint NOT NULL,
    standard_id bigint NOT NULL,
    CONSTRAINT line_standards_pkey          PRIMARY KEY (plan_id, line_id, standard_id),
    CONSTRAINT line_standards_line_fkey     FOREIGN KEY (plan_id, line_id) REFERENCES strategic_lines (plan_id, id),
    CONSTRAINT line_standards_standard_fkey FOREIGN KEY (plan_id, standard_id) REFERENCES standards (plan_id, id)
);
