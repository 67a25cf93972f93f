-- People who may sign in. Whoever has no password was invited and has not answered yet, or signs in with
-- the organisation's accounts alone. A code of the second factor works once: totp_step is the last one used.

CREATE TABLE users (
    id            bigint      GENERATED ALWAYS AS IDENTITY CONSTRAINT users_pkey PRIMARY KEY,
    email         text        NOT NULL CONSTRAINT users_email_unique UNIQUE,
    name          text        NOT NULL,
    role          text        NOT NULL,
    password_hash text,
    totp_secret   text,
    totp_step     bigint      NOT NULL DEFAULT 0,
    disabled_at   timestamptz,
    created_at    timestamptz NOT NULL DEFAULT now(),
    version       int         NOT NULL DEFAULT 1,
    CONSTRAINT users_email_form      CHECK (email = lower(email) AND email ~ '^[^@[:space:]]+@[^@[:space:]]+$' AND length(email) <= 254),
    CONSTRAINT users_name_present    CHECK (btrim(name) <> '' AND length(name) <= 120),
    CONSTRAINT users_role_known      CHECK (role IN ('admin', 'technician', 'director', 'staff')),
    CONSTRAINT users_password_hashed CHECK (password_hash LIKE '$argon2id$%'),
    CONSTRAINT users_totp_secret     CHECK (totp_secret ~ '^[A-Z2-7]{32}$')
);

CREATE TABLE user_units (
    user_id bigint NOT NULL CONSTRAINT user_units_user_fkey REFERENCES users,
    unit_id bigint NOT NULL CONSTRAINT user_units_unit_fkey REFERENCES units,
    CONSTRAINT user_units_pkey PRIMARY KEY (user_id, unit_id)
);
CREATE INDEX user_units_by_unit ON user_units (unit_id);

-- What is kept of a code is its hash: a code has fifty random bits and attempts are limited, so a fast one will do.
CREATE TABLE recovery_codes (
    user_id   bigint NOT NULL CONSTRAINT recovery_codes_user_fkey REFERENCES users,
    code_hash bytea  NOT NULL,
    CONSTRAINT recovery_codes_pkey   PRIMARY KEY (user_id, code_hash),
    CONSTRAINT recovery_codes_hashed CHECK (octet_length(code_hash) = 32)
);

-- A person in the organisation's own accounts: the provider and its name for the person, for ever.
CREATE TABLE identities (
    issuer     text        NOT NULL,
    subject    text        NOT NULL,
    user_id    bigint      NOT NULL CONSTRAINT identities_user_fkey REFERENCES users,
    created_at timestamptz NOT NULL,
    CONSTRAINT identities_pkey    PRIMARY KEY (issuer, subject),
    CONSTRAINT identities_present CHECK (issuer <> '' AND subject <> '' AND length(issuer) <= 500 AND length(subject) <= 500)
);
CREATE INDEX identities_by_user ON identities (user_id);
