-- What was done, refused or tried, by whom and when. Rows are only ever added; each carries the hash of the
-- one before it, so that a row changed, removed or slipped in later shows. The chain is made here and not
-- in the program, which may only insert. Personal data stand apart: the chain holds their digest, and they
-- can be forgotten when their time is over without breaking it.

CREATE TABLE audit_events (
    id              bigint      NOT NULL CONSTRAINT audit_events_pkey PRIMARY KEY,
    at              timestamptz NOT NULL,
    actor_kind      text        NOT NULL,
    actor_id        bigint,
    action          text        NOT NULL,
    object_type     text        NOT NULL,
    object_id       bigint,
    plan_id         bigint,
    request_id      text        NOT NULL DEFAULT '',
    before          jsonb,
    after           jsonb,
    personal_digest bytea,
    previous        bytea       NOT NULL CONSTRAINT audit_events_one_chain UNIQUE,
    hash            bytea       NOT NULL,
    CONSTRAINT audit_events_actor_known   CHECK (actor_kind IN ('person', 'anonymous', 'command', 'system')),
    CONSTRAINT audit_events_actor_named   CHECK ((actor_kind = 'person') = (actor_id IS NOT NULL)),
    CONSTRAINT audit_events_action_form   CHECK (action ~ '^[a-z_]+\.[a-z_]+$'),
    CONSTRAINT audit_events_object_form   CHECK (object_type ~ '^[a-z_]+$'),
    CONSTRAINT audit_events_request_short CHECK (length(request_id) <= 32),
    CONSTRAINT audit_events_hashed        CHECK (octet_length(hash) = 32 AND octet_length(previous) = 32)
);
CREATE INDEX audit_events_by_object ON audit_events (object_type, object_id, id DESC);
CREATE INDEX audit_events_by_plan ON audit_events (plan_id, id DESC) WHERE plan_id IS NOT NULL;
CREATE INDEX audit_events_by_actor ON audit_events (actor_id, id DESC) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_events_by_action ON audit_events (action, id DESC);
CREATE INDEX audit_events_by_time ON audit_events (at);

CREATE TABLE audit_personal (
    event_id bigint NOT NULL CONSTRAINT audit_personal_pkey PRIMARY KEY
                             CONSTRAINT audit_personal_event_fkey REFERENCES audit_events,
    salt     bytea  NOT NULL,
    body     text   NOT NULL, -- JSON, kept to the byte: its digest is in the chain
    CONSTRAINT audit_personal_salted CHECK (octet_length(salt) = 16)
);

-- One writer at a time adds to the chain, so events are recorded last in their transactions. The unique
-- "previous" stands behind: in a transaction that cannot see the newest row, the insert fails.
CREATE FUNCTION chain_audit_event() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    last record;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('hito audit chain', 0));
    SELECT id, hash INTO last FROM audit_events ORDER BY id DESC LIMIT 1;
    NEW.id := coalesce(last.id, 0) + 1;
    NEW.previous := coalesce(last.hash, decode(repeat('00', 32), 'hex'));
    NEW.hash := sha256(NEW.previous || convert_to(jsonb_build_object(
        'id', NEW.id, 'at', to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'actor_kind', NEW.actor_kind, 'actor_id', NEW.actor_id, 'action', NEW.action,
        'object_type', NEW.object_type, 'object_id', NEW.object_id, 'plan_id', NEW.plan_id,
        'request_id', NEW.request_id, 'before', NEW.before, 'after', NEW.after,
        'personal_digest', encode(NEW.personal_digest, 'hex'))::text, 'UTF8'));
    RETURN NEW;
END
$$;

CREATE TRIGGER audit_events_chained
    BEFORE INSERT ON audit_events
    FOR EACH ROW EXECUTE FUNCTION chain_audit_event();

CREATE TRIGGER audit_events_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Nobody forgets what is younger than ninety days, whatever the installation's setting is.
CREATE FUNCTION refuse_forgetting() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF (SELECT at FROM audit_events WHERE id = OLD.event_id) > now() - interval '90 days' THEN
        RAISE EXCEPTION 'personal data of the audit are kept for ninety days'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END
$$;

CREATE TRIGGER audit_personal_kept
    BEFORE DELETE ON audit_personal
    FOR EACH ROW EXECUTE FUNCTION refuse_forgetting();

CREATE TRIGGER audit_personal_append_only
    BEFORE UPDATE OR TRUNCATE ON audit_personal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The runtime role may not delete; this runs as the owner and deletes only what is old enough.
CREATE FUNCTION audit_forget(older_than timestamptz, most int) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH old AS (
        SELECT p.event_id
          FROM audit_personal p
          JOIN audit_events e ON e.id = p.event_id
         WHERE e.at < least(older_than, now() - interval '90 days')
         ORDER BY p.event_id
         LIMIT most),
    gone AS (
        DELETE FROM audit_personal
         WHERE event_id IN (SELECT event_id FROM old)
        RETURNING event_id)
    SELECT count(*) FROM gone
$$;
