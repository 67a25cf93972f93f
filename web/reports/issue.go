package reports

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/report"
	"hito/web/ui"
	"hito/web/ui/board"
)

// Issue answers POST /planes/{plan}/informes: it numbers the report and keeps what it says, and then makes its files.
// Where these fail, or the server stops meanwhile, the report stands and they are made later.
func (p Pages) Issue(w http.ResponseWriter, r *http.Request) error {
	asked, err := askPosted(r, p.Reports.Today())
	if err != nil {
		return err
	}
	version, err := ui.FormVersion(r, 0)
	if err != nil {
		return err
	}
	s, err := p.load(r.Context(), slugOf(r), asked.View)
	if err != nil {
		return err
	}
	actor := ui.Actor(r.Context())
	if err := access.Require(actor, access.IssueReport, s.board.Now.Target()); err != nil {
		return err
	}
	d := document(s, s.draft.Options)
	text, err := encode(d)
	if err != nil {
		return err
	}
	i := report.Issuing{
		Slug: s.board.Now.Slug, Draft: version, Title: d.Title, TakenOn: s.board.On, Options: s.draft.Options,
		Document: text, Seen: r.PostFormValue("visto"),
	}
	if s.board.Frozen != nil {
		i.Snapshot = s.board.Frozen.ID
	}
	id, err := p.Reports.Issue(r.Context(), actor, ui.FormKey(r), i)
	if err != nil {
		return p.refuseIssue(w, r, s, asked, err)
	}
	return p.finish(w, r, i.Slug, id, "emitido", "a-medias")
}

const changedMeanwhile = "No se ha emitido nada: desde que abrió el informe han cambiado los datos o el borrador. Este es el de ahora: " +
	"revíselo y emítalo si está conforme."

// refuseIssue shows the report as it is now, or returns the error where that does not explain it.
func (p Pages) refuseIssue(w http.ResponseWriter, r *http.Request, s source, asked board.Asked, refused error) error {
	status, problem := http.StatusConflict, changedMeanwhile
	switch invalid := ui.Invalid(refused); {
	case invalid != nil:
		status, problem = http.StatusUnprocessableEntity, invalid["base"]
	case !errors.Is(refused, fault.Conflict):
		return refused
	}
	ui.Cause(r.Context(), refused)
	props, err := p.showOf(r, s, asked)
	if err != nil {
		return err
	}
	props.Problems, props.Page.Refused = []ui.FieldError{{Text: problem}}, true
	return ui.Render(w, r, status, show(props))
}

// finish makes the files that a report lacks and leads to the list, which tells whether all are there.
func (p Pages) finish(w http.ResponseWriter, r *http.Request, slug string, id int64, made, failed string) error {
	// Whoever closes the browser meanwhile has the files all the same.
	ctx, cancel := withinTime(context.WithoutCancel(r.Context()))
	defer cancel()
	if err := p.complete(ctx, slug, id); err != nil {
		ui.Cause(r.Context(), err)
		made = failed
	}
	return ui.See(w, r, below(slug, issuedPath)+"?hecho="+made)
}

// Complete answers POST /planes/{plan}/informes/{id}/ficheros: it makes the files that an issued report lacks.
func (p Pages) Complete(w http.ResponseWriter, r *http.Request) error {
	i, err := p.find(r)
	if err != nil {
		return err
	}
	if err := access.Require(ui.Actor(r.Context()), access.IssueReport, access.Target{}); err != nil {
		return err
	}
	return p.finish(w, r, i.PlanSlug, i.ID, "ficheros", "sin-hacer")
}

// complete makes the files that an issued report lacks and keeps them. Those that can be made are kept though others
// cannot.
func (p Pages) complete(ctx context.Context, slug string, id int64) error {
	var i report.Issued
	var text []byte
	err := db.ReadTx(ctx, p.Slow, func(tx pgx.Tx) (err error) {
		of, err := planHead(ctx, tx, slug)
		if err != nil {
			return err
		}
		if i, err = report.Find(ctx, tx, of.ID, id); err != nil {
			return err
		}
		text, err = report.Document(ctx, tx, of.ID, id)
		return err
	})
	if err != nil {
		return err
	}
	d, err := p.issuedDocument(text, i)
	if err != nil {
		return err
	}
	var files []report.NewFile
	var problems []error
	for _, f := range p.lacking(i) {
		content, err := p.render(ctx, d, f)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		files = append(files, report.NewFile{Format: f, Name: fmt.Sprintf("informe-%d-%d.%s", i.Number, i.Year, f), Content: content})
	}
	if len(files) > 0 {
		// What is made is kept even where the time for making is over.
		problems = append(problems, p.Reports.KeepFiles(context.WithoutCancel(ctx), ui.Actor(ctx), slug, id, files))
	}
	return errors.Join(problems...)
}

// lacking are the formats that can be made here and that an issued report has no file of.
func (p Pages) lacking(i report.Issued) []report.Format {
	var list []report.Format
	for _, f := range p.formats() {
		if _, there := i.File(f); !there {
			list = append(list, f)
		}
	}
	return list
}
