-- An issued report is a document of the body: numbered by year, kept with its files for good, and verified by a code. It
-- holds what it says, so that a file that was not made at once says the same later. A draft keeps the sections and texts
-- that somebody prepares. Evidence is named in reports by the hashes of its files, which are kept to be read at once.

CREATE TABLE report_drafts (
    plan_id    bigint      NOT NULL CONSTRAINT report_drafts_plan_fkey REFERENCES plans ON DELETE CASCADE,
    options    jsonb       NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by bigint      CONSTRAINT report_drafts_user_fkey REFERENCES users,
    version    int         NOT NULL DEFAULT 1,
    CONSTRAINT report_drafts_pkey           PRIMARY KEY (plan_id),
    CONSTRAINT report_drafts_options_object CHECK (jsonb_typeof(options) = 'object')
);

CREATE TABLE reports (
    plan_id     bigint      NOT NULL CONSTRAINT reports_plan_fkey REFERENCES plans,
    id          bigint      GENERATED ALWAYS AS IDENTITY,
    year        int         NOT NULL,
    number      int         NOT NULL,
    code        text        NOT NULL,
    title       text        NOT NULL,
    taken_on    date        NOT NULL,
    snapshot_id bigint,
    options     jsonb       NOT NULL,
    document    jsonb       NOT NULL,
    issued_at   timestamptz NOT NULL,
    issued_by   bigint      CONSTRAINT reports_issuer_fkey REFERENCES users,
    CONSTRAINT reports_pkey            PRIMARY KEY (plan_id, id),
    CONSTRAINT reports_number_unique   UNIQUE (year, number),
    CONSTRAINT reports_code_unique     UNIQUE (code),
    CONSTRAINT reports_snapshot_fkey   FOREIGN KEY (plan_id, snapshot_id) REFERENCES snapshots (plan_id, id),
    CONSTRAINT reports_number_positive CHECK (number > 0 AND year BETWEEN 1900 AND 2200),
    CONSTRAINT reports_code_form       CHECK (code ~ '^[A-Z0-9]{10,40}$'),
    CONSTRAINT reports_title_present   CHECK (btrim(title) <> '' AND length(title) <= 400),
    CONSTRAINT reports_jsons_objects   CHECK (jsonb_typeof(options) = 'object' AND jsonb_typeof(document) = 'object')
);

CREATE TABLE report_files (
    plan_id    bigint      NOT NULL,
    report_id  bigint      NOT NULL,
    format     text        NOT NULL,
    name       text        NOT NULL,
    media_type text        NOT NULL,
    content    bytea       NOT NULL,
    sha256     bytea       NOT NULL,
    kept_at    timestamptz NOT NULL,
    CONSTRAINT report_files_pkey         PRIMARY KEY (plan_id, report_id, format),
    CONSTRAINT report_files_report_fkey  FOREIGN KEY (plan_id, report_id) REFERENCES reports (plan_id, id),
    CONSTRAINT report_files_format_known CHECK (format IN ('pdf', 'docx', 'xlsx', 'html')),
    CONSTRAINT report_files_hash_true    CHECK (sha256 = sha256(content))
);

CREATE TRIGGER reports_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON reports
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER report_files_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON report_files
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE result_files
    ADD COLUMN sha256 bytea GENERATED ALWAYS AS (sha256(content)) STORED;
