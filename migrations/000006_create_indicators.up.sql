-- Indicators with their goal. A blank baseline stays null: it counts as 0 and is shown as blank.
-- "reach" needs a distance to go, or its progress would be 0/0; the upper bound of each quantity
-- also refuses NaN and infinities, which PostgreSQL's numeric accepts and sorts above all numbers.

CREATE TABLE indicators (
    plan_id           bigint   NOT NULL CONSTRAINT indicators_plan_fkey REFERENCES plans,
    id                bigint   GENERATED ALWAYS AS IDENTITY,
    objective_id      bigint   NOT NULL,
    position          int      NOT NULL,
    code              text     NOT NULL,
    title             text     NOT NULL,
    description       text     NOT NULL DEFAULT '',
    method            text     NOT NULL DEFAULT '',
    source            text     NOT NULL DEFAULT '',
    unit_of_measure   text     NOT NULL DEFAULT '',
    decimals          smallint NOT NULL DEFAULT 0,
    periodicity_months smallint,
    rule              text     NOT NULL DEFAULT 'reach',
    baseline          numeric,
    target            numeric  NOT NULL,
    planned_in_steps  boolean  NOT NULL DEFAULT false,
    starts_on         date,
    ends_on           date,
    weight            numeric  NOT NULL DEFAULT 1,
    cancelled_on      date,
    cancel_reason     text     NOT NULL DEFAULT '',
    CONSTRAINT indicators_pkey               PRIMARY KEY (plan_id, id),
    CONSTRAINT indicators_objective_fkey     FOREIGN KEY (plan_id, objective_id) REFERENCES objectives (plan_id, id),
    CONSTRAINT indicators_code_unique        UNIQUE (plan_id, code),
    CONSTRAINT indicators_position_unique    UNIQUE (plan_id, objective_id, position) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT indicators_code_form          CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$'),
    CONSTRAINT indicators_title_present      CHECK (btrim(title) <> '' AND length(title) <= 1000),
    CONSTRAINT indicators_unit_short         CHECK (length(unit_of_measure) <= 40),
    CONSTRAINT indicators_decimals_bounded   CHECK (decimals BETWEEN 0 AND 6),
    CONSTRAINT indicators_periodicity_known  CHECK (periodicity_months IN (1, 2, 3, 4, 6, 12, 24)),
    CONSTRAINT indicators_rule_known         CHECK (rule IN ('reach', 'maintain_at_least', 'maintain_at_most')),
    CONSTRAINT indicators_baseline_finite    CHECK (baseline > -1e15 AND baseline < 1e15 AND min_scale(baseline) <= 6),
    CONSTRAINT indicators_target_finite      CHECK (target > -1e15 AND target < 1e15 AND min_scale(target) <= 6),
    CONSTRAINT indicators_reach_has_distance CHECK (rule <> 'reach' OR target <> coalesce(baseline, 0)),
    CONSTRAINT indicators_dates_ordered      CHECK (starts_on <= ends_on),
    CONSTRAINT indicators_dates_reasonable   CHECK (starts_on >= DATE '1900-01-01' AND ends_on <= DATE '2200-12-31'),
    CONSTRAINT indicators_weight_bounded     CHECK (weight >= 0 AND weight <= 1000 AND min_scale(weight) <= 4),
    CONSTRAINT indicators_cancelled_reasons  CHECK ((cancelled_on IS NULL) = (cancel_reason = ''))
);

CREATE TABLE indicator_units (
    plan_id      bigint NOT NULL,
    indicator_id bigint NOT NULL,
    unit_id      bigint NOT NULL CONSTRAINT indicator_units_unit_fkey REFERENCES units,
    CONSTRAINT indicator_units_pkey           PRIMARY KEY (plan_id, indicator_id, unit_id),
    CONSTRAINT indicator_units_indicator_fkey FOREIGN KEY (plan_id, indicator_id) REFERENCES indicators (plan_id, id)
);

CREATE TABLE indicator_standards (
    plan_id      bigint NOT NULL,
    indicator_id bigint NOT NULL,
    standard_id  bigint NOT NULL,
    CONSTRAINT indicator_standards_pkey           PRIMARY KEY (plan_id, indicator_id, standard_id),
    CONSTRAINT indicator_standards_indicator_fkey FOREIGN KEY (plan_id, indicator_id) REFERENCES indicators (plan_id, id),
    CONSTRAINT indicator_standards_standard_fkey  FOREIGN KEY (plan_id, standard_id) REFERENCES standards (plan_id, id)
);

CREATE TABLE planned_points (
    plan_id      bigint  NOT NULL,
    indicator_id bigint  NOT NULL,
    due_on       date    NOT NULL,
    value        numeric NOT NULL,
    CONSTRAINT planned_points_pkey           PRIMARY KEY (plan_id, indicator_id, due_on),
    CONSTRAINT planned_points_indicator_fkey FOREIGN KEY (plan_id, indicator_id) REFERENCES indicators (plan_id, id),
    CONSTRAINT planned_points_value_finite   CHECK (value > -1e15 AND value < 1e15 AND min_scale(value) <= 6)
);
