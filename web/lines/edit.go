package lines

import (
	"context"
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"

	"hito/internal/audit"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

// typed is what a form holds, as it was typed; its edit is zero for a new line.
type typed struct {
	plan.Edit
	plan.LineDraft
}

func readForm(r *http.Request) typed {
	return typed{LineDraft: plan.LineDraft{
		Code: r.PostFormValue("code"), Title: r.PostFormValue("title"), Description: r.PostFormValue("description"),
		Standards: r.PostForm["standards"],
	}}
}

// stored is a line as its form shows it before anything is typed.
func stored(l plan.OutlineLine) typed {
	return typed{plan.Edit{ID: l.ID, Version: l.Version}, plan.LineDraft{
		Code: l.Code, Title: l.Title, Description: l.Description, Standards: board.Chosen(l.Standards),
	}}
}

func byID(o plan.Outline, id int64) (plan.OutlineLine, bool) {
	for _, l := range o.Lines {
		if l.ID == id {
			return l, true
		}
	}
	return plan.OutlineLine{}, false
}

func byCode(o plan.Outline, code string) (plan.OutlineLine, error) {
	for _, l := range o.Lines {
		if l.Code == code {
			return l, nil
		}
	}
	return plan.OutlineLine{}, fault.NotFound
}

// New answers GET /planes/{plan}/lineas/nueva.
func (p Pages) New(w http.ResponseWriter, r *http.Request) error {
	o, err := board.KeptOutline(r, p.Pool)
	if err != nil {
		return err
	}
	codes := make([]string, len(o.Lines))
	for n, l := range o.Lines {
		codes[n] = l.Code
	}
	return ui.Render(w, r, http.StatusOK, form(newForm(o, typed{LineDraft: plan.LineDraft{Code: plan.NextCode(codes, "L.E.1")}})))
}

// Create answers POST /planes/{plan}/lineas.
func (p Pages) Create(w http.ResponseWriter, r *http.Request) error {
	f := readForm(r)
	slug := chi.URLParam(r, "plan")
	_, err := p.Plans.CreateLine(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), slug, f.LineDraft)
	if err != nil {
		return p.refuse(w, r, f, err)
	}
	return ui.See(w, r, board.OutlinePath(slug, "linea-creada", false, "l-"+trimmed(f.Code)))
}

// Edit answers GET /planes/{plan}/lineas/{code}/editar.
func (p Pages) Edit(w http.ResponseWriter, r *http.Request) error {
	o, err := board.KeptOutline(r, p.Pool)
	if err != nil {
		return err
	}
	l, err := byCode(o, chi.URLParam(r, "code"))
	if err != nil {
		return err
	}
	return p.render(w, r, http.StatusOK, editForm(o, l, stored(l)))
}

// render shows the form of a line with what happened to it.
func (p Pages) render(w http.ResponseWriter, r *http.Request, status int, props formProps) (err error) {
	if props.History, err = ui.FindHistory(r.Context(), p.Pool, object(props.ID), p.Location); err != nil {
		return err
	}
	return ui.Render(w, r, status, form(props))
}

func object(id int64) audit.Object { return audit.Object{Type: "line", ID: id} }

// Save answers POST /planes/{plan}/lineas/{code}/editar. The line is found by its number: somebody may have given it
// another code meanwhile.
func (p Pages) Save(w http.ResponseWriter, r *http.Request) error {
	f := readForm(r)
	var err error
	if f.Edit, err = board.ReadEdit(r); err != nil {
		return err
	}
	slug := chi.URLParam(r, "plan")
	err = p.Plans.UpdateLine(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), slug, f.Edit, f.LineDraft)
	if err != nil {
		return p.refuse(w, r, f, err)
	}
	return ui.See(w, r, board.OutlinePath(slug, "linea-guardada", false, "l-"+trimmed(f.Code)))
}

// refuse shows a form again with what was typed and why it was not written.
func (p Pages) refuse(w http.ResponseWriter, r *http.Request, f typed, cause error) error {
	o, err := board.Outline(r, p.Pool)
	if err != nil {
		return errors.Join(cause, err)
	}
	l, found := byID(o, f.ID)
	status, problem := board.Refused(cause, o.Plan, found || f.ID == 0)
	switch {
	case status == 0:
		return cause
	case !found:
		return ui.Render(w, r, status, form(newForm(o, f).refused(ui.Invalid(cause), problem)))
	}
	props := editForm(o, l, f)
	if ui.Outdated(cause) {
		if props.Conflict, err = p.conflict(r.Context(), o, l, f); err != nil {
			return err
		}
		props = props.version(l.Version)
	}
	return p.render(w, r, status, props.refused(ui.Invalid(cause), problem))
}

// conflict tells both versions of a line.
func (p Pages) conflict(ctx context.Context, o plan.Outline, l plan.OutlineLine, mine typed) (*ui.ConflictProps, error) {
	theirs := stored(l)
	conflict, err := ui.ConflictOf(ctx, p.Pool, object(l.ID), p.Location, editPath(o.Slug, l.Code), []ui.ConflictRow{
		{Field: "code", Label: "Código", Mine: mine.Code, Theirs: theirs.Code},
		{Field: "title", Label: "Título", Mine: mine.Title, Theirs: theirs.Title},
		{Field: "description", Label: "Descripción", Mine: mine.Description, Theirs: theirs.Description},
		{Field: "standards", Label: "Estándares vinculados",
			Mine: board.ChosenCodes(o.Frameworks, mine.Standards), Theirs: board.ChosenCodes(o.Frameworks, theirs.Standards)},
	})
	return &conflict, err
}

// Delete answers POST /planes/{plan}/lineas/{code}/baja.
func (p Pages) Delete(w http.ResponseWriter, r *http.Request) error {
	e, err := board.ReadEdit(r)
	if err != nil {
		return err
	}
	slug := chi.URLParam(r, "plan")
	err = p.Plans.DeleteLine(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), slug, e)
	if errors.Is(err, fault.Conflict) {
		return p.stays(w, r, e.ID, err)
	}
	if err != nil {
		return err
	}
	return ui.See(w, r, board.OutlinePath(slug, "linea-quitada", false, "lineas"))
}

// stays shows a line that was not taken away, as it is now.
func (p Pages) stays(w http.ResponseWriter, r *http.Request, id int64, cause error) error {
	o, err := board.Outline(r, p.Pool)
	if err != nil {
		return err
	}
	l, found := byID(o, id)
	if !found {
		return fault.NotFound
	}
	problem := "No se ha quitado: alguien la ha cambiado desde que usted abrió la página. Esto es lo que hay ahora."
	var use plan.InUse
	switch {
	case errors.As(cause, &use) && len(use.Objectives) > 0:
		problem = "No se ha quitado: hay objetivos que pertenecen a esta línea."
	case use.Challenges > 0:
		problem = "No se ha quitado: hay retos que tratan de esta línea."
	}
	return p.render(w, r, http.StatusConflict, editForm(o, l, stored(l)).refused(nil, problem))
}

// Move answers POST /planes/{plan}/lineas/orden.
func (p Pages) Move(w http.ResponseWriter, r *http.Request) error {
	m, err := board.ReadMove(r)
	if err != nil {
		return err
	}
	slug := chi.URLParam(r, "plan")
	code, err := p.Plans.MoveLine(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), slug, m)
	if err != nil {
		return err
	}
	return ui.See(w, r, board.OutlinePath(slug, "orden", m.Follow, "l-"+code))
}

func listPath(slug string) string       { return "/planes/" + slug + "/lineas" }
func editPath(slug, code string) string { return listPath(slug) + "/" + code + "/editar" }
