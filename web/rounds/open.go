package rounds

import (
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/draft"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/internal/round"
	"hito/internal/snapshot"
	"hito/web/ui"
)

// start is what the form that opens a round is made of: the plan as it is on the day of the values.
type start struct {
	Plan   plan.Plan
	Board  dashboard.Board
	Rounds []round.Round
}

// loadStart reads the plan of the address on the day that was typed or, where none can be read, on the proposed one.
func (p Pages) loadStart(r *http.Request, typedDay string) (s start, on date.Date, err error) {
	ctx := r.Context()
	err = db.ReadTx(ctx, p.Rounds.Pool, func(tx pgx.Tx) (err error) {
		if s.Plan, err = findPlan(ctx, tx, r, access.ReadHistory); err != nil {
			return err
		}
		if s.Rounds, err = round.List(ctx, tx, s.Plan.ID); err != nil {
			return err
		}
		on = proposedDay(s.Plan, p.Rounds.Today())
		var c draft.Check
		if day := c.Date("", typedDay); !day.IsZero() {
			on = day
		}
		s.Board, err = dashboard.LoadState(ctx, tx, ui.Scope(ctx), s.Plan.Slug, on)
		return err
	})
	return s, on, err
}

// proposedDay is the last end of a month, today included, or the plan's first day where it is later.
func proposedDay(p plan.Plan, today date.Date) date.Date {
	day := today
	if today != today.EndOfMonth() {
		year, month, _ := today.Time().Date()
		day = date.New(year, month, 0)
	}
	return max(day, p.StartsOn)
}

// daysToSend is how long the units have, unless another deadline is chosen.
const daysToSend = 14

func (s start) proposal(on, today date.Date) round.Draft {
	taken := snapshot.Titles(s.Board.Snapshots)
	for _, r := range s.Rounds {
		taken = append(taken, r.Title)
	}
	d := round.Draft{
		Title: snapshot.TitleFor(on, taken), MeasuredOn: on.String(), DueOn: (max(on, today) + daysToSend).String(), Which: string(round.All),
	}
	for _, o := range s.Board.Objectives {
		d.Objectives = append(d.Objectives, o.Code)
	}
	return d
}

// open returns the round that is open, if there is one.
func (s start) open() *round.Round {
	if n := slices.IndexFunc(s.Rounds, round.Round.Open); n >= 0 {
		return &s.Rounds[n]
	}
	return nil
}

// New answers GET /planes/{plan}/rondas/nueva.
func (p Pages) New(w http.ResponseWriter, r *http.Request) error {
	s, on, err := p.loadStart(r, "")
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, form(newForm(s, s.proposal(on, p.Rounds.Today()))))
}

func readDraft(r *http.Request) round.Draft {
	return round.Draft{
		Title: r.PostFormValue("title"), MeasuredOn: r.PostFormValue("measured_on"), DueOn: r.PostFormValue("due_on"),
		Note: r.PostFormValue("note"), Which: r.PostFormValue("which"), Objectives: r.PostForm["objectives"],
	}
}

// Create answers POST /planes/{plan}/rondas: it opens the round or, with accion=comprobar, tells what it would ask for.
func (p Pages) Create(w http.ResponseWriter, r *http.Request) error {
	d := readDraft(r)
	if r.PostFormValue("accion") == "comprobar" {
		return p.preview(w, r, d)
	}
	slug := chi.URLParam(r, "plan")
	id, err := p.Rounds.Open(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), slug, d)
	if wrong := ui.Invalid(err); wrong != nil {
		return p.refuse(w, r, d, wrong)
	}
	if err != nil {
		return err
	}
	return ui.See(w, r, pathOf(slug, id)+"?hecho=abierta")
}

func (p Pages) preview(w http.ResponseWriter, r *http.Request, d round.Draft) error {
	s, _, err := p.loadStart(r, d.MeasuredOn)
	if err != nil {
		return err
	}
	props := newForm(s, d)
	if _, err := d.Check(s.Plan, p.Rounds.Today()); err != nil {
		return ui.Render(w, r, http.StatusUnprocessableEntity, form(props.refused(ui.Invalid(err))))
	}
	props.Preview = previewOf(d.Pick(s.Board))
	return ui.Render(w, r, http.StatusOK, form(props))
}

func (p Pages) refuse(w http.ResponseWriter, r *http.Request, d round.Draft, wrong fault.Invalid) error {
	s, _, err := p.loadStart(r, d.MeasuredOn)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusUnprocessableEntity, form(newForm(s, d).refused(wrong)))
}
