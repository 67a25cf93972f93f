-- Strategic lines group objectives; an objective may stand in several lines or in none.

CREATE TABLE strategic_lines (
    plan_id     bigint NOT NULL CONSTRAINT strategic_lines_plan_fkey REFERENCES plans,
    id          bigint GENERATED ALWAYS AS IDENTITY,
    position    int    NOT NULL,
    code        text   NOT NULL,
    title       text   NOT NULL,
    description text   NOT NULL DEFAULT '',
    CONSTRAINT strategic_lines_pkey            PRIMARY KEY (plan_id, id),
    CONSTRAINT strategic_lines_code_unique     UNIQUE (plan_id, code),
    CONSTRAINT strategic_lines_position_unique UNIQUE (plan_id, position) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT strategic_lines_code_form       CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$'),
    CONSTRAINT strategic_lines_title_present   CHECK (btrim(title) <> '' AND length(title) <= 500)
);
