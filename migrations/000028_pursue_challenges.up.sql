-- What an admitted reto leads to: what of the plans it is linked to, a project with milestones of its own, and indicators
-- that take their value from how many retos there are.

CREATE TABLE challenge_links (
    id           bigint      GENERATED ALWAYS AS IDENTITY CONSTRAINT challenge_links_pkey PRIMARY KEY,
    challenge_id bigint      NOT NULL CONSTRAINT challenge_links_challenge_fkey REFERENCES challenges,
    plan_id      bigint      NOT NULL CONSTRAINT challenge_links_plan_fkey REFERENCES plans,
    objective_id bigint,
    indicator_id bigint,
    result_id    bigint,
    linked_at    timestamptz NOT NULL,
    linked_by    bigint      CONSTRAINT challenge_links_user_fkey REFERENCES users,
    CONSTRAINT challenge_links_objective_fkey FOREIGN KEY (plan_id, objective_id) REFERENCES objectives (plan_id, id),
    CONSTRAINT challenge_links_indicator_fkey FOREIGN KEY (plan_id, indicator_id) REFERENCES indicators (plan_id, id),
    CONSTRAINT challenge_links_result_fkey    FOREIGN KEY (plan_id, result_id) REFERENCES results (plan_id, id),
    CONSTRAINT challenge_links_one_end        CHECK (num_nonnulls(objective_id, indicator_id, result_id) = 1),
    CONSTRAINT challenge_links_unique         UNIQUE NULLS NOT DISTINCT (challenge_id, plan_id, objective_id, indicator_id, result_id)
);
CREATE INDEX challenge_links_by_objective ON challenge_links (plan_id, objective_id) WHERE objective_id IS NOT NULL;
CREATE INDEX challenge_links_by_indicator ON challenge_links (plan_id, indicator_id) WHERE indicator_id IS NOT NULL;
CREATE INDEX challenge_links_by_result ON challenge_links (plan_id, result_id) WHERE result_id IS NOT NULL;

CREATE TABLE challenge_projects (
    challenge_id bigint NOT NULL CONSTRAINT challenge_projects_pkey PRIMARY KEY
                                 CONSTRAINT challenge_projects_challenge_fkey REFERENCES challenges,
    title        text   NOT NULL,
    summary      text   NOT NULL DEFAULT '',
    unit_id      bigint CONSTRAINT challenge_projects_unit_fkey REFERENCES units,
    lead_id      bigint CONSTRAINT challenge_projects_lead_fkey REFERENCES users,
    starts_on    date   NOT NULL,
    ends_on      date   NOT NULL,
    version      int    NOT NULL DEFAULT 1,
    CONSTRAINT challenge_projects_title_present    CHECK (btrim(title) <> '' AND length(title) <= 200),
    CONSTRAINT challenge_projects_summary_bounded  CHECK (length(summary) <= 5000),
    CONSTRAINT challenge_projects_dates_ordered    CHECK (ends_on >= starts_on),
    CONSTRAINT challenge_projects_dates_reasonable CHECK (starts_on >= DATE '1900-01-01' AND ends_on <= DATE '2200-12-31')
);

CREATE TABLE challenge_milestones (
    id           bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT challenge_milestones_pkey PRIMARY KEY,
    challenge_id bigint NOT NULL CONSTRAINT challenge_milestones_project_fkey REFERENCES challenge_projects,
    title        text   NOT NULL,
    due_on       date   NOT NULL,
    done_on      date,
    note         text   NOT NULL DEFAULT '',
    version      int    NOT NULL DEFAULT 1,
    CONSTRAINT challenge_milestones_title_present    CHECK (btrim(title) <> '' AND length(title) <= 200),
    CONSTRAINT challenge_milestones_note_bounded     CHECK (length(note) <= 2000),
    CONSTRAINT challenge_milestones_dates_reasonable CHECK (due_on BETWEEN DATE '1900-01-01' AND DATE '2200-12-31'
                                                        AND done_on BETWEEN DATE '1900-01-01' AND DATE '2200-12-31')
);
CREATE INDEX challenge_milestones_by_project ON challenge_milestones (challenge_id, due_on);

CREATE TABLE indicator_sources (
    plan_id      bigint  NOT NULL,
    indicator_id bigint  NOT NULL,
    counts       text    NOT NULL, -- retos that reached this state
    from_on      date    NOT NULL,
    to_on        date    NOT NULL,
    automatic    boolean NOT NULL,
    version      int     NOT NULL DEFAULT 1,
    CONSTRAINT indicator_sources_pkey             PRIMARY KEY (plan_id, indicator_id),
    CONSTRAINT indicator_sources_indicator_fkey   FOREIGN KEY (plan_id, indicator_id) REFERENCES indicators (plan_id, id) ON DELETE CASCADE,
    CONSTRAINT indicator_sources_counts_known     CHECK (counts IN ('received', 'admitted', 'project', 'pilot', 'implemented')),
    CONSTRAINT indicator_sources_dates_ordered    CHECK (to_on >= from_on),
    CONSTRAINT indicator_sources_dates_reasonable CHECK (from_on >= DATE '1900-01-01' AND to_on <= DATE '2200-12-31')
);
