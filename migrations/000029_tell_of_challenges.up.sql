-- What people are told: notices in the application, and e-mails that wait to be sent. An e-mail is marked before the
-- server is asked to take it; one that was being sent when the program died is never sent again by itself.

CREATE TABLE notices (
    id           bigint      GENERATED ALWAYS AS IDENTITY CONSTRAINT notices_pkey PRIMARY KEY,
    user_id      bigint      NOT NULL CONSTRAINT notices_user_fkey REFERENCES users,
    challenge_id bigint      NOT NULL CONSTRAINT notices_challenge_fkey REFERENCES challenges,
    kind         text        NOT NULL,
    body         text        NOT NULL,
    told_at      timestamptz NOT NULL,
    read_at      timestamptz,
    CONSTRAINT notices_kind_form    CHECK (kind ~ '^[a-z_]{1,40}$'),
    CONSTRAINT notices_body_present CHECK (btrim(body) <> '' AND length(body) <= 1000)
);
CREATE INDEX notices_by_user ON notices (user_id, id DESC);
CREATE INDEX notices_unread ON notices (user_id) WHERE read_at IS NULL;

CREATE TABLE mails (
    id           bigint      GENERATED ALWAYS AS IDENTITY CONSTRAINT mails_pkey PRIMARY KEY,
    user_id      bigint      CONSTRAINT mails_user_fkey REFERENCES users,
    challenge_id bigint      NOT NULL CONSTRAINT mails_challenge_fkey REFERENCES challenges, -- whose contact gets it, without a user
    message_id   text        NOT NULL CONSTRAINT mails_message_unique UNIQUE,
    subject      text        NOT NULL,
    body         text        NOT NULL, -- blank once it was sent
    html         text        NOT NULL,
    state        text        NOT NULL DEFAULT 'queued',
    attempts     int         NOT NULL DEFAULT 0,
    problem      text        NOT NULL DEFAULT '', -- of the newest attempt; holds no address and no text
    queued_at    timestamptz NOT NULL,
    changed_at   timestamptz NOT NULL,
    version      int         NOT NULL DEFAULT 1,
    CONSTRAINT mails_state_known     CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'uncertain', 'dropped')),
    CONSTRAINT mails_body_while_open CHECK (state IN ('sent', 'dropped') OR body <> ''),
    CONSTRAINT mails_sent_forgotten  CHECK (state NOT IN ('sent', 'dropped') OR body = '' AND html = ''),
    CONSTRAINT mails_texts_bounded   CHECK (length(subject) BETWEEN 1 AND 300 AND length(body) <= 20000 AND length(html) <= 60000 AND length(problem) <= 500)
);
CREATE INDEX mails_open ON mails (state, id) WHERE state <> 'sent';
