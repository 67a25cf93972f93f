ALTER TABLE indicators
    DROP CONSTRAINT indicators_nature_known,
    DROP COLUMN nature,
    DROP COLUMN version;
ALTER TABLE objectives DROP COLUMN version;
ALTER TABLE frameworks DROP COLUMN version;
ALTER TABLE strategic_lines DROP COLUMN version;
ALTER TABLE plan_sections DROP COLUMN version;
ALTER TABLE plans
    DROP CONSTRAINT plans_cadence_known,
    DROP COLUMN cadence_months;
