-- A token lets another application of the body do some things in a person's name. Only its digest is kept.

CREATE TABLE api_tokens (
    id         bigint      GENERATED ALWAYS AS IDENTITY CONSTRAINT api_tokens_pkey PRIMARY KEY,
    user_id    bigint      NOT NULL CONSTRAINT api_tokens_user_fkey REFERENCES users,
    plan_id    bigint      CONSTRAINT api_tokens_plan_fkey REFERENCES plans, -- the only one that it serves for; null for any
    name       text        NOT NULL,
    scopes     text[]      NOT NULL,
    token_hash bytea       NOT NULL,
    hint       text        NOT NULL, -- its last letters, by which its owner knows it
    created_at timestamptz NOT NULL,
    expires_on date        NOT NULL, -- the last day on which it serves
    used_at    timestamptz,
    revoked_at timestamptz,
    CONSTRAINT api_tokens_hash_unique  UNIQUE (token_hash),
    CONSTRAINT api_tokens_hashed       CHECK (octet_length(token_hash) = 32),
    CONSTRAINT api_tokens_name_present CHECK (btrim(name) <> '' AND length(name) <= 100),
    CONSTRAINT api_tokens_scopes_known CHECK (cardinality(scopes) > 0 AND scopes <@ '{values:record,values:correct}'::text[]),
    CONSTRAINT api_tokens_hint_short   CHECK (length(hint) = 4)
);

CREATE INDEX api_tokens_by_user ON api_tokens (user_id, id DESC);

-- What was asked under an Idempotency-Key, so that the same key is not taken for something else.
CREATE TABLE api_requests (
    token_id    bigint      NOT NULL CONSTRAINT api_requests_token_fkey REFERENCES api_tokens,
    key         text        NOT NULL,
    fingerprint bytea       NOT NULL,
    at          timestamptz NOT NULL,
    CONSTRAINT api_requests_pkey        PRIMARY KEY (token_id, key),
    CONSTRAINT api_requests_key_bounded CHECK (length(key) BETWEEN 1 AND 255),
    CONSTRAINT api_requests_fingerprint CHECK (octet_length(fingerprint) = 32)
);

CREATE INDEX api_requests_by_time ON api_requests (at);
