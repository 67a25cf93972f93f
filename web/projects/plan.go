package projects

import (
	"net/http"
	"strconv"
	"strings"

	"hito/internal/challenge"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/web/ui"
)

// planForm is the form of a project, new or not.
type planForm struct {
	Form     ui.FormProps
	Title    ui.FieldProps
	Summary  ui.FieldProps
	Unit     ui.SelectFieldProps
	Lead     ui.SelectFieldProps
	StartsOn ui.FieldProps
	EndsOn   ui.FieldProps
	Move     *ui.ChoicesProps // nil where the reto stays as it is
	Submit   string
	Cancel   string
	Opened   bool
}

// planFields pairs the fields of a draft with those of the form.
var planFields = []string{
	"title", "title", "summary", "summary", "unit", "unit", "lead", "lead", "starts_on", "starts_on", "ends_on", "ends_on",
}

func readPlan(r *http.Request) challenge.ProjectDraft {
	return challenge.ProjectDraft{
		Title: r.PostFormValue("title"), Summary: r.PostFormValue("summary"), Unit: r.PostFormValue("unit"), Lead: r.PostFormValue("lead"),
		StartsOn: r.PostFormValue("starts_on"), EndsOn: r.PostFormValue("ends_on"), Move: r.PostFormValue("move") == "si",
	}
}

// draftFor proposes a project for a reto.
func draftFor(c challenge.Challenge, today date.Date) challenge.ProjectDraft {
	return challenge.ProjectDraft{
		Title: c.Title, Unit: numberOf(c.AssignedUnitID), Lead: numberOf(c.AssigneeID), StartsOn: today.String(), Move: true,
	}
}

// draftOf is a project as its form shows it.
func draftOf(u challenge.Undertaking) challenge.ProjectDraft {
	return challenge.ProjectDraft{
		Title: u.Title, Summary: u.Summary, Unit: numberOf(u.UnitID), Lead: numberOf(u.LeadID), StartsOn: u.StartsOn.String(), EndsOn: u.EndsOn.String(),
	}
}

func numberOf(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

// newPlanForm is the form with what was typed; version is that of the project which it was made from, 0 for a new one.
func newPlanForm(d desk, typed challenge.ProjectDraft, version int) planForm {
	f := planForm{
		Form: ui.FormProps{
			Action: d.projectPath(), Label: "Datos del proyecto", Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(version)}},
		},
		Title: ui.FieldProps{Name: "title", Label: "Nombre del proyecto", Value: typed.Title, MaxLength: 200, Autocomplete: "off"},
		Summary: ui.FieldProps{
			Name: "summary", Label: "Qué se va a hacer", Value: typed.Summary, Rows: 5, Optional: true, MaxLength: 5000,
			Hint: "Lo leerá quien pueda leer el reto entero, también quien lo presentó.",
		},
		Unit:     candidates("unit", "Unidad que lo lleva", "Ninguna", typed.Unit, d.Among.Units),
		Lead:     candidates("lead", "Persona responsable", "Nadie", typed.Lead, d.Among.People),
		StartsOn: ui.DateField(ui.FieldProps{Name: "starts_on", Label: "Empieza el", Value: typed.StartsOn}),
		EndsOn:   ui.DateField(ui.FieldProps{Name: "ends_on", Label: "Termina el", Value: typed.EndsOn}),
		Submit:   "Guardar el proyecto", Cancel: d.projectPath(),
	}
	f.Lead.Hint = "Para que lleve los hitos al día, asígnele también el reto, a ella o a su unidad."
	if version == 0 {
		f.Submit, f.Cancel = "Crear el proyecto", d.path()
	}
	if version == 0 && d.Challenge.State == challenge.Admitted {
		f.Move = &ui.ChoicesProps{Name: "move", Legend: "Estado del reto", Options: []ui.ChoiceOption{{
			Value: "si", Text: "Pasar el reto a «En proyecto»", Hint: "Se avisará a quien lo presentó y a quienes lo siguen.", Checked: typed.Move,
		}}}
	}
	return f
}

func candidates(name, label, none, chosen string, among []challenge.Assignee) ui.SelectFieldProps {
	s := ui.SelectFieldProps{Select: ui.Select{Name: name, Label: label, Options: []ui.Option{{Text: none}}}}
	for _, one := range among {
		value := strconv.FormatInt(one.ID, 10)
		s.Options = append(s.Options, ui.Option{Value: value, Text: one.Name, Selected: value == chosen})
	}
	return s
}

// refused puts the messages at their fields.
func (f planForm) refused(wrong fault.Invalid) planForm {
	f.Opened = true
	f.Title.Error, f.Summary.Error, f.Unit.Error, f.Lead.Error = wrong["title"], wrong["summary"], wrong["unit"], wrong["lead"]
	f.StartsOn.Error, f.EndsOn.Error = wrong["starts_on"], wrong["ends_on"]
	return f
}

// conflictRows compares what was typed with the project as it is now.
func (d desk) conflictRows(typed challenge.ProjectDraft) []ui.ConflictRow {
	now := draftOf(*d.Project)
	return []ui.ConflictRow{
		{Field: "title", Label: "Nombre", Mine: typed.Title, Theirs: now.Title},
		{Field: "summary", Label: "Qué se va a hacer", Mine: strings.ReplaceAll(typed.Summary, "\r\n", "\n"), Theirs: now.Summary},
		{Field: "unit", Label: "Unidad", Mine: nameOf(typed.Unit, d.Among.Units), Theirs: nameOf(now.Unit, d.Among.Units)},
		{Field: "lead", Label: "Responsable", Mine: nameOf(typed.Lead, d.Among.People), Theirs: nameOf(now.Lead, d.Among.People)},
		{Field: "starts_on", Label: "Empieza el", Mine: shownDay(typed.StartsOn), Theirs: shownDay(now.StartsOn)},
		{Field: "ends_on", Label: "Termina el", Mine: shownDay(typed.EndsOn), Theirs: shownDay(now.EndsOn)},
	}
}

func nameOf(number string, among []challenge.Assignee) string {
	for _, one := range among {
		if strconv.FormatInt(one.ID, 10) == number {
			return one.Name
		}
	}
	return ""
}

// shownDay writes a day as it is shown, or what was typed where it is none.
func shownDay(typed string) string {
	if d, err := date.ParseSpanish(typed); err == nil {
		return ui.ShortDate(d)
	}
	return typed
}
