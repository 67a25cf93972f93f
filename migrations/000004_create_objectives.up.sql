-- Specific objectives, weighed in the plan's mean; a cancelled one keeps its date and reason
-- and is left out from that date on.

CREATE TABLE objectives (
    plan_id       bigint  NOT NULL CONSTRAINT objectives_plan_fkey REFERENCES plans,
    id            bigint  GENERATED ALWAYS AS IDENTITY,
    position      int     NOT NULL,
    code          text    NOT NULL,
    title         text    NOT NULL,
    weight        numeric NOT NULL DEFAULT 1,
    cancelled_on  date,
    cancel_reason text    NOT NULL DEFAULT '',
    CONSTRAINT objectives_pkey              PRIMARY KEY (plan_id, id),
    CONSTRAINT objectives_code_unique       UNIQUE (plan_id, code),
    CONSTRAINT objectives_position_unique   UNIQUE (plan_id, position) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT objectives_code_form         CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$'),
    CONSTRAINT objectives_title_present     CHECK (btrim(title) <> '' AND length(title) <= 1000),
    CONSTRAINT objectives_weight_bounded    CHECK (weight >= 0 AND weight <= 1000 AND min_scale(weight) <= 4),
    CONSTRAINT objectives_cancelled_reasons CHECK ((cancelled_on IS NULL) = (cancel_reason = ''))
);

CREATE TABLE objective_lines (
    plan_id      bigint NOT NULL,
    objective_id bigint NOT NULL,
    line_id      bigint NOT NULL,
    CONSTRAINT objective_lines_pkey           PRIMARY KEY (plan_id, objective_id, line_id),
    CONSTRAINT objective_lines_objective_fkey FOREIGN KEY (plan_id, objective_id) REFERENCES objectives (plan_id, id),
    CONSTRAINT objective_lines_line_fkey      FOREIGN KEY (plan_id, line_id) REFERENCES strategic_lines (plan_id, id)
);

CREATE TABLE objective_standards (
    plan_id      bigint NOT NULL,
    objective_id bigint NOT NULL,
    standard_id  bigint NOT NULL,
    CONSTRAINT objective_standards_pkey           PRIMARY KEY (plan_id, objective_id, standard_id),
    CONSTRAINT objective_standards_objective_fkey FOREIGN KEY (plan_id, objective_id) REFERENCES objectives (plan_id, id),
    CONSTRAINT objective_standards_standard_fkey  FOREIGN KEY (plan_id, standard_id) REFERENCES standards (plan_id, id)
);
