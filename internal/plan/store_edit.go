package plan

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/fault"
)

// Begin writes a new plan as a draft that is not published, and returns its slug; a repeated form returns the same.
// What is wrong with the draft, a slug that another plan has included, is fault.Invalid.
func (s Store) Begin(ctx context.Context, actor access.Actor, key string, d Creation) (slug string, err error) {
	return s.found(ctx, actor, key, "plan.create", func(tx pgx.Tx) (founded, error) {
		p, err := d.Check()
		if err != nil {
			return founded{}, err
		}
		doc, err := Create(ctx, tx, Document{Plan: p})
		told := tell(doc.Plan, nil)
		told.Slug = p.Slug
		return founded{doc.Plan, told}, err
	})
}

// founded is a plan that is new, and what the event tells of it.
type founded struct {
	Plan
	told any
}

// found carries out once, however often its form comes, what makes a new plan, and returns the plan's slug.
func (s Store) found(ctx context.Context, actor access.Actor, key, action string, fn func(pgx.Tx) (founded, error)) (string, error) {
	if err := access.Require(actor, access.CreatePlan, access.Target{}); err != nil {
		return "", fmt.Errorf("%s: %w", action, err)
	}
	slug, err := db.Once(ctx, s.Pool, db.Submission{Key: key, Action: action, UserID: actor.ID}, func(tx pgx.Tx) (string, error) {
		p, err := fn(tx)
		if err != nil {
			return "", err
		}
		return p.Slug, audit.Record(ctx, tx, audit.Event{
			At: s.Now(), Actor: actor, Action: action, Object: audit.Object{Type: "plan", ID: p.ID}, PlanID: p.ID, After: p.told,
		})
	})
	if err != nil {
		return "", fmt.Errorf("%s: %w", action, err)
	}
	return slug, nil
}

// Edit writes what was typed of the plan with a slug, its periods included. A version other than the one shown is
// fault.Conflict, and what is wrong with a field fault.Invalid.
func (s Store) Edit(ctx context.Context, actor access.Actor, key, slug string, version int, d Edition) error {
	c := Change{Actor: actor, Key: key, Slug: slug, Action: "plan.update", Needs: access.WritePlan}
	_, err := s.Write(ctx, c, func(tx pgx.Tx, old Plan) (Written, error) {
		p, periods, err := d.Check()
		if err != nil {
			return Written{}, err
		}
		if old.Version != version {
			return Written{}, fault.Conflict
		}
		before, err := loadPeriods(ctx, tx, old.ID)
		if err != nil {
			return Written{}, err
		}
		p.ID = old.ID
		if err := s.rewrite(ctx, tx, p); err != nil {
			return Written{}, err
		}
		return Written{
			Object: audit.Object{Type: "plan", ID: old.ID}, Before: tell(old, before), After: tell(p, periods),
		}, replacePeriods(ctx, tx, old.ID, periods)
	})
	return err
}

func (s Store) rewrite(ctx context.Context, tx pgx.Tx, p Plan) error {
	_, err := tx.Exec(ctx, `
		UPDATE plans
		   SET title = @title, body = @body, summary = @summary, general_objective = @general_objective, notice = @notice,
		       starts_on = @starts_on, ends_on = @ends_on, on_track_from = @on_track_from, delayed_from = @delayed_from,
		       cadence_months = nullif(@cadence_months::int, 0), updated_at = @now, version = version + 1
		 WHERE id = @id`, pgx.NamedArgs{
		"id": p.ID, "title": p.Title, "body": p.Body, "summary": p.Summary, "general_objective": p.GeneralObjective, "notice": p.Notice,
		"starts_on": p.StartsOn, "ends_on": p.EndsOn, "on_track_from": p.OnTrackFrom, "delayed_from": p.DelayedFrom,
		"cadence_months": p.CadenceMonths, "now": s.Now(),
	})
	return err
}

func loadPeriods(ctx context.Context, tx pgx.Tx, planID int64) ([]Period, error) {
	rows, _ := tx.Query(ctx, `
		SELECT title, starts_on, ends_on
		  FROM periods
		 WHERE plan_id = $1
		 ORDER BY starts_on`, planID)
	return pgx.CollectRows(rows, pgx.RowToStructByName[Period])
}

// replacePeriods writes a plan's periods anew: nothing else names them.
func replacePeriods(ctx context.Context, tx pgx.Tx, planID int64, periods []Period) error {
	if _, err := tx.Exec(ctx, `DELETE FROM periods WHERE plan_id = $1`, planID); err != nil {
		return fmt.Errorf("remove the periods: %w", err)
	}
	titles, starts, ends := make([]string, len(periods)), make([]date.Date, len(periods)), make([]date.Date, len(periods))
	for n, p := range periods {
		titles[n], starts[n], ends[n] = p.Title, p.StartsOn, p.EndsOn
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO periods (plan_id, title, starts_on, ends_on)
		SELECT $1, title, starts_on, ends_on
		  FROM unnest($2::text[], $3::date[], $4::date[]) AS typed (title, starts_on, ends_on)`, planID, titles, starts, ends)
	return err
}

// PointsOutside counts the planned points that lie outside the time of their indicator, which is the plan's where it
// has none of its own; those of cancelled indicators aside.
func PointsOutside(ctx context.Context, tx pgx.Tx, planID int64) (n int, err error) {
	err = tx.QueryRow(ctx, `
		SELECT count(*)
		  FROM plans p
		  JOIN indicators i ON i.plan_id = p.id
		  JOIN planned_points t ON t.plan_id = i.plan_id AND t.indicator_id = i.id
		 WHERE p.id = $1 AND i.cancelled_on IS NULL
		   AND NOT t.due_on BETWEEN coalesce(i.starts_on, p.starts_on) AND coalesce(i.ends_on, p.ends_on)`, planID).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count the points outside plan %d: %w", planID, err)
	}
	return n, nil
}

// told is what events tell of a plan. Its periods are told as lines of text, which people can read.
type told struct {
	Slug             string      `json:"slug,omitempty"` // of a new plan: it stays
	Title            string      `json:"title"`
	Body             string      `json:"body"`
	Summary          string      `json:"summary"`
	GeneralObjective string      `json:"general_objective"`
	Notice           string      `json:"notice"`
	StartsOn         date.Date   `json:"starts_on"`
	EndsOn           date.Date   `json:"ends_on"`
	OnTrackPercent   json.Number `json:"on_track_percent"`
	DelayedPercent   json.Number `json:"delayed_percent"`
	CadenceMonths    int         `json:"cadence_months"`
	Periods          []string    `json:"periods"`
}

func tell(p Plan, periods []Period) told {
	t := told{
		Title: p.Title, Body: p.Body, Summary: p.Summary, GeneralObjective: p.GeneralObjective, Notice: p.Notice,
		StartsOn: p.StartsOn, EndsOn: p.EndsOn, OnTrackPercent: percentTold(p.OnTrackFrom), DelayedPercent: percentTold(p.DelayedFrom),
		CadenceMonths: p.CadenceMonths, Periods: make([]string, len(periods)),
	}
	for n, e := range periods {
		t.Periods[n] = strconv.Quote(e.Title) + " " + e.StartsOn.String() + "/" + e.EndsOn.String()
	}
	return t
}

func percentTold(fraction decimal.Decimal) json.Number {
	return json.Number(fraction.Shift(2).String())
}
