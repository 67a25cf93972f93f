DROP TABLE result_files;
ALTER TABLE results
    DROP CONSTRAINT results_texts_bounded,
    DROP CONSTRAINT results_withdrawn_reasons,
    DROP COLUMN withdraw_reason,
    DROP COLUMN withdrawn_at,
    DROP COLUMN version;
