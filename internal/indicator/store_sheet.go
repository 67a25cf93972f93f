package indicator

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/plan"
)

// answeredColumns lists the columns of Answered, from indicators under the alias i and objectives under o.
const answeredColumns = `i.id, i.objective_id, i.code, i.title, i.description, i.method, i.source, i.unit_of_measure, i.decimals,
	coalesce(i.periodicity_months, 0) AS periodicity_months, i.nature, i.rule, i.baseline, i.target, i.planned_in_steps,
	i.starts_on, i.ends_on, i.weight, least(i.cancelled_on, o.cancelled_on) AS cancelled_on, i.cancel_reason, i.version,
	(SELECT jsonb_agg(jsonb_build_object('on', pp.due_on, 'value', pp.value) ORDER BY pp.due_on)
	   FROM planned_points pp
	  WHERE pp.plan_id = i.plan_id AND pp.indicator_id = i.id) AS points,
	ARRAY(SELECT u.name
	        FROM indicator_units iu
	        JOIN units u ON u.id = iu.unit_id
	       WHERE iu.plan_id = i.plan_id AND iu.indicator_id = i.id
	       ORDER BY u.name) AS units,
	o.code AS objective, o.title AS objective_title,
	` + unitsOfIndicator + ` AS unit_ids`

// SheetAsk says which sheet is wanted: that of a day, or with no date that of the open round, or else of today; and
// what the actor saved at a moment is told with it.
type SheetAsk struct {
	Slug      string
	On, Today date.Date
	SavedAt   time.Time // zero for nothing
}

// LoadSheet returns the sheet of a plan for an actor, or fault.NotFound. It takes three queries.
func LoadSheet(ctx context.Context, tx pgx.Tx, actor access.Actor, ask SheetAsk) (Sheet, error) {
	s, err := loadSheetHead(ctx, tx, access.Plans(actor), ask.Slug)
	if err != nil {
		return Sheet{}, fmt.Errorf("load sheet of %q: %w", ask.Slug, err)
	}
	switch {
	case !ask.On.IsZero():
		s.On = ask.On
	case s.Round.ID != 0:
		s.On = s.Round.MeasuredOn
	default:
		s.On = ask.Today
	}
	rows, err := loadSheetRows(ctx, tx, s.Plan.ID, s.On, Author{UserID: actor.ID, At: ask.SavedAt})
	if err != nil {
		return Sheet{}, fmt.Errorf("load rows of %q: %w", ask.Slug, err)
	}
	for _, r := range rows {
		if !r.CancelledAt(s.On) && r.recordable(actor, s.Plan) == nil {
			s.Rows = append(s.Rows, r)
		}
	}
	if s.Results, err = loadResultTitles(ctx, tx, s.Plan.ID); err != nil {
		return Sheet{}, fmt.Errorf("load results of %q: %w", ask.Slug, err)
	}
	return s, nil
}

func loadSheetHead(ctx context.Context, tx pgx.Tx, scope access.Scope, slug string) (Sheet, error) {
	rows, _ := tx.Query(ctx, `
		SELECT `+plan.Columns+`,
		       coalesce(r.id, 0) AS round_id, coalesce(r.title, '') AS round_title, r.measured_on AS round_measured_on, r.due_on AS round_due_on
		  FROM plans p
		  LEFT JOIN rounds r ON r.plan_id = p.id AND r.closed_at IS NULL AND r.cancelled_at IS NULL
		 WHERE p.slug = $1 AND `+plan.Readable(2, 3), slug, scope.All, scope.Active)
	type head struct {
		plan.Plan
		RoundID         int64
		RoundTitle      string
		RoundMeasuredOn date.Date
		RoundDueOn      date.Date
	}
	h, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[head])
	if errors.Is(err, pgx.ErrNoRows) {
		return Sheet{}, fault.NotFound
	}
	return Sheet{Plan: h.Plan, Round: OpenRound{h.RoundID, h.RoundTitle, h.RoundMeasuredOn, h.RoundDueOn}}, err
}

// loadSheetRows reads the indicators of a plan with their newest value on or before a day, and what somebody saved of
// them at a moment.
func loadSheetRows(ctx context.Context, tx pgx.Tx, planID int64, on date.Date, saved Author) ([]SheetRow, error) {
	rows, _ := tx.Query(ctx, `
		SELECT `+answeredColumns+`, m.value, m.measured_on, s.value AS saved_value, s.measured_on AS saved_on
		  FROM indicators i
		  JOIN objectives o ON o.plan_id = i.plan_id AND o.id = i.objective_id
		  LEFT JOIN LATERAL (
		       SELECT x.value, x.measured_on
		         FROM measurements x
		        WHERE x.plan_id = i.plan_id AND x.indicator_id = i.id AND x.measured_on <= @on AND x.value IS NOT NULL
		          AND `+Stands+`
		        ORDER BY x.measured_on DESC, x.revision DESC
		        LIMIT 1) m ON true
		  LEFT JOIN LATERAL (
		       SELECT x.value, x.measured_on
		         FROM measurements x
		        WHERE x.plan_id = i.plan_id AND x.indicator_id = i.id AND x.recorded_at = @saved_at AND x.recorded_by = @saved_by
		        ORDER BY x.measured_on DESC
		        LIMIT 1) s ON @saves
		 WHERE i.plan_id = @plan_id
		 ORDER BY o.position, i.position`, pgx.NamedArgs{
		"plan_id": planID, "on": on, "saved_at": saved.At, "saved_by": saved.UserID, "saves": !saved.At.IsZero(),
	})
	return pgx.CollectRows(rows, pgx.RowToStructByName[SheetRow])
}

func loadResultTitles(ctx context.Context, tx pgx.Tx, planID int64) ([]string, error) {
	rows, _ := tx.Query(ctx, `
		SELECT title
		  FROM results
		 WHERE plan_id = $1 AND withdrawn_at IS NULL
		 GROUP BY title
		 ORDER BY title
		 LIMIT 1000`, planID)
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
