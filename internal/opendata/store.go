package opendata

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/dashboard"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/plan"
)

// everything is the scope in which the rest of a plan is read, once it is known to be published: what of it is public
// is told by the types of this package, and not by who asks.
var everything = access.Scope{All: true}

// found is a published plan as it is read. Events and units are what may change without the plan's own row.
type found struct {
	plan.Plan
	Event int64
	Units string
}

const foundColumns = plan.Columns + `,
	coalesce((SELECT e.id FROM audit_events e WHERE e.plan_id BETWEEN p.id AND p.id ORDER BY e.plan_id, e.id DESC LIMIT 1), 0) AS event,
	(SELECT coalesce(md5(string_agg(u.name, '|' ORDER BY u.id)), '') FROM units u) AS units`

// Find returns the published plan with a slug. One that is not published is fault.NotFound, as one that is not there.
func (s Store) Find(ctx context.Context, slug string) (Plan, error) {
	var p Plan
	err := db.ReadTx(ctx, s.Pool, func(tx pgx.Tx) (err error) {
		p, err = find(ctx, tx, slug)
		return err
	})
	return p, err
}

func find(ctx context.Context, tx pgx.Tx, slug string) (Plan, error) {
	rows, _ := tx.Query(ctx, `
		SELECT `+foundColumns+`
		  FROM plans p
		 WHERE p.slug = $1 AND p.published_at IS NOT NULL`, slug)
	f, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[found])
	if errors.Is(err, pgx.ErrNoRows) {
		err = fault.NotFound
	}
	if err != nil {
		return Plan{}, fmt.Errorf("find published plan %q: %w", slug, err)
	}
	return f.public(), nil
}

// List returns all published plans: those in force first, then those that end last. It takes one query.
func (s Store) List(ctx context.Context) ([]Plan, error) {
	rows, _ := s.Pool.Query(ctx, `
		SELECT `+foundColumns+`
		  FROM plans p
		 WHERE p.published_at IS NOT NULL
		 ORDER BY (p.state = 'active') DESC, p.ends_on DESC, p.id`)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[found])
	if err != nil {
		return nil, fmt.Errorf("list published plans: %w", db.Translate(err))
	}
	plans := make([]Plan, len(list))
	for n, f := range list {
		plans[n] = f.public()
	}
	return plans, nil
}

func (f found) public() Plan {
	return Plan{
		Slug: f.Slug, Title: f.Title, Body: f.Body, Summary: f.Summary, GeneralObjective: f.GeneralObjective, Notice: f.Notice,
		State: f.State, StartsOn: f.StartsOn, EndsOn: f.EndsOn, CadenceMonths: f.CadenceMonths, Licence: f.Licence,
		PublishedAt: f.PublishedAt, ChangedAt: f.ChangedAt, Open: f.Open(), Stamp: f.stamp(), id: f.ID, shows: f.Shows,
	}
}

func (f found) stamp() string {
	sum := sha256.Sum256([]byte(strings.Join([]string{fmt.Sprint(f.ID, f.Version, f.Event, f.Shows), string(f.Licence), f.Units}, "\x00")))
	return hex.EncodeToString(sum[:12])
}

// board loads the figures of a plan that a visitor would see today: those of its dashboard.
func (s Store) board(ctx context.Context, tx pgx.Tx, p Plan) (dashboard.Board, error) {
	return dashboard.LoadStateView(ctx, tx, p.Slug, dashboard.View{Today: s.Today(), Scope: everything})
}

const (
	mostIndicators = 200 // that the public page lists; the data have all of them
	mostResults    = 20  // likewise, the newest
)

// Overview returns how the published plan with a slug stands, or fault.NotFound. It takes at most seven queries.
func (s Store) Overview(ctx context.Context, slug string) (Overview, error) {
	var o Overview
	err := db.ReadTx(ctx, s.Pool, func(tx pgx.Tx) (err error) {
		if o.Plan, err = find(ctx, tx, slug); err != nil {
			return err
		}
		b, err := s.board(ctx, tx, o.Plan)
		if err != nil {
			return err
		}
		if err = o.stand(ctx, tx, b); err != nil {
			return err
		}
		o.FollowUps = followUpsOf(o.Plan, b.Snapshots)
		if o.Documents, err = loadDocuments(ctx, tx, o.Plan); err != nil {
			return err
		}
		if o.Shown(plan.ShowResults) {
			o.Results, o.ResultsAll, err = loadResults(ctx, tx, o.Plan, b.On, mostResults)
		}
		return err
	})
	return o, err
}

// stand fills in the figures, and the objectives and indicators that are shown and not too many for a page.
func (o *Overview) stand(ctx context.Context, tx pgx.Tx, b dashboard.Board) error {
	o.On, o.Figures, o.Indicators = b.On, b.Figures, b.Size()
	for _, of := range b.Objectives {
		for _, i := range of.Indicators {
			o.DataOn = max(o.DataOn, i.MeasuredOn)
		}
	}
	if b.Frozen != nil {
		o.FollowUp = b.Frozen.Title
	}
	if !o.Shown(plan.ShowObjectives) {
		return nil
	}
	o.Objectives = objectivesOf(o.Plan, b)
	if !o.Shown(plan.ShowIndicators) || o.Indicators > mostIndicators {
		return nil
	}
	said, err := loadComments(ctx, tx, o.Plan, b)
	if err != nil {
		return err
	}
	for n, of := range b.Objectives {
		for _, i := range of.Indicators {
			o.Objectives[n].Indicators = append(o.Objectives[n].Indicators, indicatorOf(o.Plan, b, i, said[i.ID]))
		}
	}
	return nil
}
