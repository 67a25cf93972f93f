package challenge

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/setting"
)

// Evaluations lists what people think of a reto, in the order of their names. Whoever asks may work on it.
func Evaluations(ctx context.Context, tx pgx.Tx, challengeID int64) ([]Evaluation, error) {
	rows, err := tx.Query(ctx, `
		SELECT e.user_id, u.name, e.comment, e.evaluated_at, e.version,
		       coalesce((SELECT jsonb_object_agg(s.criterion, s.score)
		                   FROM challenge_scores s
		                  WHERE s.challenge_id = e.challenge_id AND s.user_id = e.user_id), '{}') AS scores
		  FROM challenge_evaluations e
		  JOIN users u ON u.id = e.user_id
		 WHERE e.challenge_id = $1
		 ORDER BY u.name, u.id`, challengeID)
	if err != nil {
		return nil, fmt.Errorf("list the evaluations of reto %d: %w", challengeID, err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Evaluation])
	if err != nil {
		return nil, fmt.Errorf("list the evaluations of reto %d: %w", challengeID, err)
	}
	return list, nil
}

// toldEvaluation is an evaluation as events tell it: without scores, which are not shown to whoever has still to give
// theirs, and without what was written.
type toldEvaluation struct {
	Scored    int  `json:"scored"`
	Commented bool `json:"commented"`
	Revision  int  `json:"revision"`
}

// Evaluate writes what the actor thinks of a reto over what they thought before, whose version they were shown: 0 for
// nothing. The version of the change is of no matter. Errors are those of write; fault.Conflict where the actor has
// evaluated it meanwhile, or where its state does not allow it any more; fault.Invalid by the fields of the draft.
func (s Store) Evaluate(ctx context.Context, c Change, version int, d EvaluationDraft) error {
	c.Version = 0
	return s.write(ctx, c, "challenge.evaluate", Evaluate, func(tx pgx.Tx, held Challenge) (Written, error) {
		rules, _, err := setting.LoadChallenges(ctx, tx)
		if err != nil {
			return Written{}, err
		}
		scores, comment, err := d.read(rules.Criteria)
		if err != nil {
			return Written{}, err
		}
		before, err := ownEvaluation(ctx, tx, held.ID, c.Actor.ID)
		if err != nil {
			return Written{}, err
		}
		if before.Version != version {
			return Written{}, fmt.Errorf("the evaluation of reto %d is at version %d, not %d: %w", held.ID, before.Version, version, fault.Conflict)
		}
		if err := s.keepEvaluation(ctx, tx, held.ID, c.Actor, rules.Criteria, scores, comment); err != nil {
			return Written{}, err
		}
		w := Written{After: toldEvaluation{len(scores), comment != "", version + 1}}
		if version > 0 {
			w.Before = toldEvaluation{before.scoredBy(rules.Criteria), before.Comment != "", version}
		}
		return w, nil
	})
}

// ownEvaluation returns what one person thinks of a reto, the zero Evaluation for nothing yet. The reto is held.
func ownEvaluation(ctx context.Context, tx pgx.Tx, challengeID, userID int64) (Evaluation, error) {
	list, err := Evaluations(ctx, tx, challengeID)
	if err != nil {
		return Evaluation{}, err
	}
	return EvaluationOf(list, userID), nil
}

// keepEvaluation writes an evaluation. Scores by criteria that were retired stay as they are.
func (s Store) keepEvaluation(
	ctx context.Context, tx pgx.Tx, challengeID int64, by access.Actor, criteria []setting.Criterion, scores map[string]int, comment string,
) error {
	keys, values := []string{}, []int{}
	for key, score := range scores {
		keys, values = append(keys, key), append(values, score)
	}
	var b pgx.Batch
	b.Queue(`
		INSERT INTO challenge_evaluations AS e (challenge_id, user_id, comment, evaluated_at)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (challenge_id, user_id) DO UPDATE
		SET comment = excluded.comment, evaluated_at = excluded.evaluated_at, version = e.version + 1`, challengeID, by.ID, comment, s.Now())
	b.Queue(`
		DELETE FROM challenge_scores
		 WHERE challenge_id = $1 AND user_id = $2 AND criterion = ANY($3)`, challengeID, by.ID, setting.Keys(criteria))
	b.Queue(`
		INSERT INTO challenge_scores (challenge_id, user_id, criterion, score)
		SELECT $1, $2, criterion, score
		  FROM unnest($3::text[], $4::int[]) AS given (criterion, score)`, challengeID, by.ID, keys, values)
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return fmt.Errorf("write the evaluation of reto %d: %w", challengeID, err)
	}
	return nil
}

// Rated is a reto that something may still become of, with what its evaluations gave each criterion. It tells no author.
type Rated struct {
	ID         int64
	Code       string
	Title      string
	State      State
	UnitID     int64 // 0 for none
	Unit       string
	Given      AllGiven
	Evaluators int // who scored at least one of the criteria that were asked for
}

// MostRated is how many retos Ratings lists.
const MostRated = 1000

// Ratings lists the retos that are pending or running, the newest first, MostRated at most, with what they were given.
// It takes one query. Whoever may not read every reto gets access's refusal.
func Ratings(ctx context.Context, tx pgx.Tx, a access.Actor, criteria []setting.Criterion) ([]Rated, error) {
	if err := access.Require(a, access.ReadChallenges, access.Target{}); err != nil {
		return nil, fmt.Errorf("rate retos: %w", err)
	}
	rows, err := tx.Query(ctx, `
		WITH rated AS MATERIALIZED (
		       SELECT c.id
		         FROM challenges c
		        WHERE c.state = ANY(@open)
		        ORDER BY c.submitted_at DESC, c.id DESC
		        LIMIT @most),
		     given AS (
		       SELECT s.challenge_id, s.criterion, sum(s.score) AS sum, count(*) AS count, array_agg(s.user_id) AS people
		         FROM rated r
		         JOIN challenge_scores s ON s.challenge_id = r.id
		        GROUP BY s.challenge_id, s.criterion),
		     gathered AS (
		       SELECT challenge_id, jsonb_object_agg(criterion, jsonb_build_object('Sum', sum, 'Count', count)) AS given
		         FROM given
		        GROUP BY challenge_id),
		     people AS (
		       SELECT g.challenge_id, count(DISTINCT p) AS evaluators
		         FROM given g, unnest(g.people) p
		        WHERE g.criterion = ANY(@criteria)
		        GROUP BY g.challenge_id)
		SELECT c.id, c.code, c.title, c.state, coalesce(c.unit_id, 0) AS unit_id, coalesce(u.name, '') AS unit,
		       coalesce(t.given, '{}') AS given, coalesce(p.evaluators, 0) AS evaluators
		  FROM rated r
		  JOIN challenges c ON c.id = r.id
		  LEFT JOIN units u ON u.id = c.unit_id
		  LEFT JOIN gathered t ON t.challenge_id = c.id
		  LEFT JOIN people p ON p.challenge_id = c.id
		 ORDER BY c.submitted_at DESC, c.id DESC`, pgx.NamedArgs{"criteria": setting.Keys(criteria), "open": running, "most": MostRated})
	if err != nil {
		return nil, fmt.Errorf("rate retos: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Rated])
	if err != nil {
		return nil, fmt.Errorf("rate retos: %w", err)
	}
	return list, nil
}
