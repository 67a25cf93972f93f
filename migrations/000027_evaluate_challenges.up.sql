-- What several people think of a reto, criterion by criterion, from 1 to 5; 5 is always the favourable end. The criteria
-- and their weights are a setting, and name themselves by a key that stays when their words change.

CREATE TABLE challenge_evaluations (
    challenge_id bigint      NOT NULL CONSTRAINT challenge_evaluations_challenge_fkey REFERENCES challenges,
    user_id      bigint      NOT NULL CONSTRAINT challenge_evaluations_user_fkey REFERENCES users,
    comment      text        NOT NULL DEFAULT '',
    evaluated_at timestamptz NOT NULL,
    version      int         NOT NULL DEFAULT 1,
    CONSTRAINT challenge_evaluations_pkey            PRIMARY KEY (challenge_id, user_id),
    CONSTRAINT challenge_evaluations_comment_bounded CHECK (length(comment) <= 4000)
);

CREATE TABLE challenge_scores (
    challenge_id bigint   NOT NULL,
    user_id      bigint   NOT NULL,
    criterion    text     NOT NULL,
    score        smallint NOT NULL,
    CONSTRAINT challenge_scores_pkey            PRIMARY KEY (challenge_id, user_id, criterion),
    CONSTRAINT challenge_scores_evaluation_fkey FOREIGN KEY (challenge_id, user_id) REFERENCES challenge_evaluations (challenge_id, user_id),
    CONSTRAINT challenge_scores_criterion_form  CHECK (criterion ~ '^[a-z][a-z0-9_]{0,39}$'),
    CONSTRAINT challenge_scores_range           CHECK (score BETWEEN 1 AND 5)
);
