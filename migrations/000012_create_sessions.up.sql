-- What lets a person in for a time: sessions and single-use links. Only hashes of their random tokens are kept, so
-- that whoever reads this table does not enter with what stands in it.

CREATE TABLE sessions (
    token_hash bytea       NOT NULL CONSTRAINT sessions_pkey PRIMARY KEY,
    id         bigint      GENERATED ALWAYS AS IDENTITY CONSTRAINT sessions_id_unique UNIQUE,
    user_id    bigint      NOT NULL CONSTRAINT sessions_user_fkey REFERENCES users,
    confirmed  boolean     NOT NULL, -- false while the second factor is still to come
    elsewhere  boolean     NOT NULL, -- the second factor is the provider's affair
    address    text        NOT NULL,
    device     text        NOT NULL,
    created_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT sessions_token_hashed CHECK (octet_length(token_hash) = 32),
    CONSTRAINT sessions_ends_later   CHECK (created_at <= seen_at AND created_at < expires_at)
);
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE links (
    token_hash bytea       NOT NULL CONSTRAINT links_pkey PRIMARY KEY,
    kind       text        NOT NULL,
    user_id    bigint      CONSTRAINT links_user_fkey REFERENCES users,
    email      text        NOT NULL DEFAULT '', -- the new address, in a link that confirms one
    expires_at timestamptz NOT NULL,
    CONSTRAINT links_token_hashed CHECK (octet_length(token_hash) = 32),
    CONSTRAINT links_kind_known   CHECK (kind IN ('setup', 'invitation', 'reset', 'forgot', 'email')),
    CONSTRAINT links_has_user     CHECK ((kind = 'setup') = (user_id IS NULL)),
    CONSTRAINT links_has_email    CHECK ((kind = 'email') = (email <> '')),
    CONSTRAINT links_one_of_each  UNIQUE NULLS NOT DISTINCT (kind, user_id)
);

-- Failed attempts by account, by address and by both, named by hashes: what was typed is not kept.
CREATE TABLE attempts (
    key     bytea       NOT NULL CONSTRAINT attempts_pkey PRIMARY KEY,
    count   int         NOT NULL,
    ends_at timestamptz NOT NULL,
    CONSTRAINT attempts_key_hashed CHECK (octet_length(key) = 32)
);

-- From where accounts have signed in, as hashes of both: a flood from elsewhere does not lock them out there.
CREATE TABLE known_addresses (
    key     bytea       NOT NULL CONSTRAINT known_addresses_pkey PRIMARY KEY,
    seen_at timestamptz NOT NULL,
    CONSTRAINT known_addresses_key_hashed CHECK (octet_length(key) = 32)
);
