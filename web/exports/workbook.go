package exports

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/db"
	"hito/internal/plan"
	"hito/internal/transfer"
	"hito/internal/workbook"
	"hito/web/ui"
)

// xlsx is the kind of the files that go out.
const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Workbook answers POST /planes/{plan}/exportar/plan.xlsx with the whole plan. That somebody takes it away is recorded
// before it goes out.
func (p Pages) Workbook(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	of, err := p.Plans.RecordExport(ctx, plan.Export{
		Actor: ui.Actor(ctx), At: p.now(), Slug: chi.URLParam(r, "plan"), What: "workbook", Needs: access.ExportPlan,
	})
	if err != nil {
		return err
	}
	d, err := p.data(ctx, of)
	if err != nil {
		return err
	}
	return ui.Download(w, r, fmt.Sprintf("%s-%s.xlsx", of.Slug, p.Today()), xlsx, func(out io.Writer) error { return workbook.Write(out, d) })
}

// data is a plan as its workbook needs it; values are read while it is written.
func (p Pages) data(ctx context.Context, of plan.Plan) (workbook.Data, error) {
	d := workbook.Data{Slug: of.Slug, Title: of.Title, At: p.now()}
	err := db.ReadTx(ctx, p.Slow, func(tx pgx.Tx) (err error) {
		d.Records, err = transfer.Records(ctx, tx, of.ID)
		return err
	})
	d.Values = func(fn func(transfer.Value) error) error { return transfer.EachValue(ctx, p.Slow, of.ID, fn) }
	return d, err
}

// Template answers GET /planes/importar/plantilla.xlsx with the workbook of a plan that is not there yet.
func (p Pages) Template(w http.ResponseWriter, r *http.Request) error {
	d := workbook.Data{Title: "Plantilla para un plan nuevo", At: p.now()}
	return ui.Download(w, r, "plantilla-plan.xlsx", xlsx, func(out io.Writer) error { return workbook.Write(out, d) })
}
