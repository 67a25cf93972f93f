package challenge

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"hito/internal/access"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/plan"
)

// planReadable is plan.Readable with the named arguments of readerOfPlans.
const planReadable = `(@all_plans OR ` + plan.IsOpen + ` OR @active_plans AND p.state = 'active')`

func readerOfPlans(a access.Actor) pgx.NamedArgs {
	scope := access.Plans(a)
	return pgx.NamedArgs{"all_plans": scope.All, "active_plans": scope.Active}
}

// Ties returns what of the plans that the actor may read a reto is linked to, plan by plan in their own order. Results
// are for whoever may read the reto whole, and withdrawn ones for those who read every plan. It takes one query.
func Ties(ctx context.Context, tx pgx.Tx, a access.Actor, c Challenge) ([]Tie, error) {
	rows, _ := tx.Query(ctx, `
		SELECT k.id, k.plan_id, p.slug AS plan_slug, p.title AS plan_title,
		       CASE WHEN k.objective_id IS NOT NULL THEN 'objective' WHEN k.indicator_id IS NOT NULL THEN 'indicator' ELSE 'result' END AS kind,
		       coalesce(k.objective_id, k.indicator_id, k.result_id) AS end_id,
		       coalesce(o.code, i.code, '') AS code, coalesce(o.title, i.title, r.title) AS title, r.achieved_on,
		       ARRAY(SELECT x.indicator_id
		               FROM result_indicators x
		               JOIN indicators xi ON xi.plan_id = x.plan_id AND xi.id = x.indicator_id
		               JOIN objectives xo ON xo.plan_id = xi.plan_id AND xo.id = xi.objective_id
		              WHERE x.plan_id = k.plan_id AND x.result_id = k.result_id
		              ORDER BY xo.position, xi.position) AS serves,
		       r.withdrawn_at IS NOT NULL AS withdrawn
		  FROM challenge_links k
		  JOIN plans p ON p.id = k.plan_id
		  LEFT JOIN indicators i ON i.plan_id = k.plan_id AND i.id = k.indicator_id
		  LEFT JOIN objectives o ON o.plan_id = k.plan_id AND o.id = k.objective_id
		  LEFT JOIN objectives io ON io.plan_id = i.plan_id AND io.id = i.objective_id
		  LEFT JOIN results r ON r.plan_id = k.plan_id AND r.id = k.result_id
		 WHERE k.challenge_id = @id AND `+planReadable+`
		   AND (k.result_id IS NULL OR @whole AND (r.withdrawn_at IS NULL OR @all_plans))
		 ORDER BY p.ends_on DESC, p.id, coalesce(o.position, io.position) NULLS LAST, i.position NULLS FIRST, k.id`,
		with(readerOfPlans(a), pgx.NamedArgs{"id": c.ID, "whole": c.Whole}))
	ties, err := pgx.CollectRows(rows, pgx.RowToStructByName[Tie])
	if err != nil {
		return nil, fmt.Errorf("list the links of reto %d: %w", c.ID, err)
	}
	return ties, nil
}

// OpenPlans returns the plans that an actor may read, those that end last first.
func OpenPlans(ctx context.Context, tx pgx.Tx, a access.Actor) ([]OpenPlan, error) {
	rows, _ := tx.Query(ctx, `
		SELECT p.slug, p.title
		  FROM plans p
		 WHERE `+planReadable+`
		 ORDER BY (p.state = 'active') DESC, p.ends_on DESC, p.id`, readerOfPlans(a))
	plans, err := pgx.CollectRows(rows, pgx.RowToStructByName[OpenPlan])
	if err != nil {
		return nil, fmt.Errorf("list the plans to link to: %w", err)
	}
	return plans, nil
}

// mostOffers is how many ends a form offers at once; a search finds the others.
const mostOffers = 300

// Offers returns what of a plan a reto may still be linked to: what has all words of a text in its code or title, letter
// case and accents aside. More tells that there is more than a form offers.
func Offers(ctx context.Context, tx pgx.Tx, planID, challengeID int64, text string) (offers []Offer, more bool, err error) {
	rows, _ := tx.Query(ctx, `
		WITH words AS MATERIALIZED (
		       SELECT `+db.Folded("word")+` AS word
		         FROM unnest(@words::text[]) word),
		     ends AS (
		       SELECT 'objective' AS kind, o.id, o.code, o.title, o.code AS group_code, o.title AS group_title, 0::bigint AS within,
		              row_number() OVER (ORDER BY o.position) AS place
		         FROM objectives o
		        WHERE o.plan_id = @plan
		       UNION ALL
		       SELECT 'indicator', i.id, i.code, i.title, o.code, o.title, row_number() OVER (PARTITION BY o.id ORDER BY i.position),
		              dense_rank() OVER (ORDER BY o.position)
		         FROM indicators i
		         JOIN objectives o ON o.plan_id = i.plan_id AND o.id = i.objective_id
		        WHERE i.plan_id = @plan
		       UNION ALL
		       SELECT 'result', r.id, '', r.title, '', '', row_number() OVER (ORDER BY r.achieved_on DESC NULLS LAST, r.id DESC), 2147483647
		         FROM results r
		        WHERE r.plan_id = @plan AND r.withdrawn_at IS NULL)
		SELECT e.kind, e.id, e.code, e.title, e.group_code, e.group_title, e.within, e.place
		  FROM ends e
		 WHERE NOT EXISTS (SELECT FROM words WHERE strpos(`+db.Folded("e.code || ' ' || e.title")+`, word) = 0)
		   AND NOT EXISTS (
		       SELECT
		         FROM challenge_links k
		        WHERE k.challenge_id = @id AND k.plan_id = @plan
		          AND e.id = CASE e.kind WHEN 'objective' THEN k.objective_id WHEN 'indicator' THEN k.indicator_id ELSE k.result_id END)
		 ORDER BY e.place, e.within, e.id
		 LIMIT @limit`, pgx.NamedArgs{"plan": planID, "id": challengeID, "words": strings.Fields(text), "limit": mostOffers + 1})
	offers, err = pgx.CollectRows(rows, pgx.RowToStructByName[Offer])
	if err != nil {
		return nil, false, fmt.Errorf("list what reto %d may be linked to in plan %d: %w", challengeID, planID, err)
	}
	return offers[:min(len(offers), mostOffers)], len(offers) > mostOffers, nil
}

