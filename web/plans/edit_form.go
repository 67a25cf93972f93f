package plans

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"hito/internal/fault"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

// editionProps is the form of what a plan is.
type editionProps struct {
	Page             ui.PageProps
	Head             ui.PageHeadProps
	Problems         []ui.FieldError
	Conflict         *ui.ConflictProps
	Form             ui.FormProps
	Title, Body      ui.FieldProps
	Summary, General ui.FieldProps
	Notice           ui.FieldProps
	Start, End       ui.FieldProps
	Periods          []periodRow
	OnTrack, Delayed ui.FieldProps
	Cadence          ui.SelectFieldProps
	Cancel           string
}

// periodRow is a row in which a period is typed.
type periodRow struct {
	Legend            string
	Title, Start, End ui.FieldProps
}

// blankRows are the rows in which periods can be added.
const blankRows = 2

var cadenceNames = map[string]string{"0": "Ninguno", "1": "Cada mes", "3": "Cada trimestre", "6": "Cada semestre", "12": "Cada año"}

// editionOf is a plan as its form shows it before anything is typed.
func editionOf(doc plan.Document) plan.Edition {
	d := plan.Edition{
		Title: doc.Title, Body: doc.Body, Summary: doc.Summary, GeneralObjective: doc.GeneralObjective, Notice: doc.Notice,
		StartsOn: doc.StartsOn.String(), EndsOn: doc.EndsOn.String(),
		OnTrackFrom: percentTyped(doc.OnTrackFrom), DelayedFrom: percentTyped(doc.DelayedFrom), CadenceMonths: strconv.Itoa(doc.CadenceMonths),
	}
	for _, e := range doc.Periods {
		d.Periods = append(d.Periods, plan.TypedPeriod{Title: e.Title, StartsOn: e.StartsOn.String(), EndsOn: e.EndsOn.String()})
	}
	return d
}

// percentTyped writes a fraction as the percentage that a person would type: "92,5".
func percentTyped(fraction decimal.Decimal) string {
	return strings.Replace(fraction.Shift(2).String(), ".", ",", 1)
}

func editionForm(p plan.Plan, d plan.Edition, version int, wrong fault.Invalid) editionProps {
	names := []string{"title", "body", "summary", "general_objective", "notice", "starts_on", "ends_on"}
	form := editionProps{
		Page: board.KeepPage(p, "Datos del plan"), Cancel: planPath(p.Slug),
		Head: ui.PageHeadProps{Eyebrow: p.Title, Title: "Datos del plan", Lead: "Su dirección web no cambia: /planes/" + p.Slug + "."},
		Form: ui.FormProps{
			Action: planPath(p.Slug) + "/editar", Label: "Datos del plan", Class: "form-wide", Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(version)}},
		},
		Title: titleField(d.Title, wrong), Body: bodyField(d.Body, wrong),
		Summary: summaryField(d.Summary, wrong), General: generalField(d.GeneralObjective, wrong),
		Notice: ui.FieldProps{
			Name: "notice", Label: "Aviso sobre los datos", Value: d.Notice, Error: wrong["notice"], Rows: 3, Optional: true, MaxLength: 4000,
			Hint: "Lo que debe saber quien los lea, como un error de la publicación original. Sale destacado en la página del plan.",
		},
		Start: startField(d.StartsOn, wrong), End: endField(d.EndsOn, wrong),
		OnTrack: percentField("on_track_from", "«En plazo» desde", d.OnTrackFrom, wrong),
		Delayed: percentField("delayed_from", "«Con retraso» desde", d.DelayedFrom, wrong),
		Cadence: cadenceField(d.CadenceMonths, wrong),
	}
	for n := range len(d.Periods) + missingBlanks(d.Periods) {
		form.Periods = append(form.Periods, newPeriodRow(n, d.Periods, wrong))
		for _, name := range []string{"title", "starts_on", "ends_on"} {
			names = append(names, plan.PeriodField(n, name))
		}
	}
	names = append(names, "on_track_from", "delayed_from", "cadence_months")
	form.Problems, form.Page.Refused = ui.Problems(wrong, sameNames(names...)...), wrong != nil
	return form
}

// refused puts a problem of the whole form on top; blank for none.
func (p editionProps) refused(problem string) editionProps {
	p.Page.Refused = true
	if problem != "" {
		p.Problems = append(p.Problems, ui.FieldError{Text: problem})
	}
	return p
}

// missingBlanks counts the rows that are added so that two blank ones stand at the end.
func missingBlanks(periods []plan.TypedPeriod) int {
	blank := 0
	for n := len(periods) - 1; n >= 0 && periods[n].Blank() && blank < blankRows; n-- {
		blank++
	}
	return blankRows - blank
}

func newPeriodRow(n int, periods []plan.TypedPeriod, wrong fault.Invalid) periodRow {
	var e plan.TypedPeriod
	row := periodRow{Legend: fmt.Sprintf("Periodo %d", n+1)}
	if n < len(periods) {
		e = periods[n]
	}
	if e.Blank() {
		row.Legend = "Añadir otro periodo"
	}
	row.Title = periodField(n, "title", "Título", e.Title, wrong)
	row.Title.MaxLength = 200
	row.Start = ui.DateField(periodField(n, "starts_on", "Desde", e.StartsOn, wrong))
	row.End = ui.DateField(periodField(n, "ends_on", "Hasta", e.EndsOn, wrong))
	row.Title.Optional, row.Start.Optional, row.End.Optional = e.Blank(), e.Blank(), e.Blank()
	return row
}

func percentField(name, label, typed string, wrong fault.Invalid) ui.FieldProps {
	return ui.FieldProps{
		Name: name, Label: label, Value: typed, Error: wrong[name], InputMode: "decimal", Autocomplete: "off", MaxLength: 20,
		Hint: "En % de lo previsto, con un decimal como mucho.",
	}
}

func cadenceField(chosen string, wrong fault.Invalid) ui.SelectFieldProps {
	field := ui.SelectFieldProps{
		Select: ui.Select{Name: "cadence_months", Label: "Seguimientos automáticos"}, Error: wrong["cadence_months"],
		Hint: "Cada cuánto se cierra un seguimiento por sí solo mientras el plan está en vigor, contado desde su inicio. Siempre se puede cerrar otro a mano.",
	}
	for _, months := range plan.Cadences {
		value := strconv.Itoa(months)
		field.Options = append(field.Options, ui.Option{Value: value, Text: cadenceNames[value], Selected: value == chosen})
	}
	return field
}
