package projects

import (
	"context"
	"fmt"
	"net/http"

	"github.com/a-h/templ"
	"github.com/jackc/pgx/v5"

	"hito/internal/audit"
	"hito/internal/challenge"
	"hito/internal/fault"
	"hito/web/ui"
)

var projectDone = map[string]string{
	"creado":        "El proyecto se ha creado. Ahora puede añadirle hitos.",
	"iniciado":      "El proyecto se ha creado y el reto pasa a «En proyecto». Se ha avisado a quien lo sigue. Ahora puede añadirle hitos.",
	"guardado":      "Los cambios del proyecto se han guardado.",
	"hito":          "El hito se ha añadido.",
	"hito-guardado": "Los cambios del hito se han guardado.",
	"hito-hecho":    "El hito está hecho.",
	"hito-quitado":  "El hito se ha quitado.",
}

// desk is the project of a reto with what its forms are made of.
type desk struct {
	found
	Project *challenge.Undertaking // nil while there is none
	Among   challenge.Assignees    // for whoever may plan the project
}

func (d desk) plans() bool { return d.Challenge.Allows(d.Actor, challenge.Plan) }

func (d desk) object() audit.Object { return audit.Object{Type: "project", ID: d.Challenge.ID} }

// open reads the project of the address, for whoever may read the reto whole; where there is none, for whoever may
// make it.
func (p Pages) open(r *http.Request) (d desk, err error) {
	err = p.read(r, func(ctx context.Context, tx pgx.Tx, f found) (err error) {
		d.found = f
		if !f.Challenge.Whole {
			return fmt.Errorf("project of reto %d, of which the actor knows what is public: %w", f.Challenge.ID, fault.NotFound)
		}
		if d.Project, err = challenge.FindProject(ctx, tx, f.Actor, f.Challenge); err != nil {
			return err
		}
		if d.Project == nil {
			if err := f.require(challenge.Plan); err != nil {
				return err
			}
		}
		if d.plans() {
			var lead int64
			if d.Project != nil {
				lead = d.Project.LeadID
			}
			d.Among, err = challenge.FindCarriers(ctx, tx, lead)
		}
		return err
	})
	return d, err
}

// projectProps is everything that the page of a project shows.
type projectProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Done     string
	Problems []ui.FieldError
	Conflict *ui.ConflictProps // nil unless somebody else changed the project meanwhile
	View     *projectView      // nil while there is none
	Plan     *planForm         // nil for whoever may not plan it
	Add      *milestoneForm    // nil for whoever may not keep its milestones
	Opened   bool              // the form that adds a milestone is
}

// Project answers GET /retos/{code}/proyecto.
func (p Pages) Project(w http.ResponseWriter, r *http.Request) error {
	d, err := p.open(r)
	if err != nil {
		return err
	}
	props := p.build(d)
	props.Done = ui.Done(r, projectDone)
	return ui.Render(w, r, http.StatusOK, project(props))
}

func (p Pages) build(d desk) projectProps {
	today := p.Challenges.Today()
	if d.Project == nil {
		form := newPlanForm(d, draftFor(d.Challenge, today), 0)
		return projectProps{
			Page: d.frame("Crear el proyecto", ui.Crumb{Text: "Crear el proyecto"}),
			Head: ui.PageHeadProps{
				Eyebrow: "Reto " + d.Challenge.Address(), Title: "Crear el proyecto",
				Lead: "Lo que se va a hacer con el reto, entre qué fechas y quién responde. Los hitos se añaden después.",
			},
			Plan: &form,
		}
	}
	keeps := d.Challenge.KeepsMilestones(d.Actor)
	view := d.viewOf(*d.Project, today, keeps)
	props := projectProps{
		Page: d.frame("Proyecto: "+d.Project.Title, ui.Crumb{Text: "Proyecto"}),
		Head: ui.PageHeadProps{Eyebrow: "Proyecto del reto " + d.Challenge.Address(), Title: d.Project.Title, Actions: stateOf(d.Challenge)},
		View: &view,
	}
	if d.plans() {
		form := newPlanForm(d, draftOf(*d.Project), d.Project.Version)
		props.Plan = &form
	}
	if keeps {
		form := newMilestoneForm(d.milestonesPath(), challenge.MilestoneDraft{}, 0)
		props.Add, props.Opened = &form, len(d.Project.Milestones) == 0
	}
	return props
}

func stateOf(c challenge.Challenge) templ.Component { return ui.Tag(ui.ChallengeTag(c.State)) }

// SaveProject answers POST /retos/{code}/proyecto: a new project, or what was edited of it.
func (p Pages) SaveProject(w http.ResponseWriter, r *http.Request) error {
	version, err := ui.FormVersion(r, 0)
	if err != nil {
		return err
	}
	f, err := p.find(r)
	if err != nil {
		return err
	}
	d, done := readPlan(r), "guardado"
	if version == 0 {
		err = p.Challenges.CreateProject(r.Context(), f.change(r), d)
		if done = "creado"; d.Move && f.Challenge.State == challenge.Admitted {
			done = "iniciado"
		}
	} else {
		err = p.Challenges.UpdateProject(r.Context(), f.change(r), version, d)
	}
	switch wrong := ui.Invalid(err); {
	case wrong != nil:
		return p.refusePlan(w, r, d, version, wrong)
	case ui.Outdated(err):
		return p.conflict(w, r, d, err)
	case err != nil:
		return err
	}
	return ui.See(w, r, f.projectPath()+"?hecho="+done)
}

func (p Pages) refusePlan(w http.ResponseWriter, r *http.Request, typed challenge.ProjectDraft, version int, wrong fault.Invalid) error {
	d, err := p.open(r)
	if err != nil {
		return err
	}
	props := p.build(d)
	props.Page.Refused, props.Problems = true, ui.Problems(wrong, planFields...)
	form := newPlanForm(d, typed, version).refused(wrong)
	props.Plan = &form
	return ui.Render(w, r, http.StatusUnprocessableEntity, project(props))
}

// conflict shows what was typed beside what somebody else has written meanwhile. Where it was the state of the reto that
// changed, that is told.
func (p Pages) conflict(w http.ResponseWriter, r *http.Request, typed challenge.ProjectDraft, cause error) error {
	d, err := p.open(r)
	if err != nil {
		return err
	}
	if d.Project == nil || !d.plans() {
		return d.told(cause)
	}
	told, err := ui.ConflictOf(r.Context(), p.Challenges.Pool, d.object(), p.Location, d.projectPath(), d.conflictRows(typed))
	if err != nil {
		return err
	}
	props := p.build(d)
	form := newPlanForm(d, typed, d.Project.Version)
	form.Opened = true
	props.Page.Refused, props.Conflict, props.Plan = true, &told, &form
	return ui.Render(w, r, http.StatusConflict, project(props))
}