// linked is a link as events tell it: numbers alone.
type linked struct {
	PlanID      int64 `json:"plan_id"`
	ObjectiveID int64 `json:"objective_id,omitempty"`
	IndicatorID int64 `json:"indicator_id,omitempty"`
	ResultID    int64 `json:"result_id,omitempty"`
}

func linkedOf(planID int64, e End) linked {
	told := linked{PlanID: planID}
	switch e.Kind {
	case ToObjective:
		told.ObjectiveID = e.ID
	case ToIndicator:
		told.IndicatorID = e.ID
	case ToResult:
		told.ResultID = e.ID
	}
	return told
}

// addition is the SQL that links a reto to an end of each kind, if the plan has it.
var addition = map[EndKind]string{
	ToObjective: `INSERT INTO challenge_links (challenge_id, plan_id, objective_id, linked_at, linked_by)
		SELECT @challenge, e.plan_id, e.id, @at, @by FROM objectives e WHERE e.plan_id = @plan AND e.id = @id`,
	ToIndicator: `INSERT INTO challenge_links (challenge_id, plan_id, indicator_id, linked_at, linked_by)
		SELECT @challenge, e.plan_id, e.id, @at, @by FROM indicators e WHERE e.plan_id = @plan AND e.id = @id`,
	ToResult: `INSERT INTO challenge_links (challenge_id, plan_id, result_id, linked_at, linked_by)
		SELECT @challenge, e.plan_id, e.id, @at, @by FROM results e WHERE e.plan_id = @plan AND e.id = @id AND e.withdrawn_at IS NULL`,
}

// AddLink links a reto to an objective, an indicator or a result of a plan that the actor may read. Errors are
// fault.Invalid by the fields "plan" and "end"; one that is linked already is one.
func (s Store) AddLink(ctx context.Context, ch Change, slug, typed string) error {
	return s.write(ctx, ch, "challenge.link", Link, func(tx pgx.Tx, c Challenge) (Written, error) {
		p, err := plan.Share(ctx, tx, access.Plans(ch.Actor), slug)
		if errors.Is(err, fault.NotFound) {
			return Written{}, fault.Invalid{"plan": "Elija uno de los planes de la lista."}
		}
		if err != nil {
			return Written{}, err
		}
		end, known := readEnd(typed)
		if !known {
			return Written{}, fault.Invalid{"end": "Elija un objetivo, un indicador o un resultado."}
		}
		added, err := tx.Exec(ctx, addition[end.Kind], pgx.NamedArgs{
			"challenge": c.ID, "plan": p.ID, "id": end.ID, "at": s.Now(), "by": pgtype.Int8{Int64: ch.Actor.ID, Valid: ch.Actor.ID != 0},
		})
		if err == nil && added.RowsAffected() == 0 {
			err = fault.Invalid{"end": "Lo que eligió ya no está en el plan: elija otra cosa."}
		}
		return Written{After: linkedOf(p.ID, end)}, err
	})
}

// RemoveLink takes a link away. One that is not there, or is of a plan that the actor may not read, is fault.NotFound.
func (s Store) RemoveLink(ctx context.Context, ch Change, id int64) error {
	return s.write(ctx, ch, "challenge.unlink", Link, func(tx pgx.Tx, c Challenge) (Written, error) {
		var gone linked
		err := tx.QueryRow(ctx, `
			DELETE FROM challenge_links k
			 USING plans p
			 WHERE k.challenge_id = @challenge AND k.id = @id AND p.id = k.plan_id AND `+planReadable+`
			RETURNING k.plan_id, coalesce(k.objective_id, 0), coalesce(k.indicator_id, 0), coalesce(k.result_id, 0)`,
			with(readerOfPlans(ch.Actor), pgx.NamedArgs{"challenge": c.ID, "id": id}),
		).Scan(&gone.PlanID, &gone.ObjectiveID, &gone.IndicatorID, &gone.ResultID)
		return Written{Before: gone}, err
	})
}
