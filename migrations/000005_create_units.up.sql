-- Units are the parts of the organisation that answer for indicators; they outlive plans.

CREATE TABLE units (
    id   bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT units_pkey PRIMARY KEY,
    name text   NOT NULL CONSTRAINT units_name_unique UNIQUE,
    CONSTRAINT units_name_present CHECK (btrim(name) <> '' AND length(name) <= 200)
);
