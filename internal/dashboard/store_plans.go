package dashboard

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/plan"
)

// Summary is a plan in a list. Figures are those of On: the date asked for, or the last snapshot's
// once the plan's time is over.
type Summary struct {
	Plan plan.Plan
	Figures
	On   date.Date
	Last *SnapshotRef // the newest standing snapshot, if there is one
}

type listed struct {
	plan.Plan
	Objectives []plan.Objective
	Last       *SnapshotRef
}

// Plans returns a page of the plans in the scope, and how many there are: those in force on the date first, then
// those that end last. Text narrows them to those whose title or body contains all its words, letter
// case and accents aside. It takes at most two queries.
func Plans(ctx context.Context, tx pgx.Tx, scope access.Scope, on date.Date, text string, limit, offset int) ([]Summary, int, error) {
	rows, err := tx.Query(ctx, `
		WITH words AS MATERIALIZED (
		       SELECT `+db.Folded("word")+` AS word
		         FROM unnest($1::text[]) word)
		SELECT count(*) OVER () AS total, `+plan.Columns+`,
		       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'code', o.code, 'title', o.title, 'weight', o.weight,
		                   'cancelled_on', o.cancelled_on, 'cancel_reason', o.cancel_reason) ORDER BY o.position), '[]')
		          FROM objectives o
		         WHERE o.plan_id = p.id) AS objectives,
		       (SELECT `+refOfSnapshot+`
		          FROM snapshots s
		         WHERE s.plan_id = p.id
		           AND NOT EXISTS (SELECT FROM snapshots r WHERE r.plan_id = s.plan_id AND r.replaces = s.id)
		         ORDER BY s.taken_on DESC, s.id DESC
		         LIMIT 1) AS last
		  FROM plans p
		 CROSS JOIN LATERAL (
		       SELECT CASE WHEN cardinality($1::text[]) > 0 THEN `+db.Folded("p.title || ' ' || p.body")+` END AS text
		       OFFSET 0) searched
		 WHERE `+plan.Readable(5, 6)+`
		   AND NOT EXISTS (SELECT FROM words WHERE strpos(searched.text, word) = 0)
		 ORDER BY (p.state = 'active' AND $2 BETWEEN p.starts_on AND p.ends_on) DESC, p.ends_on DESC, p.id
		 LIMIT $3 OFFSET $4`, strings.Fields(text), on, limit, offset, scope.All, scope.Active)
	if err != nil {
		return nil, 0, fmt.Errorf("list plans: %w", err)
	}
	type counted struct {
		Total int
		listed
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[counted])
	if err != nil {
		return nil, 0, fmt.Errorf("list plans: %w", err)
	}
	if len(found) == 0 {
		return nil, 0, nil
	}
	page := make([]listed, len(found))
	for n, one := range found {
		page[n] = one.listed
	}
	summaries, err := summarise(ctx, tx, page, on)
	return summaries, found[0].Total, err
}

// summarise judges plans on a date; it takes one query for all that are not judged by their last snapshot.
func summarise(ctx context.Context, tx pgx.Tx, found []listed, on date.Date) ([]Summary, error) {
	var open []int64
	for _, p := range found {
		if !p.frozenOn(on) {
			open = append(open, p.ID)
		}
	}
	var indicators []Indicator
	if len(open) > 0 {
		var err error
		if indicators, err = loadIndicators(ctx, tx, open, on); err != nil {
			return nil, fmt.Errorf("list plans: indicators: %w", err)
		}
	}
	byObjective := map[int64][]Indicator{}
	for _, i := range indicators {
		byObjective[i.ObjectiveID] = append(byObjective[i.ObjectiveID], i)
	}
	summaries := make([]Summary, len(found))
	for n, p := range found {
		summaries[n] = p.summary(byObjective, on)
	}
	return summaries, nil
}

func (l listed) frozenOn(on date.Date) bool { return l.Over(on) && l.Last != nil }

func (l listed) summary(byObjective map[int64][]Indicator, on date.Date) Summary {
	s := Summary{Plan: l.Plan, On: on, Last: l.Last}
	if l.frozenOn(on) {
		s.On = l.Last.TakenOn
		s.Figures = l.Last.Figures()
		return s
	}
	var indicators []Indicator
	for _, o := range l.Objectives {
		indicators = append(indicators, byObjective[o.ID]...)
	}
	s.Figures = Build(l.Plan, nil, l.Objectives, indicators, on).Figures
	return s
}
