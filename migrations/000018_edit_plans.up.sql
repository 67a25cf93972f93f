-- What people edit carries a version, so that two of them do not overwrite each other. Indicators tell what kind of
-- change they measure, and a plan may ask for a follow-up to be closed by itself every so many months.

ALTER TABLE plans
    ADD COLUMN cadence_months smallint,
    ADD CONSTRAINT plans_cadence_known CHECK (cadence_months IN (1, 3, 6, 12));

ALTER TABLE plan_sections ADD COLUMN version int NOT NULL DEFAULT 1;
ALTER TABLE strategic_lines ADD COLUMN version int NOT NULL DEFAULT 1;
ALTER TABLE frameworks ADD COLUMN version int NOT NULL DEFAULT 1;
ALTER TABLE objectives ADD COLUMN version int NOT NULL DEFAULT 1;
ALTER TABLE indicators
    ADD COLUMN version int  NOT NULL DEFAULT 1,
    ADD COLUMN nature  text NOT NULL DEFAULT '',
    ADD CONSTRAINT indicators_nature_known CHECK (nature IN ('', 'output', 'outcome', 'impact'));
