package plan

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/fault"
)

// Duplicated is what the event of a plan that was made from another tells.
type Duplicated struct {
	Source       string    `json:"copied_from"` // slug of the other plan
	SourceID     int64     `json:"copied_from_id"`
	Slug         string    `json:"slug"`
	Title        string    `json:"title"`
	StartsOn     date.Date `json:"starts_on"`
	EndsOn       date.Date `json:"ends_on"`
	Values       bool      `json:"values_copied"`
	Results      bool      `json:"results_copied"`
	Baseline     bool      `json:"baseline_from_values"`
	RulesChanged []string  `json:"rules_changed,omitempty"` // codes of the indicators that had come to their target or beyond, and now maintain it
}

// Duplicate makes a new plan, a draft that is not published, from the one with a slug, and returns its slug; a
// repeated form returns the same. The structure comes along but for what was cancelled, with its dates moved as far
// as the plan's start. Values and results come along as the draft says and keep their dates; the values that stand,
// not what was corrected or withdrawn. With d.Baseline the last value up to today becomes the baseline. It takes
// the same number of statements whatever the plan's size. What is wrong with the draft is fault.Invalid.
func (s Store) Duplicate(ctx context.Context, actor access.Actor, key, source string, today date.Date, d Copy) (slug string, err error) {
	return s.found(ctx, actor, key, "plan.duplicate", func(tx pgx.Tx) (founded, error) {
		p, err := d.Check()
		if err != nil {
			return founded{}, err
		}
		// Nobody writes into the source meanwhile, so that all of it is copied as of one moment.
		old, err := Lock(ctx, tx, actor, access.CreatePlan, source)
		if err != nil {
			return founded{}, err
		}
		by, err := findShift(ctx, tx, old, p.StartsOn)
		if err != nil {
			return founded{}, err
		}
		if p.ID, err = s.copyHead(ctx, tx, old, p, d.Values); err != nil {
			return founded{}, err
		}
		changed, err := copyContents(ctx, tx, d, pgx.NamedArgs{
			"old": old.ID, "new": p.ID, "months": by.months, "days": by.days, "today": today, "baseline": d.Baseline, "now": s.Now(), "actor": actor.ID,
		})
		return founded{p, Duplicated{
			Source: old.Slug, SourceID: old.ID, Slug: p.Slug, Title: p.Title, StartsOn: p.StartsOn, EndsOn: p.EndsOn,
			Values: d.Values, Results: d.Results, Baseline: d.Baseline, RulesChanged: changed,
		}}, err
	})
}

// findShift tells how far the dates of a plan move for it to start on a day: by months, so that the ends of months
// stay what they are, unless two dates would fall together; else by days. A start by which some date would leave the
// calendar that the database holds is fault.Invalid.
func findShift(ctx context.Context, tx pgx.Tx, old Plan, start date.Date) (shift, error) {
	by := shift{months: wholeMonths(old.StartsOn, start), days: int(start - old.StartsOn)}
	var apart, fits bool
	err := tx.QueryRow(ctx, shiftFits, pgx.NamedArgs{"old": old.ID, "months": by.months, "days": by.days}).Scan(&apart, &fits)
	switch {
	case err != nil:
		return by, fmt.Errorf("look at the dates of plan %q: %w", old.Slug, err)
	case !fits:
		return by, fault.Invalid{"starts_on": "Con este inicio, alguna fecha del plan copiado caería fuera de los años 1900 a 2200."}
	case !apart:
		by.months = 0
	}
	return by, nil
}

// copyHead writes the plan itself. What it says about its data comes along with them.
func (s Store) copyHead(ctx context.Context, tx pgx.Tx, old, p Plan, withData bool) (id int64, err error) {
	err = tx.QueryRow(ctx, `
		INSERT INTO plans (slug, title, body, summary, general_objective, notice, state, starts_on, ends_on, on_track_from,
		       delayed_from, cadence_months, created_at, updated_at)
		SELECT @slug, @title, body, summary, general_objective, CASE WHEN @with_data THEN notice ELSE '' END, @state,
		       @starts_on, @ends_on, on_track_from, delayed_from, cadence_months, @now, @now
		  FROM plans
		 WHERE id = @old
		RETURNING id`, pgx.NamedArgs{
		"slug": p.Slug, "title": p.Title, "with_data": withData, "state": p.State, "starts_on": p.StartsOn, "ends_on": p.EndsOn,
		"now": s.Now(), "old": old.ID,
	}).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("copy plan %q: %w", old.Slug, err)
	}
	return id, nil
}

// copyContents writes what belongs to a plan, in the order in which one thing names another, and returns the codes of
// the indicators whose rule is another now.
func copyContents(ctx context.Context, tx pgx.Tx, d Copy, args pgx.NamedArgs) (changed []string, err error) {
	batch := &pgx.Batch{}
	for _, sql := range []string{
		copySections, copyPeriods, copyLines, copyFrameworks, copyStandards, copyObjectives, copyIndicators,
		copyLineStandards, copyObjectiveLines, copyObjectiveStandards, copyIndicatorStandards, copyIndicatorUnits, copyPoints,
	} {
		batch.Queue(sql, args)
	}
	if d.Values {
		batch.Queue(copyMeasurements, args)
	}
	if d.Results {
		batch.Queue(copyResults, args)
	}
	batch.Queue(rulesChanged, args).QueryRow(func(row pgx.Row) error { return row.Scan(&changed) })
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return nil, fmt.Errorf("copy the contents: %w", err)
	}
	return changed, nil
}
