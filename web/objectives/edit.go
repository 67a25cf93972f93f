package objectives

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"hito/internal/audit"
	"hito/internal/fault"
	"hito/internal/number"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

// typed is what a form holds, as it was typed; its edit is zero for a new objective.
type typed struct {
	plan.Edit
	plan.ObjectiveDraft
}

func readForm(r *http.Request) typed {
	return typed{ObjectiveDraft: plan.ObjectiveDraft{
		Code: r.PostFormValue("code"), Title: r.PostFormValue("title"), Weight: r.PostFormValue("weight"),
		Lines: r.PostForm["lines"], Standards: r.PostForm["standards"],
	}}
}

// stored is an objective as its form shows it before anything is typed.
func stored(o plan.OutlineObjective) typed {
	return typed{plan.Edit{ID: o.ID, Version: o.Version}, plan.ObjectiveDraft{
		Code: o.Code, Title: o.Title, Weight: number.Format(o.Weight),
		Lines: board.Chosen(o.LineIDs), Standards: board.Chosen(o.Standards),
	}}
}

func byID(o plan.Outline, id int64) (plan.OutlineObjective, bool) {
	for _, objective := range o.Objectives {
		if objective.ID == id {
			return objective, true
		}
	}
	return plan.OutlineObjective{}, false
}

func byCode(o plan.Outline, code string) (plan.OutlineObjective, error) {
	for _, objective := range o.Objectives {
		if objective.Code == code {
			return objective, nil
		}
	}
	return plan.OutlineObjective{}, fault.NotFound
}

func object(id int64) audit.Object { return audit.Object{Type: "objective", ID: id} }

// New answers GET /planes/{plan}/objetivos/nuevo.
func (p Pages) New(w http.ResponseWriter, r *http.Request) error {
	o, err := board.KeptOutline(r, p.Pool)
	if err != nil {
		return err
	}
	codes := make([]string, len(o.Objectives))
	for n, objective := range o.Objectives {
		codes[n] = objective.Code
	}
	f := typed{ObjectiveDraft: plan.ObjectiveDraft{Code: plan.NextCode(codes, "O.E.1"), Weight: "1"}}
	return ui.Render(w, r, http.StatusOK, form(newForm(o, f)))
}

// Create answers POST /planes/{plan}/objetivos.
func (p Pages) Create(w http.ResponseWriter, r *http.Request) error {
	f, slug := readForm(r), chi.URLParam(r, "plan")
	_, err := p.Plans.CreateObjective(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), slug, f.ObjectiveDraft)
	if err != nil {
		return p.refuse(w, r, f, err)
	}
	return p.see(w, r, "objetivo-creado", f.Code)
}

// see leads to an objective in the structure of its plan.
func (p Pages) see(w http.ResponseWriter, r *http.Request, done, code string) error {
	return ui.See(w, r, board.OutlinePath(chi.URLParam(r, "plan"), done, false, "o-"+strings.TrimSpace(code)))
}

// Edit answers GET /planes/{plan}/objetivos/{code}/editar.
func (p Pages) Edit(w http.ResponseWriter, r *http.Request) error {
	o, err := board.KeptOutline(r, p.Pool)
	if err != nil {
		return err
	}
	objective, err := byCode(o, chi.URLParam(r, "code"))
	if err != nil {
		return err
	}
	return p.render(w, r, http.StatusOK, editForm(o, objective, stored(objective), p.cancelling(o.Plan)))
}

// render shows the form of an objective with what happened to it.
func (p Pages) render(w http.ResponseWriter, r *http.Request, status int, props formProps) (err error) {
	if props.History, err = ui.FindHistory(r.Context(), p.Pool, object(props.ID), p.Location); err != nil {
		return err
	}
	return ui.Render(w, r, status, form(props))
}

// Save answers POST /planes/{plan}/objetivos/{code}/editar.
func (p Pages) Save(w http.ResponseWriter, r *http.Request) error {
	f, slug := readForm(r), chi.URLParam(r, "plan")
	var err error
	if f.Edit, err = board.ReadEdit(r); err != nil {
		return err
	}
	err = p.Plans.UpdateObjective(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), slug, f.Edit, f.ObjectiveDraft)
	if err != nil {
		return p.refuse(w, r, f, err)
	}
	return p.see(w, r, "objetivo-guardado", f.Code)
}

// refuse shows a form again with what was typed and why it was not written.
func (p Pages) refuse(w http.ResponseWriter, r *http.Request, f typed, cause error) error {
	o, err := board.Outline(r, p.Pool)
	if err != nil {
		return errors.Join(cause, err)
	}
	objective, found := byID(o, f.ID)
	status, problem := board.Refused(cause, o.Plan, found || f.ID == 0)
	switch {
	case status == 0:
		return cause
	case !found:
		return ui.Render(w, r, status, form(newForm(o, f).refused(ui.Invalid(cause), problem)))
	}
	props := editForm(o, objective, f, p.cancelling(o.Plan))
	if ui.Outdated(cause) {
		if props.Conflict, err = p.conflict(r.Context(), o, objective, f); err != nil {
			return err
		}
		props.Form.Hidden = board.HiddenEdit(plan.Edit{ID: objective.ID, Version: objective.Version})
	}
	return p.render(w, r, status, props.refused(ui.Invalid(cause), problem))
}

// conflict tells both versions of an objective.
func (p Pages) conflict(ctx context.Context, o plan.Outline, objective plan.OutlineObjective, mine typed) (*ui.ConflictProps, error) {
	theirs := stored(objective)
	conflict, err := ui.ConflictOf(ctx, p.Pool, object(objective.ID), p.Location, editPath(o.Slug, objective.Code), []ui.ConflictRow{
		{Field: "code", Label: "Código", Mine: mine.Code, Theirs: theirs.Code},
		{Field: "title", Label: "Objetivo", Mine: mine.Title, Theirs: theirs.Title},
		{Field: "weight", Label: "Peso", Mine: mine.Weight, Theirs: theirs.Weight},
		{Field: "lines", Label: "Líneas estratégicas", Mine: lineCodes(o, mine.Lines), Theirs: lineCodes(o, theirs.Lines)},
		{Field: "standards", Label: "Estándares vinculados",
			Mine: board.ChosenCodes(o.Frameworks, mine.Standards), Theirs: board.ChosenCodes(o.Frameworks, theirs.Standards)},
	})
	return &conflict, err
}

// Move answers POST /planes/{plan}/objetivos/orden.
func (p Pages) Move(w http.ResponseWriter, r *http.Request) error {
	m, err := board.ReadMove(r)
	if err != nil {
		return err
	}
	slug := chi.URLParam(r, "plan")
	code, err := p.Plans.MoveObjective(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), slug, m)
	if err != nil {
		return err
	}
	return ui.See(w, r, board.OutlinePath(slug, "orden", m.Follow, "o-"+code))
}

func listPath(slug string) string       { return "/planes/" + slug + "/objetivos" }
func showPath(slug, code string) string { return listPath(slug) + "/" + code }
func editPath(slug, code string) string { return showPath(slug, code) + "/editar" }
