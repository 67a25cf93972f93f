package plans

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
	"hito/web/ui/markdown"
)

// previewAction is the value with which a section is shown as it would be read, and not written.
const previewAction = "vista"

func words(text string) int { return len(strings.Fields(text)) }

func readSection(r *http.Request) plan.SectionDraft {
	return plan.SectionDraft{Heading: r.PostFormValue("heading"), Body: r.PostFormValue("body")}
}

// sectionAt finds the plan of the address and its section with a number, none where it is 0. Found tells whether
// there is one.
func (p Pages) sectionAt(r *http.Request, id int64) (of plan.Plan, s plan.KeptSection, found bool, err error) {
	err = db.ReadTx(r.Context(), p.Pool, func(tx pgx.Tx) (err error) {
		if of, err = plan.Find(r.Context(), tx, ui.Scope(r.Context()), chi.URLParam(r, "plan")); err != nil || id == 0 {
			return err
		}
		s, err = plan.FindSection(r.Context(), tx, of.ID, id)
		if errors.Is(err, fault.NotFound) {
			return nil
		}
		found = err == nil
		return err
	})
	return of, s, found, err
}

// NewSection answers GET /planes/{plan}/apartados/nuevo.
func (p Pages) NewSection(w http.ResponseWriter, r *http.Request) error {
	of, _, _, err := p.sectionAt(r, 0)
	if err != nil {
		return err
	}
	if err := board.Keeper(ui.Actor(r.Context()), of); err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, sectionPage(sectionForm(of, plan.KeptSection{}, plan.SectionDraft{}, nil)))
}

// CreateSection answers POST /planes/{plan}/apartados.
func (p Pages) CreateSection(w http.ResponseWriter, r *http.Request) error {
	d, slug := readSection(r), chi.URLParam(r, "plan")
	if r.PostFormValue("accion") == previewAction {
		return p.previewSection(w, r, plan.Edit{}, d)
	}
	if _, err := p.Plans.AddSection(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), slug, d); err != nil {
		return p.refuseSection(w, r, plan.Edit{}, d, err)
	}
	return ui.See(w, r, sectionsPath(slug)+"?hecho=creado")
}

// EditSection answers GET /planes/{plan}/apartados/{id}.
func (p Pages) EditSection(w http.ResponseWriter, r *http.Request) error {
	id, err := ui.PathID(r, "id")
	if err != nil {
		return err
	}
	of, s, found, err := p.sectionAt(r, id)
	if err != nil {
		return err
	}
	if err := board.Keeper(ui.Actor(r.Context()), of); err != nil {
		return err
	}
	if !found {
		return fault.NotFound
	}
	return p.renderSection(w, r, http.StatusOK, s, sectionForm(of, s, plan.SectionDraft(s.Section), nil))
}

// renderSection shows the form of a section with what happened to it.
func (p Pages) renderSection(w http.ResponseWriter, r *http.Request, status int, s plan.KeptSection, props sectionProps) error {
	if s.ID != 0 {
		var err error
		if props.History, err = ui.FindHistory(r.Context(), p.Pool, sectionObject(s.ID), p.Location); err != nil {
			return err
		}
	}
	return ui.Render(w, r, status, sectionPage(props))
}

func sectionObject(id int64) audit.Object { return audit.Object{Type: "section", ID: id} }

// readSectionEdit reads which section a form is of, and in which version.
func readSectionEdit(r *http.Request) (e plan.Edit, err error) {
	if e.ID, err = ui.PathID(r, "id"); err != nil {
		return e, err
	}
	e.Version, err = ui.FormVersion(r, 1)
	return e, err
}

// SaveSection answers POST /planes/{plan}/apartados/{id}.
func (p Pages) SaveSection(w http.ResponseWriter, r *http.Request) error {
	e, err := readSectionEdit(r)
	if err != nil {
		return err
	}
	d, slug := readSection(r), chi.URLParam(r, "plan")
	if r.PostFormValue("accion") == previewAction {
		return p.previewSection(w, r, e, d)
	}
	if err := p.Plans.EditSection(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), slug, e, d); err != nil {
		return p.refuseSection(w, r, e, d, err)
	}
	return ui.See(w, r, sectionsPath(slug)+"?hecho=guardado#apartado-"+strconv.FormatInt(e.ID, 10))
}

// previewSection shows what was typed as it would be read. It needs no heading, but a text that can be kept.
func (p Pages) previewSection(w http.ResponseWriter, r *http.Request, e plan.Edit, d plan.SectionDraft) error {
	of, s, found, err := p.sectionAt(r, e.ID)
	if err != nil {
		return err
	}
	if err := board.Keeper(ui.Actor(r.Context()), of); err != nil {
		return err
	}
	if e.ID != 0 && !found {
		return fault.NotFound
	}
	typed, err := d.Check()
	if wrong := ui.Invalid(err); wrong["body"] != "" {
		return p.renderSection(w, r, http.StatusUnprocessableEntity, s, sectionForm(of, s, d, wrong).version(e.Version))
	}
	props := sectionForm(of, s, d, nil).version(e.Version)
	props.Preview = &section{Heading: typed.Heading}
	if typed.Body != "" {
		props.Preview.Body = markdown.Text(typed.Body, narrativeLevel)
	}
	return p.renderSection(w, r, http.StatusOK, s, props)
}

// refuseSection shows the form again with what was typed and why it was not written.
func (p Pages) refuseSection(w http.ResponseWriter, r *http.Request, e plan.Edit, d plan.SectionDraft, cause error) error {
	of, s, found, err := p.sectionAt(r, e.ID)
	if err != nil {
		return errors.Join(cause, err)
	}
	status, problem := board.Refused(cause, of, found || e.ID == 0)
	if status == 0 {
		return cause
	}
	wrong := ui.Invalid(cause)
	props := sectionForm(of, s, d, wrong).version(e.Version).refused(problem)
	if found && ui.Outdated(cause) {
		conflict, err := ui.ConflictOf(r.Context(), p.Pool, sectionObject(s.ID), p.Location, sectionPath(of.Slug, s.ID), []ui.ConflictRow{
			{Field: "heading", Label: "Título", Mine: d.Heading, Theirs: s.Heading},
			{Field: "body", Label: "Texto", Mine: strings.ReplaceAll(d.Body, "\r\n", "\n"), Theirs: s.Body},
		})
		if err != nil {
			return err
		}
		props = props.version(s.Version)
		props.Conflict = &conflict
	}
	return p.renderSection(w, r, status, s, props)
}

// DropSection answers POST /planes/{plan}/apartados/{id}/baja.
func (p Pages) DropSection(w http.ResponseWriter, r *http.Request) error {
	e, err := readSectionEdit(r)
	if err != nil {
		return err
	}
	slug := chi.URLParam(r, "plan")
	err = p.Plans.DropSection(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), slug, e)
	if errors.Is(err, fault.Conflict) {
		return p.sectionStays(w, r, e.ID)
	}
	if err != nil {
		return err
	}
	return ui.See(w, r, sectionsPath(slug)+"?hecho=quitado")
}

// sectionStays shows a section that was not taken away, as it is now.
func (p Pages) sectionStays(w http.ResponseWriter, r *http.Request, id int64) error {
	of, s, found, err := p.sectionAt(r, id)
	if err != nil {
		return err
	}
	if !found {
		return fault.NotFound
	}
	props := sectionForm(of, s, plan.SectionDraft(s.Section), nil)
	return p.renderSection(w, r, http.StatusConflict, s, props.refused("No se ha quitado: alguien lo ha cambiado desde que usted abrió la página. Esto es lo que hay ahora."))
}
