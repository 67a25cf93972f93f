// Package outlines serves the structure of a plan: the workbench of whoever keeps its lines, objectives, indicators and
// frameworks.
package outlines

import (
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/db"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

// Pages serves the structure of each plan.
type Pages struct{ Pool *pgxpool.Pool }

// mostListed is how many indicators a page lists at most; of a larger plan it lists those of one objective at a time.
const mostListed = 500

// source is what the page is built from.
type source struct {
	plan.Outline
	Indicators []plan.OutlineIndicator
	Asked      string // code of the objective whose indicators are asked for; blank for none
	Follow     bool   // codes stay with the places when something moves
}

// partial tells a plan so large that only the indicators of the objective that is asked for are listed.
func (s source) partial() bool { return s.Size() > mostListed }

// Show answers GET /planes/{plan}/estructura. It takes two queries whatever the plan's size.
func (p Pages) Show(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	s := source{Asked: query.Get("objetivo")}
	var err error
	if s.Follow, err = board.ReadCodes(query.Get(board.CodesField)); err != nil {
		return err
	}
	err = db.ReadTx(r.Context(), p.Pool, func(tx pgx.Tx) (err error) {
		if s.Outline, err = plan.LoadOutline(r.Context(), tx, ui.Scope(r.Context()), chi.URLParam(r, "plan")); err != nil {
			return err
		}
		only := s.only()
		if s.partial() && only == 0 {
			return nil
		}
		s.Indicators, err = plan.OutlineIndicators(r.Context(), tx, s.ID, only)
		return err
	})
	if err != nil {
		return err
	}
	writes := access.Can(ui.Actor(r.Context()), access.WritePlan, s.Target())
	if !writes && s.State != plan.Closed {
		return access.Require(ui.Actor(r.Context()), access.WritePlan, s.Target())
	}
	return ui.Render(w, r, http.StatusOK, page(build(s, writes, ui.Done(r, done))))
}

// only is the number of the one objective whose indicators are read; 0 for all.
func (s source) only() int64 {
	if !s.partial() {
		return 0
	}
	for _, o := range s.Objectives {
		if o.Code == s.Asked {
			return o.ID
		}
	}
	return 0
}

var done = map[string]string{
	"creado":              "El plan se ha creado, en borrador. Lo siguiente es su estructura.",
	"orden":               "El orden ha cambiado.",
	"linea-creada":        "La línea se ha añadido.",
	"linea-guardada":      "Los cambios de la línea se han guardado.",
	"linea-quitada":       "La línea se ha quitado del plan.",
	"objetivo-creado":     "El objetivo se ha añadido. Lo siguiente son sus indicadores.",
	"objetivo-guardado":   "Los cambios del objetivo se han guardado.",
	"objetivo-anulado":    "El objetivo se ha anulado: deja de contar desde la fecha indicada.",
	"objetivo-recuperado": "El objetivo se ha recuperado: vuelve a contar.",
	"objetivo-quitado":    "El objetivo se ha quitado del plan.",
	"indicador-quitado":   "El indicador se ha quitado del plan.",
	"marco-creado":        "El marco se ha añadido.",
	"marco-guardado":      "Los cambios del marco se han guardado.",
	"marco-quitado":       "El marco se ha quitado del plan, con sus estándares y sus vínculos.",
}
