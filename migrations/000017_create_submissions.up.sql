-- Each form that changes something carries a key: a form that comes twice is carried out once, and the
-- second answer is the first one's. The repeat writes too, so that nothing is acknowledged from a copy of
-- the database that has been left behind.

CREATE TABLE submissions (
    key     text        NOT NULL CONSTRAINT submissions_pkey PRIMARY KEY,
    action  text        NOT NULL,
    user_id bigint,     -- no foreign key: its lock on the person would wait for whoever changes the e-mail, and they for it
    result  text        NOT NULL DEFAULT '',
    repeats int         NOT NULL DEFAULT 0,
    at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT submissions_key_form     CHECK (key ~ '^[A-Za-z0-9]{20,64}$'),
    CONSTRAINT submissions_result_short CHECK (length(result) <= 2000)
);
CREATE INDEX submissions_by_time ON submissions (at);
