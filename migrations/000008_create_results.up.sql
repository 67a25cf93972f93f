-- A result is evidence of what was achieved, and one piece of evidence may serve several indicators.

CREATE TABLE results (
    plan_id     bigint NOT NULL CONSTRAINT results_plan_fkey REFERENCES plans,
    id          bigint GENERATED ALWAYS AS IDENTITY,
    title       text   NOT NULL,
    description text   NOT NULL DEFAULT '',
    achieved_on date,
    url         text   NOT NULL DEFAULT '',
    CONSTRAINT results_pkey            PRIMARY KEY (plan_id, id),
    CONSTRAINT results_title_present   CHECK (btrim(title) <> '' AND length(title) <= 1000),
    CONSTRAINT results_url_form        CHECK (url = '' OR (url ~ '^https?://' AND length(url) <= 2000)),
    CONSTRAINT results_date_reasonable CHECK (achieved_on BETWEEN DATE '1900-01-01' AND DATE '2200-12-31')
);

CREATE TABLE result_indicators (
    plan_id      bigint NOT NULL,
    indicator_id bigint NOT NULL,
    result_id    bigint NOT NULL,
    position     int    NOT NULL,
    CONSTRAINT result_indicators_pkey           PRIMARY KEY (plan_id, indicator_id, result_id),
    CONSTRAINT result_indicators_indicator_fkey FOREIGN KEY (plan_id, indicator_id) REFERENCES indicators (plan_id, id),
    CONSTRAINT result_indicators_result_fkey    FOREIGN KEY (plan_id, result_id) REFERENCES results (plan_id, id)
);

CREATE INDEX result_indicators_by_result ON result_indicators (plan_id, result_id);
