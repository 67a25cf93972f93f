// Package exports serves what of a plan goes out to be worked on elsewhere: the whole of it as a workbook, the sheets
// that units fill in, and the template of a plan that is not there yet.
package exports

import (
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/internal/unit"
	"hito/web/ui"
)

// Pages serves exports. What may be long is read from Slow.
type Pages struct {
	Plans plan.Store
	Units unit.Store
	Slow  *pgxpool.Pool
	Today func() date.Date
}

// templatePath is the address of the template of a new plan.
const templatePath = "/planes/importar/plantilla.xlsx"

func pathOf(slug string) string { return "/planes/" + slug + "/exportar" }

// Show answers GET /planes/{plan}/exportar with what can be taken away, and what each is for.
func (p Pages) Show(w http.ResponseWriter, r *http.Request) error {
	return p.show(w, r, http.StatusOK, typedDay{})
}

func (p Pages) show(w http.ResponseWriter, r *http.Request, status int, typed typedDay) error {
	s, units, err := p.load(r, 0)
	if err != nil {
		return err
	}
	actor := ui.Actor(r.Context())
	if err := access.Require(actor, access.ExportPlan, s.Plan.Target()); err != nil {
		return err
	}
	return ui.Render(w, r, status, page(build(s, owing(s, units, actor), typed, actor)))
}

// load reads the values that are owed of the plan of the address on a day, on the day of its open round or today for no
// date, and the names of all units.
func (p Pages) load(r *http.Request, on date.Date) (s indicator.Sheet, units []unit.Counted, err error) {
	ctx := r.Context()
	err = db.ReadTx(ctx, p.Plans.Pool, func(tx pgx.Tx) error {
		s, err = indicator.LoadSheet(ctx, tx, ui.Actor(ctx), indicator.SheetAsk{Slug: chi.URLParam(r, "plan"), On: on, Today: p.Today()})
		return err
	})
	if err != nil {
		return s, nil, err
	}
	units, err = p.Units.List(ctx)
	return s, units, err
}

func (p Pages) now() time.Time { return p.Plans.Now() }
