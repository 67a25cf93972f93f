package projects

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"hito/internal/audit"
	"hito/internal/challenge"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/web/ui"
)

// milestoneForm is the form of a milestone, new or not.
type milestoneForm struct {
	Form   ui.FormProps
	Title  ui.FieldProps
	DueOn  ui.FieldProps
	DoneOn ui.FieldProps
	Note   ui.FieldProps
	Submit string
}

// milestoneFieldIDs pairs the fields of a draft with those of the form, which may stand beside that of the project.
var milestoneFieldIDs = []string{"title", "hito-title", "due_on", "hito-due_on", "done_on", "hito-done_on", "note", "hito-note"}

func readMilestone(r *http.Request) challenge.MilestoneDraft {
	return challenge.MilestoneDraft{
		Title: r.PostFormValue("title"), DueOn: r.PostFormValue("due_on"), DoneOn: r.PostFormValue("done_on"), Note: r.PostFormValue("note"),
	}
}

// milestoneDraft is a milestone as its form shows it.
func milestoneDraft(m challenge.Milestone) challenge.MilestoneDraft {
	d := challenge.MilestoneDraft{Title: m.Title, DueOn: m.DueOn.String(), Note: m.Note}
	if m.Done() {
		d.DoneOn = m.DoneOn.String()
	}
	return d
}

// newMilestoneForm is the form with what was typed; version is that of the milestone which it was made from, 0 for a new
// one.
func newMilestoneForm(action string, d challenge.MilestoneDraft, version int) milestoneForm {
	f := milestoneForm{
		Form:  ui.FormProps{Action: action, Label: "Hito nuevo"},
		Title: ui.FieldProps{ID: "hito-title", Name: "title", Label: "Qué se alcanza", Value: d.Title, MaxLength: 200, Autocomplete: "off", Hint: "Como «Aplicación en pruebas»."},
		DueOn: ui.DateField(ui.FieldProps{ID: "hito-due_on", Name: "due_on", Label: "Previsto para el", Value: d.DueOn}),
		DoneOn: ui.DateField(ui.FieldProps{
			ID: "hito-done_on", Name: "done_on", Label: "Hecho el", Value: d.DoneOn, Optional: true,
		}),
		Note: ui.FieldProps{
			ID: "hito-note", Name: "note", Label: "Nota", Value: d.Note, Rows: 3, Optional: true, MaxLength: 2000,
			Hint: "La leerá quien pueda leer el reto entero, también quien lo presentó.",
		},
		Submit: "Añadir el hito",
	}
	if version > 0 {
		f.Form.Label, f.Submit = "Datos del hito", "Guardar el hito"
		f.Form.Hidden = []ui.Hidden{{Name: "version", Value: strconv.Itoa(version)}}
	}
	return f
}

// refused puts the messages at their fields.
func (f milestoneForm) refused(wrong fault.Invalid) milestoneForm {
	f.Title.Error, f.DueOn.Error, f.DoneOn.Error, f.Note.Error = wrong["title"], wrong["due_on"], wrong["done_on"], wrong["note"]
	return f
}

// reachForm marks a milestone as done today.
func (f found) reachForm(m challenge.Milestone, today date.Date) *ui.FormProps {
	return &ui.FormProps{
		Action: f.milestonePath(m.ID), Class: "form-inline", Hidden: []ui.Hidden{
			{Name: "version", Value: strconv.Itoa(m.Version)}, {Name: "title", Value: m.Title}, {Name: "due_on", Value: m.DueOn.String()},
			{Name: "note", Value: m.Note}, {Name: "done_on", Value: today.String()}, {Name: "accion", Value: "hecho"},
		},
	}
}

// AddMilestone answers POST /retos/{code}/hitos.
func (p Pages) AddMilestone(w http.ResponseWriter, r *http.Request) error {
	f, err := p.find(r)
	if err != nil {
		return err
	}
	typed := readMilestone(r)
	err = p.Challenges.AddMilestone(r.Context(), f.change(r), typed)
	switch wrong := ui.Invalid(err); {
	case wrong != nil:
		return p.refuseMilestone(w, r, typed, wrong)
	case err != nil:
		return f.told(err)
	}
	return ui.See(w, r, f.projectPath()+"?hecho=hito")
}

func (p Pages) refuseMilestone(w http.ResponseWriter, r *http.Request, typed challenge.MilestoneDraft, wrong fault.Invalid) error {
	d, err := p.open(r)
	if err != nil {
		return err
	}
	props := p.build(d)
	form := newMilestoneForm(d.milestonesPath(), typed, 0).refused(wrong)
	props.Page.Refused, props.Problems = true, ui.Problems(wrong, milestoneFieldIDs...)
	props.Add, props.Opened = &form, true
	return ui.Render(w, r, http.StatusUnprocessableEntity, project(props))
}

// stone is the milestone of an address.
type stone struct {
	found
	Project   challenge.Undertaking
	Milestone challenge.Milestone
}

func (s stone) path() string { return s.milestonePath(s.Milestone.ID) }

// pick reads the milestone of the address, for whoever may keep it.
func (p Pages) pick(r *http.Request) (s stone, err error) {
	id, err := ui.PathID(r, "id")
	if err != nil {
		return s, err
	}
	err = p.read(r, func(ctx context.Context, tx pgx.Tx, f found) error {
		s.found = f
		u, err := challenge.FindProject(ctx, tx, f.Actor, f.Challenge)
		if err != nil {
			return err
		}
		found := false
		if u != nil {
			s.Project = *u
			s.Milestone, found = u.Milestone(id)
		}
		if !found {
			return fmt.Errorf("milestone %d of reto %d: %w", id, f.Challenge.ID, fault.NotFound)
		}
		return f.told(f.Challenge.RequireKeeping(f.Actor))
	})
	return s, err
}

