package reports

import (
	"context"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/attachment"
	"hito/internal/code"
	"hito/internal/dashboard"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/internal/report"
	"hito/web/ui"
	"hito/web/ui/board"
)

// pageSize is how many issued reports a page lists.
const pageSize = 20

// listProps are the issued reports of a plan.
type listProps struct {
	Page    ui.PageProps
	Head    ui.PageHeadProps
	Done    string
	Failure string // what could not be made; blank for nothing
	Empty   *ui.EmptyProps
	Rows    []issuedRow
	Pages   ui.PaginationProps
}

// issuedRow is an issued report in the list.
type issuedRow struct {
	Number, Title string
	Of            string // the moment of its data
	When          string // it was issued, and by whom
	Code, Verify  string
	Files         []fileRow
	Complete      *ui.FormProps // makes the files that are missing; nil where none is, or for whoever may not
	Missing       string        // which are
}

// fileRow is a file of a report.
type fileRow struct{ Text, Href, Size string }

// List answers /planes/{plan}/informes.
func (p Pages) List(w http.ResponseWriter, r *http.Request) error {
	page := max(1, numberOf(r.URL.Query().Get("pagina")))
	var of plan.Plan
	var found []report.Issued
	var total int
	err := db.ReadTx(r.Context(), p.Slow, func(tx pgx.Tx) (err error) {
		if of, err = planHead(r.Context(), tx, slugOf(r)); err != nil {
			return err
		}
		if err := requireInsider(ui.Actor(r.Context()), of); err != nil {
			return err
		}
		found, total, err = report.List(r.Context(), tx, of.ID, pageSize, (page-1)*pageSize)
		return err
	})
	switch {
	case err != nil:
		return err
	case len(found) == 0 && page > 1:
		return fault.NotFound
	}
	props := p.listOf(r, of, found)
	props.Pages = ui.Pages("Páginas de informes", page, (total+pageSize-1)/pageSize, func(n int) string {
		return below(of.Slug, issuedPath) + "?pagina=" + strconv.Itoa(n)
	})
	return ui.Render(w, r, http.StatusOK, list(props))
}

// numberOf reads a page; anything else is 0.
func numberOf(typed string) int {
	n, err := strconv.Atoi(typed)
	if err != nil || n > 1_000_000 {
		return 0
	}
	return n
}

// planHead returns the head of a plan that the reader may read, or fault.NotFound.
func planHead(ctx context.Context, tx pgx.Tx, slug string) (plan.Plan, error) {
	of, _, err := dashboard.FollowUps(ctx, tx, ui.Scope(ctx), slug)
	return of, err
}

func (p Pages) listOf(r *http.Request, of plan.Plan, found []report.Issued) listProps {
	prepares := preparer(ui.Actor(r.Context()), of)
	props := listProps{
		Page: ui.PageProps{
			Title: "Informes emitidos", Section: "/planes",
			Crumbs: board.CrumbsOf(of, ui.Crumb{Text: "Informe de seguimiento", Href: below(of.Slug, reportPath)}, ui.Crumb{Text: "Informes emitidos"}),
			Plan:   board.NavOf(of, ui.PlanSnapshots, false),
		},
		Head: ui.PageHeadProps{
			Eyebrow: of.Body, Title: "Informes emitidos",
			Lead:    "Cada informe tiene su número del año y un código con el que cualquiera puede comprobar que un fichero es el que se emitió.",
			Actions: toReport(below(of.Slug, reportPath)),
		},
		Done: doneOf(r),
	}
	if key := r.URL.Query().Get("hecho"); key == "a-medias" || key == "sin-hacer" {
		props.Done, props.Failure = "", props.Done
	}
	if len(found) == 0 {
		props.Empty = emptyList(of, prepares)
	}
	reader := access.Can(ui.Actor(r.Context()), access.ReadHistory, access.Target{})
	for _, i := range found {
		props.Rows = append(props.Rows, p.rowOf(i, prepares, reader))
	}
	return props
}

func emptyList(of plan.Plan, prepares bool) *ui.EmptyProps {
	e := ui.EmptyProps{
		Icon: "document", Title: "Todavía no se ha emitido ningún informe",
		Text: "Cuando se emita uno, aquí estará con sus ficheros.",
		Link: &ui.Link{Text: "Ver el informe", Href: below(of.Slug, reportPath)},
	}
	if prepares {
		e.Text = "Prepare el informe, revíselo y emítalo: recibirá número y código, y sus ficheros quedarán aquí."
		e.Link = &ui.Link{Text: "Preparar el informe", Href: below(of.Slug, preparePath)}
	}
	return &e
}

func (p Pages) rowOf(i report.Issued, prepares, reader bool) issuedRow {
	row := issuedRow{
		Number: i.Reference(), Title: i.Title, Of: "Datos a " + ui.LongDate(i.TakenOn), Code: code.Grouped(i.Code), Verify: verifyOf(i),
		When: "Emitido el " + ui.DateTime(i.IssuedAt.In(p.place())),
	}
	if i.Snapshot != "" {
		row.Of = i.Snapshot + ", datos a " + ui.LongDate(i.TakenOn)
	}
	if reader && i.Issuer != "" {
		row.When += ", por " + i.Issuer
	}
	for _, f := range i.Files {
		row.Files = append(row.Files, fileRow{Text: formatNames[f.Format], Href: issuedOf(i) + "/" + string(f.Format), Size: ui.FileSize(f.Size)})
	}
	if lacking := p.lacking(i); len(lacking) > 0 && prepares {
		row.Missing = "Falta generar: " + namesOf(lacking) + "."
		row.Complete = &ui.FormProps{
			Action: issuedOf(i) + "/ficheros", Class: "form-inline", Label: "Generar los ficheros que faltan del informe " + i.Reference(),
		}
	}
	return row
}

// find returns the issued report of an address, for whoever may read it.
func (p Pages) find(r *http.Request) (i report.Issued, err error) {
	id, err := ui.PathID(r, "id")
	if err != nil {
		return i, err
	}
	err = db.ReadTx(r.Context(), p.Slow, func(tx pgx.Tx) error {
		of, err := planHead(r.Context(), tx, slugOf(r))
		if err != nil {
			return err
		}
		if err := requireInsider(ui.Actor(r.Context()), of); err != nil {
			return err
		}
		i, err = report.Find(r.Context(), tx, of.ID, id)
		return err
	})
	return i, err
}

// Download answers /planes/{plan}/informes/{id}/{formato} with a file of an issued report.
func (p Pages) Download(w http.ResponseWriter, r *http.Request) error {
	i, err := p.find(r)
	if err != nil {
		return err
	}
	f, there := i.File(report.Format(chi.URLParam(r, "formato")))
	if !there {
		return fault.NotFound
	}
	return ui.ServeFile(w, r, ui.ServedFile{
		File:    attachment.File{ID: i.ID, Name: f.Name, MediaType: f.Format.MediaType(), Size: f.Size, AddedAt: f.KeptAt},
		Content: report.OpenFile(r.Context(), p.Slow, i, f), Tag: i.PlanSlug + "-" + f.SHA256,
	})
}
