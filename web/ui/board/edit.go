package board

import (
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/db"
	"hito/internal/plan"
	"hito/web/ui"
)

// ReadEdit reads what a form edits, and in which version. It is found by its number: somebody may have given it
// another code meanwhile.
func ReadEdit(r *http.Request) (e plan.Edit, err error) {
	if e.ID, err = ui.ID(r.PostFormValue("id")); err != nil {
		return e, err
	}
	e.Version, err = ui.FormVersion(r, 1)
	return e, err
}

// HiddenEdit are the fields that ReadEdit reads.
func HiddenEdit(e plan.Edit) []ui.Hidden {
	return []ui.Hidden{{Name: "id", Value: strconv.FormatInt(e.ID, 10)}, {Name: "version", Value: strconv.Itoa(e.Version)}}
}

// Outline loads the structure of the plan of an address, for whoever may read it.
func Outline(r *http.Request, pool *pgxpool.Pool) (o plan.Outline, err error) {
	err = db.ReadTx(r.Context(), pool, func(tx pgx.Tx) error {
		o, err = plan.LoadOutline(r.Context(), tx, ui.Scope(r.Context()), chi.URLParam(r, "plan"))
		return err
	})
	return o, err
}

// KeptOutline is Outline for whoever may write the plan now; to others the error is that of Keeper.
func KeptOutline(r *http.Request, pool *pgxpool.Pool) (plan.Outline, error) {
	o, err := Outline(r, pool)
	if err != nil {
		return o, err
	}
	return o, Keeper(ui.Actor(r.Context()), o.Plan)
}
