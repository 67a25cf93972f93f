package indicator

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/plan"
)

// CheckSheet tells what rows of a plan's sheet would come to, and writes nothing. Errors are fault.NotFound for the
// plan, and fault.Forbidden or fault.SignIn for a row that the actor may not record.
func (s Store) CheckSheet(ctx context.Context, actor access.Actor, slug string, typed []TypedRow, today date.Date) (SheetResult, error) {
	var result SheetResult
	err := db.ReadTx(ctx, s.Pool, func(tx pgx.Tx) error {
		head, err := loadSheetHead(ctx, tx, access.Plans(actor), slug)
		if err != nil {
			return err
		}
		result, _, err = checkRows(ctx, tx, actor, head.Plan, typed, today)
		return err
	})
	if err != nil {
		return SheetResult{}, fmt.Errorf("check sheet of %q: %w", slug, err)
	}
	return result, nil
}

// checkRows checks what was typed, and returns with it what stands on the days of its rows.
func checkRows(ctx context.Context, tx pgx.Tx, actor access.Actor, p plan.Plan, typed []TypedRow, today date.Date) (SheetResult, map[place]Measurement, error) {
	known, err := loadAnswered(ctx, tx, p.ID, typed)
	if err != nil {
		return SheetResult{}, nil, err
	}
	result := SheetResult{Plan: p}
	for _, t := range typed {
		i, found := known[t.IndicatorID]
		if !found {
			result.Gone = append(result.Gone, t)
			continue
		}
		if err := i.recordable(actor, p); err != nil {
			return SheetResult{}, nil, err
		}
		result.Rows = append(result.Rows, t.check(i.Indicator, p, today))
	}
	days, err := standing(ctx, tx, p.ID, dated(result.Rows))
	if err != nil {
		return SheetResult{}, nil, err
	}
	for n, r := range result.Rows {
		m, stands := days[r.Entry.place()]
		switch {
		case m.Revision != r.Entry.Basis:
			if !stands {
				m.MeasuredOn = r.Entry.MeasuredOn
			}
			result.Rows[n].Clash = &m
		case r.Fine() && r.Entry.repeats(m):
			result.Rows[n].Problems = fault.Invalid{"value": "Ya consta así: cambie el valor o el comentario."}
		}
	}
	return result, days, knownResults(ctx, tx, p.ID, result.Rows)
}

func dated(rows []CheckedRow) []Entry {
	var entries []Entry
	for _, r := range rows {
		if !r.Entry.MeasuredOn.IsZero() {
			entries = append(entries, r.Entry)
		}
	}
	return entries
}

// loadAnswered reads the indicators of rows, with the units that answer for them.
func loadAnswered(ctx context.Context, tx pgx.Tx, planID int64, typed []TypedRow) (map[int64]Answered, error) {
	ids := make([]int64, len(typed))
	for n, t := range typed {
		ids[n] = t.IndicatorID
	}
	rows, _ := tx.Query(ctx, `
		SELECT `+answeredColumns+`
		  FROM indicators i
		  JOIN objectives o ON o.plan_id = i.plan_id AND o.id = i.objective_id
		 WHERE i.plan_id = $1 AND i.id = ANY($2)`, planID, ids)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Answered])
	if err != nil {
		return nil, fmt.Errorf("load indicators: %w", err)
	}
	known := make(map[int64]Answered, len(list))
	for _, a := range list {
		known[a.ID] = a
	}
	return known, nil
}

// knownResults gives the results that rows name by the title of one in the plan the day of that one: a sheet asks for
// no day, and the same title means the same result. Of several the newest is meant.
func knownResults(ctx context.Context, tx pgx.Tx, planID int64, checked []CheckedRow) error {
	var titles []string
	for _, r := range checked {
		if r.Entry.Evidence.Title != "" {
			titles = append(titles, r.Entry.Evidence.Title)
		}
	}
	if len(titles) == 0 {
		return nil
	}
	rows, _ := tx.Query(ctx, `
		SELECT DISTINCT ON (title) title, achieved_on
		  FROM results
		 WHERE plan_id = $1 AND title = ANY($2) AND withdrawn_at IS NULL
		 ORDER BY title, achieved_on DESC NULLS LAST`, planID, titles)
	known := map[string]date.Date{}
	var title string
	var day date.Date
	_, err := pgx.ForEachRow(rows, []any{&title, &day}, func() error {
		known[title] = day
		return nil
	})
	if err != nil {
		return fmt.Errorf("find results: %w", err)
	}
	for n := range checked {
		e := &checked[n].Entry.Evidence
		if day, found := known[e.Title]; found {
			e.AchievedOn = day
		}
	}
	return nil
}

