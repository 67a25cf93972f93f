-- A token lets another application of the body do some things in a person's name. Only its digest is kept.

CREATE TABLE api_tokens (
    id         bigint      GENERATED ALWAYS AS IDENTITY CONSTRAINT api_tokens_pkey PRIMARY KEY,
    user_id    bigint      NOT NULL CONSTRAINT api_tokens_user_fkey REFERENCES users,
    name       text        NOT NULL,
    scopes     text[]      NOT NULL,
    token_hash bytea       NOT NULL,
    hint       text        NOT NULL, -- its last letters, by which its owner knows it
    created_at timestamptz NOT NULL,
    expires_on date,
    used_at    timestamptz,
    revoked_at timestamptz,
    CONSTRAINT api_tokens_hash_unique  UNIQUE (token_hash),
    CONSTRAINT api_tokens_hashed       CHECK (octet_length(token_hash) = 32),
    CONSTRAINT api_tokens_name_present CHECK (btrim(name) <> '' AND length(name) <= 100),
    CONSTRAINT api_tokens_scopes_known CHECK (cardinality(scopes) > 0 AND scopes <@ '{values:write}'::text[])
);

CREATE INDEX api_tokens_by_user ON api_tokens (user_id, id DESC);

-- What was answered to a request that carried an Idempotency-Key, to be answered again: by token and key.
CREATE TABLE api_requests (
    token_id    bigint      NOT NULL CONSTRAINT api_requests_token_fkey REFERENCES api_tokens,
    key         text        NOT NULL,
    fingerprint bytea       NOT NULL, -- of what was asked
    status      int         NOT NULL,
    body        jsonb       NOT NULL,
    created_at  timestamptz NOT NULL,
    repeats     int         NOT NULL DEFAULT 0,
    CONSTRAINT api_requests_pkey         PRIMARY KEY (token_id, key),
    CONSTRAINT api_requests_key_bounded  CHECK (length(key) BETWEEN 1 AND 255),
    CONSTRAINT api_requests_fingerprint  CHECK (octet_length(fingerprint) = 32)
);
