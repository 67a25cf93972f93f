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

// found is a published plan as it is read, with what tells that anything of it has changed.
type found struct {
	plan.Plan
	Stamp string
}

const foundColumns = plan.Columns + `, ` + dashboard.StampOf + ` AS stamp`

// Find returns the published plan with a slug. One that is not published is fault.NotFound, as one that is not there. It
// takes one query and no transaction: it is all that somebody costs who has everything already.
func (s Store) Find(ctx context.Context, slug string) (Plan, error) {
	p, err := find(ctx, s.Pool, slug)
	return p, db.Translate(err)
}

// asker is a transaction or a pool.
type asker interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func find(ctx context.Context, from asker, slug string) (Plan, error) {
	rows, _ := from.Query(ctx, `
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
	sum := sha256.Sum256([]byte(strings.Join([]string{fmt.Sprint(f.ID, f.Shows), string(f.Licence), f.Stamp}, "\x00")))
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

// Overview returns how a published plan stands, or fault.NotFound where it is published no more. It takes at most seven
// queries, and none where it was read before and the plan was found unchanged. It is shared: nobody changes it.
func (s Store) Overview(ctx context.Context, of Plan) (Overview, error) {
	key := overviewed{of.id, s.Today()}
	if o, found := s.Kept.Get(key, of.Stamp); found {
		return o, nil
	}
	o, err := s.readOverview(ctx, of.Slug)
	if err == nil && o.id == of.id {
		s.Kept.Put(key, o.Stamp, weightOf(o), o)
	}
	return o, err
}

func (s Store) readOverview(ctx context.Context, slug string) (Overview, error) {
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
