package results

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"hito/internal/db"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/internal/sheet"
	"hito/web/ui"
)

// csvBatch is how many results are read at a time: whoever downloads slowly holds no transaction.
const csvBatch = 500

var csvColumns = []string{"Resultado", "Fecha", "Descripción", "Enlace", "Códigos de los indicadores", "Ficheros", "Retirado"}

// listCSV answers with all results that a query finds as data, read some at a time.
func (p Pages) listCSV(w http.ResponseWriter, r *http.Request, f sheet.Flavour, asked query) error {
	of, first, err := p.batch(r, asked, 0)
	if err != nil {
		return err
	}
	list := ui.CSV{Name: of.Slug + "-resultados", Columns: csvColumns}
	list.Fill = func(line func(...any) error) error {
		for from, results := 0, first; ; {
			for _, one := range results {
				if err := line(cellsOf(one)...); err != nil {
					return err
				}
			}
			if len(results) < csvBatch {
				return nil
			}
			from += len(results)
			if _, results, err = p.batch(r, asked, from); err != nil {
				return err
			}
		}
	}
	return ui.ServeCSV(w, r, f, list)
}

// batch reads so many results behind those that have gone out, as their reader may see them.
func (p Pages) batch(r *http.Request, asked query, from int) (of plan.Plan, list []indicator.KeptResult, err error) {
	ctx, search := r.Context(), asked.search()
	search.Limit, search.Offset = csvBatch, from
	err = db.ReadTx(ctx, p.Results.Pool, func(tx pgx.Tx) (err error) {
		if of, err = plan.Find(ctx, tx, ui.Scope(ctx), chi.URLParam(r, "plan")); err != nil {
			return err
		}
		list, _, err = indicator.ListResults(ctx, tx, of.ID, search)
		return err
	})
	if !of.Shown(ui.Scope(ctx), plan.ShowFiles) {
		withoutFiles(list)
	}
	return of, list, err
}

func cellsOf(r indicator.KeptResult) []any {
	codes, files := make([]string, len(r.Serves)), make([]string, len(r.Files))
	for n, i := range r.Serves {
		codes[n] = i.Code
	}
	for n, f := range r.Files {
		files[n] = f.Name
	}
	return []any{r.Title, r.AchievedOn, r.Description, r.URL, strings.Join(codes, "; "), strings.Join(files, "; "), r.WithdrawReason}
}
