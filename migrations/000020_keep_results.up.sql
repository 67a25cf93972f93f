-- Results are edited, withdrawn with a reason instead of removed, and carry files as evidence. A file is never
-- changed: it is withdrawn, and another one is added.

ALTER TABLE results
    ADD COLUMN version         int  NOT NULL DEFAULT 1,
    ADD COLUMN withdrawn_at    timestamptz,
    ADD COLUMN withdraw_reason text NOT NULL DEFAULT '',
    ADD CONSTRAINT results_withdrawn_reasons CHECK ((withdrawn_at IS NULL) = (withdraw_reason = '')),
    ADD CONSTRAINT results_texts_bounded     CHECK (length(description) <= 10000 AND length(withdraw_reason) <= 1000);

CREATE TABLE result_files (
    plan_id      bigint      NOT NULL,
    id           bigint      GENERATED ALWAYS AS IDENTITY,
    result_id    bigint      NOT NULL,
    name         text        NOT NULL,
    media_type   text        NOT NULL,
    size         int         NOT NULL,
    content      bytea       NOT NULL,
    added_at     timestamptz NOT NULL,
    added_by     bigint      CONSTRAINT result_files_user_fkey REFERENCES users,
    withdrawn_at timestamptz,
    CONSTRAINT result_files_pkey         PRIMARY KEY (plan_id, id),
    CONSTRAINT result_files_result_fkey  FOREIGN KEY (plan_id, result_id) REFERENCES results (plan_id, id),
    CONSTRAINT result_files_name_present CHECK (btrim(name) <> '' AND length(name) <= 200),
    CONSTRAINT result_files_type_form    CHECK (media_type ~ '^[a-z]+/[a-z0-9.+-]+$'),
    CONSTRAINT result_files_size_true    CHECK (size = octet_length(content) AND size BETWEEN 1 AND 10485760)
);

CREATE INDEX result_files_by_result ON result_files (plan_id, result_id);
