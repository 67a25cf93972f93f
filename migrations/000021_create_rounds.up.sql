-- A round asks the responsible units for their values at a date. What they send waits in the round until the
-- technician accepts it, and only then becomes a measurement. A plan has one open round at most.

CREATE TABLE rounds (
    plan_id       bigint      NOT NULL CONSTRAINT rounds_plan_fkey REFERENCES plans,
    id            bigint      GENERATED ALWAYS AS IDENTITY,
    title         text        NOT NULL,
    measured_on   date        NOT NULL,
    due_on        date        NOT NULL,
    note          text        NOT NULL DEFAULT '',
    opened_at     timestamptz NOT NULL,
    opened_by     bigint      CONSTRAINT rounds_opener_fkey REFERENCES users,
    closed_at     timestamptz,
    cancelled_at  timestamptz,
    cancel_reason text        NOT NULL DEFAULT '',
    version       int         NOT NULL DEFAULT 1,
    CONSTRAINT rounds_pkey              PRIMARY KEY (plan_id, id),
    CONSTRAINT rounds_title_unique      UNIQUE (plan_id, title),
    CONSTRAINT rounds_title_present     CHECK (btrim(title) <> '' AND length(title) <= 200),
    CONSTRAINT rounds_note_bounded      CHECK (length(note) <= 4000),
    CONSTRAINT rounds_dates_reasonable  CHECK (measured_on >= DATE '1900-01-01' AND due_on <= DATE '2200-12-31'),
    CONSTRAINT rounds_deadline_after    CHECK (due_on >= measured_on),
    CONSTRAINT rounds_ended_once        CHECK (closed_at IS NULL OR cancelled_at IS NULL),
    CONSTRAINT rounds_cancelled_reasons CHECK ((cancelled_at IS NULL) = (cancel_reason = '') AND length(cancel_reason) <= 1000)
);

CREATE UNIQUE INDEX rounds_one_open ON rounds (plan_id) WHERE closed_at IS NULL AND cancelled_at IS NULL;

-- What a round asks of one indicator, and what has come of it.
CREATE TABLE round_entries (
    plan_id      bigint      NOT NULL,
    round_id     bigint      NOT NULL,
    indicator_id bigint      NOT NULL,
    state        text        NOT NULL DEFAULT 'owed',
    value        numeric,
    measured_on  date,
    comment      text        NOT NULL DEFAULT '',
    result_title text        NOT NULL DEFAULT '',
    result_on    date,
    result_url   text        NOT NULL DEFAULT '',
    sent_at      timestamptz,
    sent_by      bigint      CONSTRAINT round_entries_sender_fkey REFERENCES users,
    review       text        NOT NULL DEFAULT '',
    reviewed_at  timestamptz,
    reviewed_by  bigint      CONSTRAINT round_entries_reviewer_fkey REFERENCES users,
    version      int         NOT NULL DEFAULT 1,
    CONSTRAINT round_entries_pkey            PRIMARY KEY (plan_id, round_id, indicator_id),
    CONSTRAINT round_entries_round_fkey      FOREIGN KEY (plan_id, round_id) REFERENCES rounds (plan_id, id),
    CONSTRAINT round_entries_indicator_fkey  FOREIGN KEY (plan_id, indicator_id) REFERENCES indicators (plan_id, id),
    CONSTRAINT round_entries_state_known     CHECK (state IN ('owed', 'sent', 'returned', 'accepted')),
    CONSTRAINT round_entries_sent_whole      CHECK (state = 'owed' OR value IS NOT NULL AND measured_on IS NOT NULL AND sent_at IS NOT NULL),
    CONSTRAINT round_entries_returned_why    CHECK (state <> 'returned' OR review <> ''),
    CONSTRAINT round_entries_value_finite    CHECK (value > -1e15 AND value < 1e15 AND min_scale(value) <= 6),
    CONSTRAINT round_entries_date_reasonable CHECK (measured_on BETWEEN DATE '1900-01-01' AND DATE '2200-12-31'),
    CONSTRAINT round_entries_texts_bounded   CHECK (length(comment) <= 4000 AND length(result_title) <= 1000 AND length(review) <= 4000),
    CONSTRAINT round_entries_url_form        CHECK (result_url = '' OR (result_url ~ '^https?://' AND length(result_url) <= 2000))
);

CREATE INDEX round_entries_by_indicator ON round_entries (plan_id, indicator_id);