// errNothing ends a transaction in which no row could be saved, so that its form may come again.
var errNothing = errors.New("no row can be saved")

// SaveSheet records the rows of a plan's sheet that are fine, all in one transaction and by a fixed number of
// statements, and tells of the others what is wrong. A form that comes twice records once and is told the same.
// Errors are those of CheckSheet and db.Once; then nothing is recorded.
func (s Store) SaveSheet(ctx context.Context, actor access.Actor, key, slug string, typed []TypedRow, today date.Date) (SheetResult, error) {
	var result SheetResult
	ran := false
	by := Author{UserID: actor.ID, At: s.Now().UTC().Truncate(time.Microsecond)} // as the database keeps it
	kept, err := db.Once(ctx, s.Pool, db.Submission{Key: key, Action: "measurement.record", UserID: actor.ID}, func(tx pgx.Tx) (string, error) {
		ran = true
		p, err := plan.Share(ctx, tx, access.Plans(actor), slug)
		if err != nil {
			return "", err
		}
		if result, _, err = checkRows(ctx, tx, actor, p, typed, today); err != nil {
			return "", err
		}
		if err := result.save(ctx, tx, actor, by); err != nil {
			return "", err
		}
		return strconv.FormatInt(by.At.UnixMicro(), 10), nil
	})
	switch {
	case errors.Is(err, errNothing):
		return result, nil
	case err != nil:
		return SheetResult{}, fmt.Errorf("save sheet of %q: %w", slug, err)
	case ran:
		return result, nil
	}
	return s.savedBefore(ctx, actor, slug, typed, today, kept)
}

// save appends the rows that are fine and records the events last.
func (r *SheetResult) save(ctx context.Context, tx pgx.Tx, actor access.Actor, by Author) error {
	var entries []Entry
	var places []int // of the entries among the rows
	for n, row := range r.Rows {
		if row.Fine() {
			entries, places = append(entries, row.Entry), append(places, n)
		}
	}
	if len(entries) == 0 {
		return errNothing
	}
	appended, err := Append(ctx, tx, r.Plan.ID, by, entries)
	if err != nil {
		return err
	}
	for n, place := range places {
		if m, clash := appended.Clashes[n]; clash {
			r.Rows[place].Clash = &m
		} else {
			r.Rows[place].Saved = true
		}
	}
	if r.Saved() == 0 {
		return errNothing
	}
	r.At = by.At
	for n := range appended.Events {
		appended.Events[n].Actor = actor
	}
	return audit.Record(ctx, tx, appended.Events...)
}

// savedBefore tells again what came of a form that was carried out at a moment: the rows that stand with that
// signature were saved, and the others were not, even if nothing is wrong with them by now.
func (s Store) savedBefore(ctx context.Context, actor access.Actor, slug string, typed []TypedRow, today date.Date, kept string) (SheetResult, error) {
	micros, err := strconv.ParseInt(kept, 10, 64)
	if err != nil {
		return SheetResult{}, fmt.Errorf("result of an earlier submission: %w", err)
	}
	at := time.UnixMicro(micros)
	var result SheetResult
	err = db.ReadTx(ctx, s.Pool, func(tx pgx.Tx) error {
		head, err := loadSheetHead(ctx, tx, access.Plans(actor), slug)
		if err != nil {
			return err
		}
		var days map[place]Measurement
		if result, days, err = checkRows(ctx, tx, actor, head.Plan, typed, today); err != nil {
			return err
		}
		result.At = at
		for n, r := range result.Rows {
			m := days[r.Entry.place()]
			switch {
			case m.RecordedBy == actor.ID && m.RecordedAt.Equal(at):
				result.Rows[n].Clash, result.Rows[n].Saved = nil, true
			case r.Fine():
				result.Rows[n].Problems = fault.Invalid{"value": "Este valor no se guardó entonces: guárdelo de nuevo."}
			}
		}
		return nil
	})
	if err != nil {
		return SheetResult{}, fmt.Errorf("look again at the sheet of %q: %w", slug, err)
	}
	return result, nil
}
