package snapshot

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/plan"
)

// system is the program when it acts by itself.
var system = access.Actor{Kind: access.System}

// CloseDue closes what the cadences of all plans in force ask for until yesterday and is not closed yet, each
// follow-up in a transaction of its own, with its data as of its day. However often and wherever it runs at the same
// time, each day of a plan is closed once. A plan that fails does not keep the others waiting.
func (s Store) CloseDue(ctx context.Context, today date.Date) (closed int, err error) {
	slugs, err := s.followCadences(ctx, today)
	if err != nil {
		return 0, err
	}
	var failed []error
	for _, slug := range slugs {
		for more := true; more && ctx.Err() == nil; {
			if more, err = s.closeNext(ctx, slug, today); err != nil {
				failed = append(failed, fmt.Errorf("close what is due of %q: %w", slug, err))
			} else if more {
				closed++
			}
		}
	}
	return closed, errors.Join(append(failed, ctx.Err())...)
}

// followCadences keeps since when each plan in force has followed its cadence, and returns the slugs of them all. A
// plan that was not in force, or had another cadence, starts today.
func (s Store) followCadences(ctx context.Context, today date.Date) (slugs []string, err error) {
	err = db.Tx(ctx, s.Pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `
			DELETE FROM cadences c
			 USING plans p
			 WHERE p.id = c.plan_id AND (p.state <> 'active' OR p.cadence_months IS DISTINCT FROM c.months)`)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			INSERT INTO cadences (plan_id, months, since)
			SELECT p.id, p.cadence_months, $1
			  FROM plans p
			 WHERE p.state = 'active' AND p.cadence_months IS NOT NULL
			ON CONFLICT (plan_id) DO NOTHING`, today)
		if err != nil {
			return err
		}
		rows, _ := tx.Query(ctx, `
			SELECT p.slug
			  FROM cadences c
			  JOIN plans p ON p.id = c.plan_id
			 ORDER BY p.id`)
		slugs, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("follow the plans' cadences: %w", err)
	}
	return slugs, nil
}

// closeNext closes the first follow-up of a plan that is due, and tells whether there was one.
func (s Store) closeNext(ctx context.Context, slug string, today date.Date) (closed bool, err error) {
	err = db.Tx(ctx, s.Pool, func(tx pgx.Tx) error {
		p, err := plan.Lock(ctx, tx, system, access.WritePlan, slug)
		if err != nil {
			return err
		}
		from, titles, err := scheduledSoFar(ctx, tx, p)
		if err != nil {
			return err
		}
		days := DueDays(p, from, today-1)
		if from.IsZero() || len(days) == 0 {
			return nil
		}
		closed = true
		return s.closeScheduled(ctx, tx, p, days[0], titles)
	})
	return closed && err == nil, err
}

// scheduledSoFar returns the day from which on the cadence of a plan asks for follow-ups that are not closed yet, no
// date where it does not, and the titles that the plan's follow-ups have.
func scheduledSoFar(ctx context.Context, tx pgx.Tx, p plan.Plan) (from date.Date, titles []string, err error) {
	err = tx.QueryRow(ctx, `
		SELECT (SELECT greatest(c.since, (SELECT max(s.scheduled_for) + 1 FROM snapshots s WHERE s.plan_id = c.plan_id))
		          FROM cadences c
		         WHERE c.plan_id = $1 AND c.months = $2 AND $3 = 'active'),
		       ARRAY(SELECT s.title FROM snapshots s WHERE s.plan_id = $1)`, p.ID, p.CadenceMonths, p.State).Scan(&from, &titles)
	if err != nil {
		return 0, nil, fmt.Errorf("read what was scheduled: %w", err)
	}
	return from, titles, nil
}

func (s Store) closeScheduled(ctx context.Context, tx pgx.Tx, p plan.Plan, day date.Date, titles []string) error {
	c := Closing{Title: titleOfDue(day, titles), TakenOn: day, ScheduledFor: day, ClosedAt: s.Now()}
	w, err := Freeze(ctx, tx, p.Slug, c)
	if err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Event{
		At: s.Now(), Actor: system, Action: "snapshot.close", Object: w.Object, PlanID: p.ID, After: w.After,
	})
}
