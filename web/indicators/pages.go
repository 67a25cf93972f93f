// Package indicators serves the indicators of a plan: their list, and a page for each one.
package indicators

import (
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/indicator"
	"hito/web/ui"
	"hito/web/ui/board"
)

// Pages serves the indicators of each plan and their values. The day of a correction is that in Location, UTC where
// it is nil.
type Pages struct {
	Pool     *pgxpool.Pool
	Values   indicator.Store // for what is written
	Today    func() date.Date
	Location *time.Location
}

// List answers /planes/{plan}/indicadores as of today, a date or a snapshot.
func (p Pages) List(w http.ResponseWriter, r *http.Request) error {
	asked, err := board.Ask(r, p.Today())
	if err != nil {
		return err
	}
	return p.list(w, r, http.StatusOK, asked, board.ReadList(r.URL.Query()), nil)
}

// list shows a list of indicators, with a value of one of them that was sent and not taken, nil where none was.
func (p Pages) list(w http.ResponseWriter, r *http.Request, status int, asked board.Asked, l board.List, e *entered) error {
	var b dashboard.Board
	k := clerk{Editing: r.URL.Query().Get("editar"), Entered: e, Names: namesTold(ui.Actor(r.Context())), Location: p.location()}
	err := db.ReadTx(r.Context(), p.Pool, func(tx pgx.Tx) (err error) {
		if b, err = dashboard.LoadStateView(r.Context(), tx, chi.URLParam(r, "plan"), asked.View); err != nil {
			return err
		}
		k.Records, err = indicator.Recordable(r.Context(), tx, b.Now, ui.Actor(r.Context()))
		return err
	})
	if err != nil {
		return err
	}
	if f, asked := ui.CSVAsked(r.URL.Query()); asked && e == nil {
		return ui.ServeCSV(w, r, f, board.IndicatorsCSV(b, l.Filter(b)))
	}
	if e != nil {
		k.Editing = chi.URLParam(r, "code")
		if !shows(b, l, k.Editing) { // others have changed what the list is narrowed by
			e.List = nil
			return p.show(w, r, status, asked, e)
		}
	}
	k.Done = doneInList(b, r)
	return ui.Render(w, r, status, listPage(buildList(b, asked, l, k)))
}

// Show answers /planes/{plan}/indicadores/{code} as of today, a date or a snapshot.
func (p Pages) Show(w http.ResponseWriter, r *http.Request) error {
	asked, err := board.Ask(r, p.Today())
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, asked, nil)
}

// show shows an indicator, with a value of it that was sent and not taken, nil where none was.
func (p Pages) show(w http.ResponseWriter, r *http.Request, status int, asked board.Asked, e *entered) error {
	var s dashboard.Story
	v := visit{Actor: ui.Actor(r.Context()), Location: p.location(), Entered: e}
	err := db.ReadTx(r.Context(), p.Pool, func(tx pgx.Tx) (err error) {
		if s, err = dashboard.LoadStory(r.Context(), tx, chi.URLParam(r, "plan"), chi.URLParam(r, "code"), asked.View); err != nil {
			return err
		}
		return v.load(r.Context(), tx, s)
	})
	if err != nil {
		return err
	}
	if sentence := ui.Done(r, valueDone); sentence != "" {
		v.Done = sentence + " " + nowAt(s.Indicator)
	}
	return ui.Render(w, r, status, showPage(buildShow(s, asked, v)))
}

func (p Pages) location() *time.Location {
	if p.Location == nil {
		return time.UTC
	}
	return p.Location
}
