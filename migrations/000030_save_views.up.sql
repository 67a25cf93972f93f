-- Ways to look at the list of retos that a person has given a name to: the query of the list's address.

CREATE TABLE challenge_views (
    id      bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT challenge_views_pkey PRIMARY KEY,
    user_id bigint NOT NULL CONSTRAINT challenge_views_user_fkey REFERENCES users,
    name    text   NOT NULL,
    query   text   NOT NULL,
    CONSTRAINT challenge_views_name_unique  UNIQUE (user_id, name),
    CONSTRAINT challenge_views_name_present CHECK (btrim(name) <> '' AND length(name) <= 80),
    CONSTRAINT challenge_views_query_short  CHECK (length(query) <= 1000)
);
