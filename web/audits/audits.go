// Package audits holds the pages on which administrators read what was done, check that nobody altered it, and
// take it away.
package audits

import (
	"errors"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/audit"
	"hito/internal/fault"
	"hito/web/ui"
)

// Pages serves the audit. Days begin and end at Location.
type Pages struct {
	Pool     *pgxpool.Pool
	Slow     *pgxpool.Pool // for what reads all events
	Now      func() time.Time
	Location *time.Location
}

const (
	listPath   = "/administracion/auditoria"
	verifyPath = listPath + "/verificacion"
	exportPath = listPath + "/exportar"

	// pageSize is how many events a page of the list has.
	pageSize = 50
)

// List answers GET /administracion/auditoria with a page of the events that its filters find, newest first.
func (p Pages) List(w http.ResponseWriter, r *http.Request) error {
	asked, err := readQuery(r.URL.Query())
	var wrong fault.Invalid
	if errors.As(err, &wrong) {
		return ui.Render(w, r, http.StatusUnprocessableEntity, list(p.buildList(asked, nil, wrong)))
	}
	if err != nil {
		return err
	}
	q := asked.search(p.Location)
	q.Limit = pageSize + 1 // one more tells whether there is a next page
	found, err := audit.Find(r.Context(), p.Pool, q)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, list(p.buildList(asked, found, nil)))
}
