-- Retos: worries that staff, or whoever has the link, bring to the people who handle them. Each has a code that nobody
-- can guess, which is its address; an anonymous author keeps another one, of which only a digest is stored.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE challenges (
    id                bigint      GENERATED ALWAYS AS IDENTITY CONSTRAINT challenges_pkey PRIMARY KEY,
    code              text        NOT NULL CONSTRAINT challenges_code_unique UNIQUE,
    secret_digest     bytea       CONSTRAINT challenges_secret_unique UNIQUE,
    title             text        NOT NULL,
    problem           text        NOT NULL,
    affects           text        NOT NULL DEFAULT '',
    affected          int,        -- people, roughly
    evidence          text        NOT NULL DEFAULT '',
    tried             text        NOT NULL DEFAULT '',
    idea              text        NOT NULL DEFAULT '',
    urgency           text        NOT NULL DEFAULT 'normal',
    urgency_reason    text        NOT NULL DEFAULT '',
    unit_id           bigint      CONSTRAINT challenges_unit_fkey REFERENCES units,
    area              text        NOT NULL DEFAULT '',
    plan_id           bigint      CONSTRAINT challenges_plan_fkey REFERENCES plans,
    objective_id      bigint,
    line_id           bigint,
    privacy           text        NOT NULL,
    author_id         bigint      CONSTRAINT challenges_author_fkey REFERENCES users,
    contact_name      text        NOT NULL DEFAULT '',
    contact_email     text        NOT NULL DEFAULT '',
    shared            boolean     NOT NULL DEFAULT false, -- its unit may read it
    state             text        NOT NULL DEFAULT 'received',
    state_since       timestamptz NOT NULL,
    submitted_at      timestamptz NOT NULL,
    submitted_on      date        NOT NULL, -- the same, as the calendar had it at the organisation's place
    answer_due_on     date        NOT NULL,
    answered_at       timestamptz,
    decision_asked_at timestamptz,
    assignee_id       bigint      CONSTRAINT challenges_assignee_fkey REFERENCES users,
    assigned_unit_id  bigint      CONSTRAINT challenges_assigned_unit_fkey REFERENCES units,
    merged_into       bigint      CONSTRAINT challenges_merged_fkey REFERENCES challenges,
    public_title      text        NOT NULL DEFAULT '',
    public_text       text        NOT NULL DEFAULT '',
    published_at      timestamptz,
    version           int         NOT NULL DEFAULT 1,
    folded_title      text        GENERATED ALWAYS AS (lower(translate(title,
                          'áàâäéèêëíìîïóòôöúùûüñçÁÀÂÄÉÈÊËÍÌÎÏÓÒÔÖÚÙÛÜÑÇ', 'aaaaeeeeiiiioooouuuuncaaaaeeeeiiiioooouuuunc'))) STORED,
    title_words       tsvector    GENERATED ALWAYS AS (to_tsvector('spanish', translate(title,
                          'áàâäéèêëíìîïóòôöúùûüñçÁÀÂÄÉÈÊËÍÌÎÏÓÒÔÖÚÙÛÜÑÇ', 'aaaaeeeeiiiioooouuuuncaaaaeeeeiiiioooouuuunc'))) STORED,
    words             tsvector    GENERATED ALWAYS AS (
                          setweight(to_tsvector('spanish', translate(title,
                              'áàâäéèêëíìîïóòôöúùûüñçÁÀÂÄÉÈÊËÍÌÎÏÓÒÔÖÚÙÛÜÑÇ', 'aaaaeeeeiiiioooouuuuncaaaaeeeeiiiioooouuuunc')), 'A') ||
                          setweight(to_tsvector('spanish', translate(problem || ' ' || affects || ' ' || idea,
                              'áàâäéèêëíìîïóòôöúùûüñçÁÀÂÄÉÈÊËÍÌÎÏÓÒÔÖÚÙÛÜÑÇ', 'aaaaeeeeiiiioooouuuuncaaaaeeeeiiiioooouuuunc')), 'B')) STORED,
    folded_public     text        GENERATED ALWAYS AS (lower(translate(public_title,
                          'áàâäéèêëíìîïóòôöúùûüñçÁÀÂÄÉÈÊËÍÌÎÏÓÒÔÖÚÙÛÜÑÇ', 'aaaaeeeeiiiioooouuuuncaaaaeeeeiiiioooouuuunc'))) STORED,
    public_title_words tsvector   GENERATED ALWAYS AS (to_tsvector('spanish', translate(public_title,
                          'áàâäéèêëíìîïóòôöúùûüñçÁÀÂÄÉÈÊËÍÌÎÏÓÒÔÖÚÙÛÜÑÇ', 'aaaaeeeeiiiioooouuuuncaaaaeeeeiiiioooouuuunc'))) STORED,
    public_words      tsvector    GENERATED ALWAYS AS (to_tsvector('spanish', translate(public_title || ' ' || public_text,
                          'áàâäéèêëíìîïóòôöúùûüñçÁÀÂÄÉÈÊËÍÌÎÏÓÒÔÖÚÙÛÜÑÇ', 'aaaaeeeeiiiioooouuuuncaaaaeeeeiiiioooouuuunc'))) STORED,
    CONSTRAINT challenges_objective_fkey     FOREIGN KEY (plan_id, objective_id) REFERENCES objectives (plan_id, id),
    CONSTRAINT challenges_line_fkey          FOREIGN KEY (plan_id, line_id) REFERENCES strategic_lines (plan_id, id),
    CONSTRAINT challenges_code_form          CHECK (code ~ '^[2-9A-Z]{15}$'),
    CONSTRAINT challenges_secret_hashed      CHECK (octet_length(secret_digest) = 32),
    CONSTRAINT challenges_title_present      CHECK (btrim(title) <> '' AND length(title) <= 200),
    CONSTRAINT challenges_problem_present    CHECK (btrim(problem) <> '' AND length(problem) <= 5000),
    CONSTRAINT challenges_texts_bounded      CHECK (length(affects) <= 500 AND length(evidence) <= 3000 AND length(tried) <= 3000
                                                 AND length(idea) <= 3000 AND length(urgency_reason) <= 1000 AND length(area) <= 200),
    CONSTRAINT challenges_affected_counted   CHECK (affected BETWEEN 0 AND 10000000),
    CONSTRAINT challenges_urgency_known      CHECK (urgency IN ('low', 'normal', 'high')),
    CONSTRAINT challenges_urgency_reasons    CHECK (urgency <> 'high' OR urgency_reason <> ''),
    CONSTRAINT challenges_touches_one        CHECK (num_nonnulls(objective_id, line_id) = num_nonnulls(plan_id)),
    CONSTRAINT challenges_privacy_known      CHECK (privacy IN ('named', 'confidential', 'anonymous')),
    CONSTRAINT challenges_author_by_privacy  CHECK ((privacy = 'anonymous') = (author_id IS NULL)
                                                 AND (privacy = 'anonymous') = (secret_digest IS NOT NULL)),
    CONSTRAINT challenges_contact_anonymous  CHECK (privacy = 'anonymous' OR contact_name = '' AND contact_email = ''),
    CONSTRAINT challenges_contact_form       CHECK (length(contact_name) <= 120
                                                 AND (contact_email = '' OR contact_email ~ '^[^@[:space:]]+@[^@[:space:]]+$' AND length(contact_email) <= 254)),
    CONSTRAINT challenges_state_known        CHECK (state IN ('received', 'analysis', 'waiting', 'admitted', 'project', 'pilot',
                                                              'implemented', 'discarded', 'merged', 'withdrawn')),
    CONSTRAINT challenges_dates_reasonable   CHECK (submitted_on >= DATE '1900-01-01' AND answer_due_on BETWEEN submitted_on AND DATE '2200-12-31'),
    CONSTRAINT challenges_decision_analysed  CHECK (decision_asked_at IS NULL OR state = 'analysis'),
    CONSTRAINT challenges_merged_elsewhere   CHECK ((state = 'merged') = (merged_into IS NOT NULL) AND merged_into <> id),
    CONSTRAINT challenges_public_whole       CHECK (published_at IS NULL OR btrim(public_title) <> '' AND btrim(public_text) <> ''),
    CONSTRAINT challenges_public_bounded     CHECK (length(public_title) <= 200 AND length(public_text) <= 5000)
);