// milestoneProps is everything that the page of a milestone shows.
type milestoneProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Problems []ui.FieldError
	Conflict *ui.ConflictProps // nil unless somebody else changed the milestone meanwhile
	Form     milestoneForm
	Cancel   string
	Delete   ui.ConfirmProps
}

// Milestone answers GET /retos/{code}/hitos/{id}.
func (p Pages) Milestone(w http.ResponseWriter, r *http.Request) error {
	s, err := p.pick(r)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, milestone(newMilestone(s, milestoneDraft(s.Milestone), s.Milestone.Version)))
}

func newMilestone(s stone, typed challenge.MilestoneDraft, version int) milestoneProps {
	return milestoneProps{
		Page: s.frame("Hito: "+s.Milestone.Title, ui.Crumb{Text: "Proyecto", Href: s.projectPath()}, ui.Crumb{Text: "Hito"}),
		Head: ui.PageHeadProps{Eyebrow: "Hito del proyecto", Title: s.Milestone.Title},
		Form: newMilestoneForm(s.path(), typed, version), Cancel: s.projectPath(),
		Delete: ui.ConfirmProps{
			Form: ui.FormProps{
				Action: s.path() + "/baja", Label: "Quitar el hito", Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(s.Milestone.Version)}},
			},
			Open: "Quitar el hito…", Do: "Quitar el hito", Danger: true, Text: "Desaparecerá del proyecto, con su nota. No se puede deshacer.",
		},
	}
}

// SaveMilestone answers POST /retos/{code}/hitos/{id}.
func (p Pages) SaveMilestone(w http.ResponseWriter, r *http.Request) error {
	version, err := ui.FormVersion(r, 1)
	if err != nil {
		return err
	}
	s, err := p.pick(r)
	if err != nil {
		return err
	}
	typed := readMilestone(r)
	err = p.Challenges.UpdateMilestone(r.Context(), s.change(r), s.Milestone.ID, version, typed)
	switch wrong := ui.Invalid(err); {
	case wrong != nil:
		props := newMilestone(s, typed, version)
		props.Page.Refused, props.Problems = true, ui.Problems(wrong, milestoneFieldIDs...)
		props.Form = props.Form.refused(wrong)
		return ui.Render(w, r, http.StatusUnprocessableEntity, milestone(props))
	case ui.Outdated(err):
		return p.clash(w, r, typed)
	case err != nil:
		return err
	}
	done := "hito-guardado"
	if r.PostFormValue("accion") == "hecho" {
		done = "hito-hecho"
	}
	return ui.See(w, r, s.projectPath()+"?hecho="+done)
}

// clash shows what was typed beside what somebody else has written of the milestone meanwhile.
func (p Pages) clash(w http.ResponseWriter, r *http.Request, typed challenge.MilestoneDraft) error {
	s, err := p.pick(r)
	if err != nil {
		return err
	}
	now := milestoneDraft(s.Milestone)
	told, err := ui.ConflictOf(r.Context(), p.Challenges.Pool, audit.Object{Type: "milestone", ID: s.Milestone.ID}, p.Location, s.path(), []ui.ConflictRow{
		{Field: "hito-title", Label: "Qué se alcanza", Mine: typed.Title, Theirs: now.Title},
		{Field: "hito-due_on", Label: "Previsto para el", Mine: shownDay(typed.DueOn), Theirs: shownDay(now.DueOn)},
		{Field: "hito-done_on", Label: "Hecho el", Mine: shownDay(typed.DoneOn), Theirs: shownDay(now.DoneOn)},
		{Field: "hito-note", Label: "Nota", Mine: strings.ReplaceAll(typed.Note, "\r\n", "\n"), Theirs: now.Note},
	})
	if err != nil {
		return err
	}
	props := newMilestone(s, typed, s.Milestone.Version)
	props.Page.Refused, props.Conflict = true, &told
	return ui.Render(w, r, http.StatusConflict, milestone(props))
}

// DropMilestone answers POST /retos/{code}/hitos/{id}/baja.
func (p Pages) DropMilestone(w http.ResponseWriter, r *http.Request) error {
	version, err := ui.FormVersion(r, 1)
	if err != nil {
		return err
	}
	id, err := ui.PathID(r, "id")
	if err != nil {
		return err
	}
	f, err := p.find(r)
	if err != nil {
		return err
	}
	err = p.Challenges.DeleteMilestone(r.Context(), f.change(r), id, version)
	if ui.Outdated(err) {
		return p.stays(w, r)
	}
	if err != nil {
		return err
	}
	return ui.See(w, r, f.projectPath()+"?hecho=hito-quitado")
}

// stays shows a milestone that was not taken away, as it is now.
func (p Pages) stays(w http.ResponseWriter, r *http.Request) error {
	s, err := p.pick(r)
	if err != nil {
		return err
	}
	props := newMilestone(s, milestoneDraft(s.Milestone), s.Milestone.Version)
	props.Page.Refused = true
	props.Problems = []ui.FieldError{{Text: "No se ha quitado: alguien ha cambiado este hito mientras tanto. Esto es lo que hay ahora."}}
	return ui.Render(w, r, http.StatusConflict, milestone(props))
}
