-- What administrators decide for the whole installation, one JSON document a subject; the program gives
-- each its shape and its value until somebody changes it.

CREATE TABLE settings (
    name    text  NOT NULL CONSTRAINT settings_pkey PRIMARY KEY,
    value   jsonb NOT NULL,
    version int   NOT NULL DEFAULT 1,
    CONSTRAINT settings_name_form    CHECK (name ~ '^[a-z_]+$'),
    CONSTRAINT settings_value_object CHECK (jsonb_typeof(value) = 'object')
);