CREATE INDEX challenges_by_state ON challenges (state, answer_due_on);
CREATE INDEX challenges_by_author ON challenges (author_id) WHERE author_id IS NOT NULL;
CREATE INDEX challenges_by_unit ON challenges (unit_id) WHERE shared;
CREATE INDEX challenges_by_origin ON challenges (unit_id);
CREATE INDEX challenges_by_place ON challenges (plan_id, objective_id, line_id) WHERE plan_id IS NOT NULL;
CREATE INDEX challenges_by_change ON challenges (state, state_since);
CREATE INDEX challenges_undecided ON challenges (decision_asked_at, id) WHERE decision_asked_at IS NOT NULL;
CREATE INDEX challenges_public ON challenges (submitted_at, id) WHERE published_at IS NOT NULL;
CREATE INDEX challenges_by_assignee ON challenges (assignee_id) WHERE assignee_id IS NOT NULL;
CREATE INDEX challenges_by_assigned_unit ON challenges (assigned_unit_id) WHERE assigned_unit_id IS NOT NULL;
CREATE INDEX challenges_by_target ON challenges (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX challenges_by_submission ON challenges (submitted_on);
CREATE INDEX challenges_by_words ON challenges USING gin (words);
CREATE INDEX challenges_by_likeness ON challenges USING gin (folded_title gin_trgm_ops);
CREATE INDEX challenges_by_title_words ON challenges USING gin (title_words);
CREATE INDEX challenges_by_nearness ON challenges USING gist (folded_title gist_trgm_ops (siglen = 128)); -- the most alike first
CREATE INDEX challenges_by_public_title_words ON challenges USING gin (public_title_words) WHERE published_at IS NOT NULL;
CREATE INDEX challenges_by_public_words ON challenges USING gin (public_words) WHERE published_at IS NOT NULL;
CREATE INDEX challenges_by_public_nearness ON challenges USING gist (folded_public gist_trgm_ops (siglen = 128)) WHERE published_at IS NOT NULL;

-- Where a reto has been: a row for each change of its state, the first when it was received. Rows are only added.
CREATE TABLE challenge_moves (
    id            bigint      GENERATED ALWAYS AS IDENTITY CONSTRAINT challenge_moves_pkey PRIMARY KEY,
    challenge_id  bigint      NOT NULL CONSTRAINT challenge_moves_challenge_fkey REFERENCES challenges,
    from_state    text,
    to_state      text        NOT NULL,
    moved_at      timestamptz NOT NULL,
    moved_on      date        NOT NULL,
    moved_by      bigint      CONSTRAINT challenge_moves_user_fkey REFERENCES users, -- nobody where the author did it
    public_note   text        NOT NULL DEFAULT '',
    internal_note text        NOT NULL DEFAULT '',
    CONSTRAINT challenge_moves_first_received  CHECK ((from_state IS NULL) = (to_state = 'received')),
    CONSTRAINT challenge_moves_elsewhere       CHECK (from_state <> to_state),
    CONSTRAINT challenge_moves_states_known    CHECK (to_state IN ('received', 'analysis', 'waiting', 'admitted', 'project', 'pilot',
                                                                   'implemented', 'discarded', 'merged', 'withdrawn')),
    CONSTRAINT challenge_moves_discarded_why   CHECK (to_state <> 'discarded' OR btrim(public_note) <> ''),
    CONSTRAINT challenge_moves_notes_bounded   CHECK (length(public_note) <= 4000 AND length(internal_note) <= 4000)
);
CREATE INDEX challenge_moves_by_challenge ON challenge_moves (challenge_id, id);
CREATE INDEX challenge_moves_by_state ON challenge_moves (to_state, moved_on);

CREATE TRIGGER challenge_moves_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON challenge_moves
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Whom a reto affects too, and who is told of what becomes of it.
CREATE TABLE challenge_followers (
    challenge_id bigint      NOT NULL CONSTRAINT challenge_followers_challenge_fkey REFERENCES challenges,
    user_id      bigint      NOT NULL CONSTRAINT challenge_followers_user_fkey REFERENCES users,
    supports     boolean     NOT NULL,
    follows      boolean     NOT NULL,
    since        timestamptz NOT NULL,
    CONSTRAINT challenge_followers_pkey   PRIMARY KEY (challenge_id, user_id),
    CONSTRAINT challenge_followers_either CHECK (supports OR follows)
);
CREATE INDEX challenge_followers_by_user ON challenge_followers (user_id);
