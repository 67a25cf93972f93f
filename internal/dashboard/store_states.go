package dashboard

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/date"
	"hito/internal/plan"
)

// States returns the boards of plans on a date by the plans' numbers, without lines, series and snapshots. It takes two
// queries, however many plans there are; whether the actor may read them is for the caller to ask.
func States(ctx context.Context, tx pgx.Tx, planIDs []int64, on date.Date) (map[int64]Board, error) {
	boards := map[int64]Board{}
	if len(planIDs) == 0 {
		return boards, nil
	}
	rows, _ := tx.Query(ctx, `
		SELECT `+plan.Columns+`,
		       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'code', o.code, 'title', o.title, 'weight', o.weight,
		                   'cancelled_on', o.cancelled_on, 'cancel_reason', o.cancel_reason) ORDER BY o.position), '[]')
		          FROM objectives o
		         WHERE o.plan_id = p.id) AS objectives
		  FROM plans p
		 WHERE p.id = ANY($1)`, planIDs)
	type framed struct {
		plan.Plan
		Objectives []plan.Objective
	}
	plans, err := pgx.CollectRows(rows, pgx.RowToStructByName[framed])
	if err != nil {
		return nil, fmt.Errorf("load the states of %d plans: %w", len(planIDs), err)
	}
	indicators, err := loadIndicators(ctx, tx, planIDs, on)
	if err != nil {
		return nil, fmt.Errorf("load the indicators of %d plans: %w", len(planIDs), err)
	}
	byObjective := map[int64][]Indicator{}
	for _, i := range indicators {
		byObjective[i.ObjectiveID] = append(byObjective[i.ObjectiveID], i)
	}
	for _, p := range plans {
		var own []Indicator
		for _, o := range p.Objectives {
			own = append(own, byObjective[o.ID]...)
		}
		boards[p.ID] = Build(p.Plan, nil, p.Objectives, own, on)
	}
	return boards, nil
}
