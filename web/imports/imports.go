// Package imports holds the pages by which plans come in from spreadsheets: the file, what it was found to say, what it
// would change, and how that is applied and undone.
package imports

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/transfer"
	"hito/web/ui"
)

// Pages serves imports.
type Pages struct {
	Imports  transfer.Store
	Today    func() date.Date
	Location *time.Location // in which times are shown
}

const (
	plansPath = "/planes"

	// basePath is where files are brought; each import is below.
	basePath = plansPath + "/importar"

	// templatePath is a workbook to fill in.
	templatePath = basePath + "/plantilla.xlsx"

	mappingsPath = basePath + "/formatos"
)

func pathOf(id int64) string { return basePath + "/" + strconv.FormatInt(id, 10) }

// pathFor is where a file is brought for a plan; without one, for whichever is chosen there.
func pathFor(slug string) string {
	if slug == "" {
		return basePath
	}
	return basePath + "?plan=" + slug
}

func planPath(slug string) string { return plansPath + "/" + slug }

// find reads the import that an address names.
func (p Pages) find(r *http.Request) (transfer.Import, error) {
	id, err := ui.PathID(r, "id")
	if err != nil {
		return transfer.Import{}, err
	}
	return p.Imports.Find(r.Context(), ui.Actor(r.Context()), id)
}

// allowed tells whether whoever asks may do something to the plan of an import, or make a new one.
func allowed(ctx context.Context, i transfer.Import) bool {
	actor := ui.Actor(ctx)
	if i.Plan.ID == 0 {
		return access.Can(actor, access.CreatePlan, access.Target{})
	}
	return access.Can(actor, access.WritePlan, i.Plan.Target())
}
