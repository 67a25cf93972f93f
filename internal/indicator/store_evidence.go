package indicator

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"hito/internal/audit"
	"hito/internal/date"
)

// piece tells one result from another: what it is called, and its day.
type piece struct {
	title      string
	achievedOn date.Date
}

func (e Evidence) piece() piece { return piece{e.Title, e.AchievedOn} }

// shown is a result of a plan that entries name.
type shown struct {
	id      int64
	created bool    // it was not in the plan before
	linked  []int64 // to these indicators, in the order of the entries
}

// appendEvidence links the results that entries name to their indicators, after what is there, and writes those that
// the plan does not have yet. It returns the events.
func appendEvidence(ctx context.Context, tx pgx.Tx, planID int64, entries []Entry) ([]audit.Event, error) {
	var named []Entry
	var wanted []Evidence // each once
	for _, e := range entries {
		if e.Evidence.Title == "" {
			continue
		}
		named = append(named, e)
		at := slices.IndexFunc(wanted, func(w Evidence) bool { return w.piece() == e.Evidence.piece() })
		switch {
		case at < 0:
			wanted = append(wanted, e.Evidence)
		case wanted[at].URL == "":
			wanted[at].URL = e.Evidence.URL
		}
	}
	if len(named) == 0 {
		return nil, nil
	}
	results, err := findOrAdd(ctx, tx, planID, wanted)
	if err != nil {
		return nil, err
	}
	if err := link(ctx, tx, planID, named, results); err != nil {
		return nil, err
	}
	var events []audit.Event
	for _, w := range wanted {
		if event, changed := results[w.piece()].event(w); changed {
			events = append(events, event)
		}
	}
	return events, nil
}

// event tells a result that was created, or linked to more indicators than before.
func (s *shown) event(e Evidence) (event audit.Event, changed bool) {
	event = audit.Event{Action: "result.link", Object: audit.Object{Type: "result", ID: s.id}, After: map[string]any{"indicators": s.linked}}
	if s.created {
		event.Action = "result.create"
		event.After = map[string]any{"title": e.Title, "achieved_on": e.AchievedOn, "url": e.URL, "indicators": s.linked}
	}
	return event, len(s.linked) > 0
}

// findOrAdd returns the results of a plan that evidence names, and writes those that are not there. Of several that
// are called alike the oldest is meant. Those who write values of a plan share it, so here they wait for each other:
// what two of them name at once is one result.
func findOrAdd(ctx context.Context, tx pgx.Tx, planID int64, wanted []Evidence) (map[piece]*shown, error) {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('hito evidence', $1))`, planID); err != nil {
		return nil, fmt.Errorf("wait for the results of others: %w", err)
	}
	titles, days, urls := make([]string, len(wanted)), make([]date.Date, len(wanted)), make([]string, len(wanted))
	for n, w := range wanted {
		titles[n], days[n], urls[n] = w.Title, w.AchievedOn, w.URL
	}
	rows, err := tx.Query(ctx, `
		WITH wanted AS (
			SELECT *
			  FROM unnest(@titles::text[], @days::date[], @urls::text[]) WITH ORDINALITY AS w (title, achieved_on, url, n)
		), there AS (
			SELECT w.n, min(r.id) AS id
			  FROM wanted w
			  JOIN results r ON r.title = w.title AND r.achieved_on IS NOT DISTINCT FROM w.achieved_on
			 WHERE r.plan_id = @plan_id AND r.withdrawn_at IS NULL
			 GROUP BY w.n
		), created AS (
			INSERT INTO results (plan_id, title, achieved_on, url)
			SELECT @plan_id, w.title, w.achieved_on, w.url
			  FROM wanted w
			 WHERE NOT EXISTS (SELECT FROM there t WHERE t.n = w.n)
			 ORDER BY w.n
			RETURNING id, title, achieved_on
		)
		SELECT w.title, w.achieved_on, t.id, false
		  FROM wanted w
		  JOIN there t ON t.n = w.n
		UNION ALL
		SELECT title, achieved_on, id, true
		  FROM created`, pgx.NamedArgs{"plan_id": planID, "titles": titles, "days": days, "urls": urls})
	if err != nil {
		return nil, fmt.Errorf("add results: %w", err)
	}
	results := map[piece]*shown{}
	var p piece
	var s shown
	_, err = pgx.ForEachRow(rows, []any{&p.title, &p.achievedOn, &s.id, &s.created}, func() error {
		results[p] = &shown{id: s.id, created: s.created}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("add results: %w", err)
	}
	return results, nil
}

// link ties results to the indicators of entries, and notes which ties are new. A result that was there before
// counts it as a change, so that whoever is editing it is told.
func link(ctx context.Context, tx pgx.Tx, planID int64, entries []Entry, results map[piece]*shown) error {
	indicators, ids := make([]int64, len(entries)), make([]int64, len(entries))
	byID := map[int64]*shown{}
	var old []int64
	for n, e := range entries {
		s := results[e.Evidence.piece()]
		indicators[n], ids[n], byID[s.id] = e.IndicatorID, s.id, s
		if !s.created {
			old = append(old, s.id)
		}
	}
	rows, err := tx.Query(ctx, `
		WITH linked AS (
			INSERT INTO result_indicators (plan_id, indicator_id, result_id, position)
			SELECT @plan_id, e.indicator_id, e.result_id,
			       coalesce((SELECT max(x.position)
			                   FROM result_indicators x
			                  WHERE x.plan_id = @plan_id AND x.indicator_id = e.indicator_id), 0)
			       + row_number() OVER (PARTITION BY e.indicator_id ORDER BY e.n)
			  FROM unnest(@indicators::bigint[], @ids::bigint[]) WITH ORDINALITY AS e (indicator_id, result_id, n)
			 ORDER BY e.n
			ON CONFLICT ON CONSTRAINT result_indicators_pkey DO NOTHING
			RETURNING indicator_id, result_id
		), counted AS (
			UPDATE results r
			   SET version = version + 1
			 WHERE r.plan_id = @plan_id AND r.id = ANY(@old) AND EXISTS (SELECT FROM linked l WHERE l.result_id = r.id)
		)
		SELECT indicator_id, result_id
		  FROM linked`, pgx.NamedArgs{"plan_id": planID, "indicators": indicators, "ids": ids, "old": old})
	if err != nil {
		return fmt.Errorf("link results: %w", err)
	}
	var indicatorID, id int64
	_, err = pgx.ForEachRow(rows, []any{&indicatorID, &id}, func() error {
		byID[id].linked = append(byID[id].linked, indicatorID)
		return nil
	})
	if err != nil {
		return fmt.Errorf("link results: %w", err)
	}
	return nil
}
