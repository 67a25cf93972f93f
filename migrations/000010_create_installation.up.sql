-- One row says what this database was made for, so that demo mode never touches real data
-- and a real installation never serves demo data by mistake.

CREATE TABLE installation (
    singleton boolean     NOT NULL DEFAULT true CONSTRAINT installation_pkey PRIMARY KEY,
    demo      boolean     NOT NULL,
    made_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT installation_single CHECK (singleton)
);

CREATE TRIGGER installation_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON installation
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
