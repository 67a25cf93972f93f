-- Plans are what everything else belongs to: every table leads by plan_id, so that a page
-- reads one plan's rows from neighbouring places whatever else the database holds.

CREATE TABLE plans (
    id                bigint      GENERATED ALWAYS AS IDENTITY CONSTRAINT plans_pkey PRIMARY KEY,
    slug              text        NOT NULL CONSTRAINT plans_slug_unique UNIQUE,
    title             text        NOT NULL,
    body              text        NOT NULL,
    summary           text        NOT NULL DEFAULT '',
    general_objective text        NOT NULL DEFAULT '',
    notice            text        NOT NULL DEFAULT '',
    state             text        NOT NULL DEFAULT 'draft',
    starts_on         date        NOT NULL,
    ends_on           date        NOT NULL,
    on_track_from     numeric     NOT NULL DEFAULT 0.90,
    delayed_from      numeric     NOT NULL DEFAULT 0.70,
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT plans_slug_form        CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 80),
    CONSTRAINT plans_title_present    CHECK (btrim(title) <> '' AND length(title) <= 300),
    CONSTRAINT plans_body_present     CHECK (btrim(body) <> '' AND length(body) <= 300),
    CONSTRAINT plans_state_known      CHECK (state IN ('draft', 'active', 'closed')),
    CONSTRAINT plans_dates_ordered    CHECK (starts_on <= ends_on),
    CONSTRAINT plans_dates_reasonable CHECK (starts_on >= DATE '1900-01-01' AND ends_on <= DATE '2200-12-31'),
    CONSTRAINT plans_thresholds_ordered CHECK (0 < delayed_from AND delayed_from <= on_track_from AND on_track_from <= 1)
);

CREATE INDEX plans_by_end ON plans (ends_on DESC, id);

CREATE TABLE plan_sections (
    plan_id  bigint NOT NULL CONSTRAINT plan_sections_plan_fkey REFERENCES plans,
    id       bigint GENERATED ALWAYS AS IDENTITY,
    position int    NOT NULL,
    heading  text   NOT NULL,
    body     text   NOT NULL DEFAULT '',
    CONSTRAINT plan_sections_pkey            PRIMARY KEY (plan_id, id),
    CONSTRAINT plan_sections_position_unique UNIQUE (plan_id, position) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT plan_sections_heading_present CHECK (btrim(heading) <> '' AND length(heading) <= 200)
);

CREATE TABLE periods (
    plan_id   bigint NOT NULL CONSTRAINT periods_plan_fkey REFERENCES plans,
    id        bigint GENERATED ALWAYS AS IDENTITY,
    title     text   NOT NULL,
    starts_on date   NOT NULL,
    ends_on   date   NOT NULL,
    CONSTRAINT periods_pkey          PRIMARY KEY (plan_id, id),
    CONSTRAINT periods_start_unique  UNIQUE (plan_id, starts_on),
    CONSTRAINT periods_title_present CHECK (btrim(title) <> '' AND length(title) <= 200),
    CONSTRAINT periods_dates_ordered CHECK (starts_on <= ends_on)
);
