package snapshots

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/internal/snapshot"
	"hito/web/ui"
	"hito/web/ui/board"
)

// askCheck is what the button asks for that only shows what would be frozen.
const askCheck = "comprobar"

// closing is a follow-up that is about to be closed.
type closing struct {
	plan     plan.Plan
	refs     []dashboard.SnapshotRef
	corrects *dashboard.SnapshotRef // nil for none
	typed    snapshot.Draft
	board    dashboard.Board // that would be frozen on the date typed
	moved    bool            // the date is not the one of which the board was shown before
}

// New answers GET /planes/{plan}/seguimientos/nuevo, with ?corrige= for the correction of another follow-up.
func (p Pages) New(w http.ResponseWriter, r *http.Request) error {
	var corrects int64
	if text := r.URL.Query().Get("corrige"); text != "" {
		var err error
		if corrects, err = ui.ID(text); err != nil {
			return err
		}
	}
	c, err := p.loadClosing(r, snapshot.Draft{TakenOn: p.Today().String(), Replaces: corrects}, true)
	if err != nil {
		return err
	}
	if err := board.Keeper(ui.Actor(r.Context()), c.plan); err != nil {
		return err
	}
	if c.corrects != nil && c.corrects.ReplacedBy != 0 {
		return ui.See(w, r, pathOf(c.plan, c.corrects.ID)) // which tells by which one it is replaced
	}
	return ui.Render(w, r, http.StatusOK, closePage(buildClose(c)))
}

// Close answers POST /planes/{plan}/seguimientos: it closes a follow-up, or shows what would be frozen where that is
// asked for, or where the date is another one than that of which it was shown.
func (p Pages) Close(w http.ResponseWriter, r *http.Request) error {
	typed, err := readClose(r)
	if err != nil {
		return err
	}
	seen, day := r.PostFormValue("visto"), typed.Day(p.Today()).String()
	_, wrong := typed.Check(p.Today())
	if r.PostFormValue("accion") == askCheck || seen != "" && seen != day && wrong == nil {
		return p.check(w, r, typed, seen != day)
	}
	slug := chi.URLParam(r, "plan")
	id, err := p.Snapshots.Close(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), slug, p.Today(), typed)
	if err != nil {
		return p.refuse(w, r, typed, err)
	}
	return ui.See(w, r, pathOf(plan.Plan{Slug: slug}, id)+"?hecho=cerrado")
}

func readClose(r *http.Request) (snapshot.Draft, error) {
	d := snapshot.Draft{Title: r.PostFormValue("title"), TakenOn: r.PostFormValue("taken_on"), Note: r.PostFormValue("note")}
	if text := r.PostFormValue("replaces"); text != "" {
		id, err := ui.ID(text)
		if err != nil {
			return d, fmt.Errorf("follow-up to correct: %w", fault.BadInput)
		}
		d.Replaces = id
	}
	return d, nil
}

// check shows what would be frozen on the date typed.
func (p Pages) check(w http.ResponseWriter, r *http.Request, typed snapshot.Draft, moved bool) error {
	c, err := p.loadClosing(r, typed, false)
	if err != nil {
		return err
	}
	if err := board.Keeper(ui.Actor(r.Context()), c.plan); err != nil {
		return err
	}
	c.moved = moved
	props := buildClose(c)
	var check error
	if _, check = typed.Check(p.Today()); check == nil {
		return ui.Render(w, r, http.StatusOK, closePage(props))
	}
	return ui.Render(w, r, http.StatusUnprocessableEntity, closePage(props.refused(ui.Invalid(check))))
}

// refuse shows the form again with what was typed, or returns the error where no form explains it.
func (p Pages) refuse(w http.ResponseWriter, r *http.Request, typed snapshot.Draft, err error) error {
	c, loading := p.loadClosing(r, typed, false)
	if loading != nil {
		return err
	}
	status, problem := board.Refused(err, c.plan, true)
	switch {
	case status == http.StatusUnprocessableEntity:
		return ui.Render(w, r, status, closePage(buildClose(c).refused(ui.Invalid(err))))
	case problem != "":
		ui.Cause(r.Context(), err)
		props := buildClose(c)
		props.Problems, props.Page.Refused = []ui.FieldError{{Text: problem}}, true
		return ui.Render(w, r, status, closePage(props))
	default:
		return err
	}
}

// loadClosing reads what a form shows; fresh proposes the title, and the date of the follow-up that is corrected.
func (p Pages) loadClosing(r *http.Request, typed snapshot.Draft, fresh bool) (closing, error) {
	c := closing{typed: typed}
	slug := chi.URLParam(r, "plan")
	err := db.ReadTx(r.Context(), p.Pool, func(tx pgx.Tx) (err error) {
		if c.plan, c.refs, err = dashboard.FollowUps(r.Context(), tx, ui.Scope(r.Context()), slug); err != nil {
			return err
		}
		if err := c.correct(); err != nil {
			return err
		}
		if fresh {
			c.propose(p.Today())
		}
		c.board, err = dashboard.LoadForSnapshot(r.Context(), tx, slug, c.typed.Day(p.Today()), typed.Replaces)
		return err
	})
	return c, err
}

// correct finds the follow-up that is corrected among those of the plan.
func (c *closing) correct() error {
	id := c.typed.Replaces
	if id == 0 {
		return nil
	}
	n := slices.IndexFunc(c.refs, func(s dashboard.SnapshotRef) bool { return s.ID == id })
	if n < 0 {
		return fmt.Errorf("follow-up %d to correct: %w", id, fault.NotFound)
	}
	c.corrects = &c.refs[n]
	return nil
}

func (c *closing) propose(today date.Date) {
	taken := snapshot.Titles(c.refs)
	c.typed.Title = snapshot.TitleFor(today, taken)
	if c.corrects != nil {
		c.typed.Title, c.typed.TakenOn = snapshot.TitleOfCorrection(c.corrects.Title, taken), c.corrects.TakenOn.String()
	}
}
