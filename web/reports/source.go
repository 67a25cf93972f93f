package reports

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/plan"
	"hito/internal/report"
	"hito/internal/setting"
	"hito/internal/snapshot"
	"hito/web/ui"
	"hito/web/ui/board"
)

// source is all that a report is made of, as its reader may know it.
type source struct {
	board      dashboard.Board
	published  snapshot.Published
	comparison *dashboard.Comparison      // with the last follow-up; nil where there is none
	reasons    map[int64]dashboard.Reason // of values that changed since, by indicators
	comments   map[int64]string           // on the newest values of indicators that deviate
	files      map[int64][]report.EvidenceFile
	challenges *challenge.Figures // nil for whoever may not know of retos
	emblem     setting.Emblem
	draft      report.Draft // the usual options for whoever may not prepare reports
	next       int          // number of the next report
	today      date.Date
	place      *time.Location

	showsComments, showsFiles bool
}

// load reads what a report of a plan is made of. It takes a fixed number of queries.
func (p Pages) load(ctx context.Context, slug string, v dashboard.View) (source, error) {
	s := source{today: p.Reports.Today(), place: p.place()}
	actor, scope := ui.Actor(ctx), v.Scope
	err := db.ReadTx(ctx, p.Slow, func(tx pgx.Tx) (err error) {
		if s.board, err = dashboard.LoadWholeView(ctx, tx, slug, v); err != nil {
			return err
		}
		s.showsComments, s.showsFiles = s.board.Now.Shown(scope, plan.ShowComments), s.board.Now.Shown(scope, plan.ShowFiles)
		if err := s.loadBeside(ctx, tx, scope); err != nil {
			return err
		}
		if err := s.loadSaid(ctx, tx); err != nil {
			return err
		}
		if access.Can(actor, access.ReadChallenges, access.Target{}) {
			if err := s.loadChallenges(ctx, tx); err != nil {
				return err
			}
		}
		if _, err := setting.Load(ctx, tx, setting.EmblemName, &s.emblem); err != nil {
			return err
		}
		return s.loadDraft(ctx, tx, actor)
	})
	return s, err
}

// loadBeside reads what stands beside the board: figures published elsewhere, and the last follow-up.
func (s *source) loadBeside(ctx context.Context, tx pgx.Tx, scope access.Scope) (err error) {
	b := s.board
	if b.Frozen != nil {
		if s.published, err = snapshot.PublishedIn(ctx, tx, b.Plan.ID, b.Frozen.ID); err != nil {
			return err
		}
	}
	if b.Previous == nil {
		return nil
	}
	before, err := dashboard.LoadFrozen(ctx, tx, scope, b.Now.Slug, b.Previous.ID)
	if err != nil {
		return err
	}
	c := dashboard.Compare(before, b)
	s.comparison = &c
	return nil
}

// loadSaid reads what was said of values, and which files prove them, where the reader is shown that.
func (s *source) loadSaid(ctx context.Context, tx pgx.Tx) (err error) {
	if s.showsComments {
		if s.comparison != nil {
			if s.reasons, err = dashboard.Reasons(ctx, tx, *s.comparison, s.comparison.InGroup()); err != nil {
				return err
			}
		}
		if s.comments, err = report.Comments(ctx, tx, s.board, deviating(s.board)); err != nil {
			return err
		}
	}
	if s.showsFiles {
		s.files, err = report.EvidenceFiles(ctx, tx, s.board)
	}
	return err
}

// loadChallenges counts the retos that came in from the plan's start to the day of the report.
func (s *source) loadChallenges(ctx context.Context, tx pgx.Tx) error {
	from, until := s.board.Plan.StartsOn, min(s.board.On, s.today)
	f := challenge.Figures{From: from, Until: until}
	if from <= until {
		facts, err := challenge.Facts(ctx, tx, from, until)
		if err != nil {
			return err
		}
		f = challenge.Figure(facts, from, until, s.today, s.place)
	}
	s.challenges = &f
	return nil
}

func (s *source) loadDraft(ctx context.Context, tx pgx.Tx, actor access.Actor) (err error) {
	s.draft.Options = report.Usual()
	if !preparer(actor, s.board.Now) {
		return nil
	}
	if s.draft, err = report.FindDraft(ctx, tx, s.board.Plan.ID); err != nil {
		return err
	}
	s.next, err = report.NextNumber(ctx, tx, s.today.Time().Year())
	return err
}

// day writes the day of the report in full.
func (s source) day() string { return ui.LongDate(s.board.On) }

// beside are the figures that were published elsewhere and are not as computed, each told in words.
func (s source) beside() []string {
	var list []string
	for _, o := range s.board.Objectives {
		if d := board.PublishedBeside(s.published.Objectives, o.Code, o.Progress, board.MeanPlaces); d != nil && d.Differs {
			list = append(list, "objetivo "+named(o.Code, o.Title)+": "+besideWords(*d))
		}
		for _, i := range o.Indicators {
			if d := board.PublishedBeside(s.published.Indicators, i.Code, i.Progress, board.IndicatorPlaces); d != nil && d.Differs {
				list = append(list, "indicador "+named(i.Code, i.Title)+": "+besideWords(*d))
			}
		}
	}
	return list
}

func besideWords(d board.Beside) string {
	return "publicado " + d.Published + ", calculado " + d.Computed
}
