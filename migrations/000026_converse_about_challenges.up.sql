-- What is said about a reto between its author and those who handle it, what these say among themselves, the files that
-- come with it, and what a person has typed of a reto that is not sent yet.

CREATE TABLE challenge_messages (
    id           bigint      GENERATED ALWAYS AS IDENTITY CONSTRAINT challenge_messages_pkey PRIMARY KEY,
    challenge_id bigint      NOT NULL CONSTRAINT challenge_messages_challenge_fkey REFERENCES challenges,
    kind         text        NOT NULL,
    body         text        NOT NULL,
    written_at   timestamptz NOT NULL,
    written_by   bigint      CONSTRAINT challenge_messages_user_fkey REFERENCES users, -- nobody where the author did
    merged_from  bigint      CONSTRAINT challenge_messages_merged_fkey REFERENCES challenges,
    CONSTRAINT challenge_messages_kind_known   CHECK (kind IN ('author', 'answer', 'internal')),
    CONSTRAINT challenge_messages_writer       CHECK ((kind = 'author') = (written_by IS NULL)),
    CONSTRAINT challenge_messages_body_present CHECK (btrim(body) <> '' AND length(body) <= 5000),
    CONSTRAINT challenge_messages_merged_notes CHECK (merged_from IS NULL OR kind = 'internal' AND merged_from <> challenge_id)
);
CREATE INDEX challenge_messages_by_challenge ON challenge_messages (challenge_id, id);

CREATE TABLE challenge_files (
    id           bigint      GENERATED ALWAYS AS IDENTITY CONSTRAINT challenge_files_pkey PRIMARY KEY,
    challenge_id bigint      NOT NULL CONSTRAINT challenge_files_challenge_fkey REFERENCES challenges,
    name         text        NOT NULL,
    media_type   text        NOT NULL,
    size         int         NOT NULL,
    content      bytea       NOT NULL,
    internal     boolean     NOT NULL, -- for those who handle it alone
    added_at     timestamptz NOT NULL,
    added_by     bigint      CONSTRAINT challenge_files_user_fkey REFERENCES users, -- nobody where the author did
    withdrawn_at timestamptz,
    CONSTRAINT challenge_files_name_present CHECK (btrim(name) <> '' AND length(name) <= 200),
    CONSTRAINT challenge_files_type_form    CHECK (media_type ~ '^[a-z]+/[a-z0-9.+-]+$'),
    CONSTRAINT challenge_files_size_true    CHECK (size = octet_length(content) AND size BETWEEN 1 AND 10485760),
    CONSTRAINT challenge_files_internal_by  CHECK (NOT internal OR added_by IS NOT NULL)
);
CREATE INDEX challenge_files_by_challenge ON challenge_files (challenge_id);

CREATE TABLE challenge_drafts (
    user_id  bigint      NOT NULL CONSTRAINT challenge_drafts_pkey PRIMARY KEY
                                  CONSTRAINT challenge_drafts_user_fkey REFERENCES users,
    fields   jsonb       NOT NULL,
    saved_at timestamptz NOT NULL,
    CONSTRAINT challenge_drafts_fields_object CHECK (jsonb_typeof(fields) = 'object' AND length(fields::text) <= 60000)
);
