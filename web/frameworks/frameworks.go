// Package frameworks serves the forms with which the outside frameworks of a plan are kept, with their standards.
package frameworks

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/audit"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

// Pages serves the frameworks of each plan.
type Pages struct {
	Pool     *pgxpool.Pool
	Plans    plan.Store
	Location *time.Location // in which times are shown
}

// typed is what a form holds, as it was typed; its edit is zero for a new framework.
type typed struct {
	plan.Edit
	plan.FrameworkDraft
}

// readForm reads the fields of a form. Each row has three of one name, in the order of the rows; a form whose rows
// are not whole is none of ours.
func readForm(r *http.Request) (typed, error) {
	f := typed{FrameworkDraft: plan.FrameworkDraft{
		Code: r.PostFormValue("code"), Title: r.PostFormValue("title"), Description: r.PostFormValue("description"),
	}}
	ids, codes, titles := r.PostForm["standard_id"], r.PostForm["standard_code"], r.PostForm["standard_title"]
	if len(ids) != len(codes) || len(ids) != len(titles) {
		return f, fault.BadInput
	}
	for n, id := range ids {
		f.Standards = append(f.Standards, plan.StandardDraft{ID: id, Code: strings.TrimSpace(codes[n]), Title: strings.TrimSpace(titles[n])})
	}
	return f, nil
}

// stored is a framework as its form shows it before anything is typed.
func stored(o plan.OutlineFramework) typed {
	f := typed{plan.Edit{ID: o.ID, Version: o.Version}, plan.FrameworkDraft{Code: o.Code, Title: o.Title, Description: o.Description}}
	for _, s := range o.Standards {
		f.Standards = append(f.Standards, plan.StandardDraft{ID: strconv.FormatInt(s.ID, 10), Code: s.Code, Title: s.Title})
	}
	return f
}

func byID(o plan.Outline, id int64) (plan.OutlineFramework, bool) {
	for _, f := range o.Frameworks {
		if f.ID == id {
			return f, true
		}
	}
	return plan.OutlineFramework{}, false
}

func byCode(o plan.Outline, code string) (plan.OutlineFramework, error) {
	for _, f := range o.Frameworks {
		if f.Code == code {
			return f, nil
		}
	}
	return plan.OutlineFramework{}, fault.NotFound
}

func object(id int64) audit.Object { return audit.Object{Type: "framework", ID: id} }

// New answers GET /planes/{plan}/marcos/nuevo.
func (p Pages) New(w http.ResponseWriter, r *http.Request) error {
	o, err := board.KeptOutline(r, p.Pool)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, form(newForm(o, typed{})))
}

// Create answers POST /planes/{plan}/marcos.
func (p Pages) Create(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(r)
	if err != nil {
		return err
	}
	slug := chi.URLParam(r, "plan")
	_, err = p.Plans.CreateFramework(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), slug, f.FrameworkDraft)
	if err != nil {
		return p.refuse(w, r, f, err)
	}
	return ui.See(w, r, board.OutlinePath(slug, "marco-creado", false, anchor(f.Code)))
}

// Edit answers GET /planes/{plan}/marcos/{code}/editar.
func (p Pages) Edit(w http.ResponseWriter, r *http.Request) error {
	o, err := board.KeptOutline(r, p.Pool)
	if err != nil {
		return err
	}
	f, err := byCode(o, chi.URLParam(r, "code"))
	if err != nil {
		return err
	}
	return p.render(w, r, http.StatusOK, editForm(o, f, stored(f)))
}

// render shows the form of a framework with what happened to it.
func (p Pages) render(w http.ResponseWriter, r *http.Request, status int, props formProps) (err error) {
	if props.History, err = ui.FindHistory(r.Context(), p.Pool, object(props.ID), p.Location); err != nil {
		return err
	}
	return ui.Render(w, r, status, form(props))
}

// Save answers POST /planes/{plan}/marcos/{code}/editar.
func (p Pages) Save(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(r)
	if err != nil {
		return err
	}
	if f.Edit, err = board.ReadEdit(r); err != nil {
		return err
	}
	slug := chi.URLParam(r, "plan")
	err = p.Plans.UpdateFramework(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), slug, f.Edit, f.FrameworkDraft)
	if err != nil {
		return p.refuse(w, r, f, err)
	}
	return ui.See(w, r, board.OutlinePath(slug, "marco-guardado", false, anchor(f.Code)))
}

// Delete answers POST /planes/{plan}/marcos/{code}/baja.
func (p Pages) Delete(w http.ResponseWriter, r *http.Request) error {
	e, err := board.ReadEdit(r)
	if err != nil {
		return err
	}
	slug := chi.URLParam(r, "plan")
	err = p.Plans.DeleteFramework(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), slug, e)
	if errors.Is(err, fault.Conflict) {
		return p.stays(w, r, e.ID)
	}
	if err != nil {
		return err
	}
	return ui.See(w, r, board.OutlinePath(slug, "marco-quitado", false, "marcos"))
}

// stays shows a framework that was not taken away, as it is now.
func (p Pages) stays(w http.ResponseWriter, r *http.Request, id int64) error {
	o, err := board.Outline(r, p.Pool)
	if err != nil {
		return err
	}
	now, found := byID(o, id)
	if !found {
		return fault.NotFound
	}
	problem := "No se ha quitado: alguien lo ha cambiado desde que usted abrió la página. Esto es lo que hay ahora."
	return p.render(w, r, http.StatusConflict, editForm(o, now, stored(now)).refused(nil, problem))
}

func listPath(slug string) string       { return "/planes/" + slug + "/marcos" }
func editPath(slug, code string) string { return listPath(slug) + "/" + code + "/editar" }
func anchor(code string) string         { return "m-" + strings.TrimSpace(code) }
