package indicators

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/web/ui"
	"hito/web/ui/board"
)

// Record answers POST /planes/{plan}/indicadores/{code}/valores with a value, from the indicator's page or the list.
func (p Pages) Record(w http.ResponseWriter, r *http.Request) error {
	e, err := p.readEntered(r)
	if err != nil {
		return err
	}
	slug, code := chi.URLParam(r, "plan"), chi.URLParam(r, "code")
	err = p.Values.Record(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), slug, code, e.Typed, p.Today())
	if err == nil {
		return ui.See(w, r, p.after(slug, code, e, "registrado"))
	}
	again, status := e.refused(err)
	switch {
	case status == 0:
		return err
	case e.List != nil:
		return p.list(w, r, status, p.asToday(r, e.AtToday), *e.List, &again)
	default:
		return p.show(w, r, status, p.asToday(r, e.AtToday), &again)
	}
}

// asToday is the view of today, in which values are recorded.
func (p Pages) asToday(r *http.Request, inQuery bool) board.Asked {
	asked := board.Asked{View: dashboard.View{On: p.Today(), Today: p.Today(), Scope: ui.Scope(r.Context())}}
	if inQuery {
		asked.Query = "fecha=" + p.Today().String()
	}
	return asked
}

// after is the address on which a change is seen: the indicator's page, or its row of the list.
func (p Pages) after(slug, code string, e entered, done string) string {
	below := path + "/" + code + "?hecho=" + done
	if e.List != nil {
		below = e.List.Href(path + "?hecho=" + done + "&en=" + code)
	}
	if e.AtToday {
		below += "&fecha=" + p.Today().String()
	}
	if e.List != nil {
		below += "#" + rowID(code)
	}
	return "/planes/" + slug + below
}

// valueDone are the sentences of ?hecho=.
var valueDone = map[string]string{
	"registrado": "El valor se ha registrado.",
	"corregido":  "El valor se ha corregido; el anterior queda en el historial.",
	"retirado":   "El valor se ha retirado; lo que había queda en el historial.",
}

// nowAt says where an indicator is after a change of its values.
func nowAt(i dashboard.Indicator) string {
	if !i.Progress.Valid {
		return "El indicador está ahora sin dato."
	}
	return fmt.Sprintf("El progreso del indicador es ahora %s: %s.",
		ui.Percent(i.Progress.Decimal, board.IndicatorPlaces), strings.ToLower(ui.StatusWord(string(i.Status))))
}

// Day answers GET /planes/{plan}/indicadores/{code}/valores/{fecha} with all that was recorded for a date.
func (p Pages) Day(w http.ResponseWriter, r *http.Request) error {
	return p.day(w, r, http.StatusOK, attempt{})
}

// Correct answers POST /planes/{plan}/indicadores/{code}/valores/{fecha} with another value for the date.
func (p Pages) Correct(w http.ResponseWriter, r *http.Request) error {
	on, err := dayOf(r)
	if err != nil {
		return err
	}
	e, err := p.readEntered(r)
	if err != nil {
		return err
	}
	if e.Basis, err = ui.FormVersion(r, 1); err != nil {
		return err
	}
	e.MeasuredOn = on.String()
	slug, code := chi.URLParam(r, "plan"), chi.URLParam(r, "code")
	err = p.Values.Record(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), slug, code, e.Typed, p.Today())
	if err == nil {
		return ui.See(w, r, p.after(slug, code, e, "corregido"))
	}
	again, status := e.refused(err)
	if status == 0 {
		return err
	}
	return p.day(w, r, status, attempt{Corrected: &again})
}

// Withdraw answers POST /planes/{plan}/indicadores/{code}/valores/{fecha}/retirada with why the date has no value.
func (p Pages) Withdraw(w http.ResponseWriter, r *http.Request) error {
	on, err := dayOf(r)
	if err != nil {
		return err
	}
	e, err := p.readEntered(r)
	if err != nil {
		return err
	}
	if e.Basis, err = ui.FormVersion(r, 1); err != nil {
		return err
	}
	slug, code := chi.URLParam(r, "plan"), chi.URLParam(r, "code")
	err = p.Values.Withdraw(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), slug, code, on, e.Typed)
	if err == nil {
		return ui.See(w, r, p.after(slug, code, e, "retirado"))
	}
	again, status := e.refused(err)
	if status == 0 {
		return err
	}
	return p.day(w, r, status, attempt{Withdrawn: &again})
}

// dayOf reads the date of an address; what is none is not there.
func dayOf(r *http.Request) (date.Date, error) {
	on, err := date.Parse(chi.URLParam(r, "fecha"))
	if err != nil {
		return 0, fmt.Errorf("date of a value: %w: %w", fault.NotFound, err)
	}
	return on, nil
}

// day shows a date of an indicator, with what was tried there and did not succeed.
func (p Pages) day(w http.ResponseWriter, r *http.Request, status int, tried attempt) error {
	on, err := dayOf(r)
	if err != nil {
		return err
	}
	asked := p.asToday(r, false)
	asked.On = max(asked.On, on)
	var s dashboard.Story
	v := visit{Actor: ui.Actor(r.Context()), Location: p.location()}
	err = db.ReadTx(r.Context(), p.Pool, func(tx pgx.Tx) error {
		if s, err = dashboard.LoadStory(r.Context(), tx, chi.URLParam(r, "plan"), chi.URLParam(r, "code"), asked.View); err != nil {
			return err
		}
		return v.load(r.Context(), tx, s)
	})
	if err != nil {
		return err
	}
	if !v.Records && !s.Now.Target().Closed {
		if err := access.Require(v.Actor, access.RecordValue, s.Now.Target()); err != nil {
			return err
		}
	}
	revisions := revisionsOf(s.History, on)
	if len(revisions) == 0 {
		return fmt.Errorf("value of %s: %w", on, fault.NotFound)
	}
	return ui.Render(w, r, status, dayPage(buildDay(s, asked, v, revisions, tried)))
}
