package indicators

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/internal/progress"
	"hito/web/ui"
	"hito/web/ui/board"
)

// blankRows is how many rows for planned points are free, whatever was typed.
const blankRows = 3

// fields are the fields of the form, in its order.
type fields struct {
	Objective   ui.SelectFieldProps
	Code        ui.FieldProps
	Title       ui.FieldProps
	Description ui.FieldProps
	Method      ui.FieldProps
	Source      ui.FieldProps
	Measure     ui.FieldProps
	Decimals    ui.SelectFieldProps
	Nature      ui.SelectFieldProps
	Periodicity ui.SelectFieldProps
	Units       ui.ChoicesProps
	Baseline    ui.FieldProps
	Target      ui.FieldProps
	Rule        ui.ChoicesProps
	StartsOn    ui.FieldProps
	EndsOn      ui.FieldProps
	Points      []pointRow
	Steps       ui.ChoicesProps
	Weight      ui.FieldProps
	Standards   board.StandardFieldsProps
}

// pointRow is a row for a planned point.
type pointRow struct {
	Number    int // from 1
	On, Value ui.FieldProps
}

func fieldsOf(f indicator.Frame, t indicator.TypedDraft) fields {
	p := fields{
		Code:        ui.FieldProps{Name: "code", Label: "Código", Value: t.Code, Autocomplete: "off", MaxLength: 32, Hint: "Es parte de su dirección, como «I3.1»."},
		Title:       ui.FieldProps{Name: "title", Label: "Título", Value: t.Title, Autocomplete: "off", Rows: 2, MaxLength: 1000},
		Description: ui.FieldProps{Name: "description", Label: "Qué mide", Value: t.Description, Rows: 3, Optional: true, MaxLength: 4000},
		Method: ui.FieldProps{Name: "method", Label: "Cómo se calcula", Value: t.Method, Rows: 3, Optional: true, MaxLength: 4000,
			Hint: "La fórmula, o cómo se cuenta, para que otra persona obtenga lo mismo."},
		Source: ui.FieldProps{Name: "source", Label: "Fuente", Value: t.Source, Rows: 2, Optional: true, MaxLength: 4000, Hint: "De dónde sale el dato: un registro, una memoria, una encuesta."},
		Measure: ui.FieldProps{Name: "unit_of_measure", Label: "Unidad de medida", Value: t.UnitOfMeasure, Optional: true, Autocomplete: "off", MaxLength: 40,
			Hint: "En plural: «personas», «días», «%».", Suggestions: f.Measures},
		Baseline: ui.FieldProps{Name: "baseline", Label: "Valor inicial", Value: t.Baseline, Optional: true, Autocomplete: "off", InputMode: "decimal",
			Hint: "En blanco, sin línea base: cuenta como 0."},
		Target:   ui.FieldProps{Name: "target", Label: "Meta", Value: t.Target, Autocomplete: "off", InputMode: "decimal", Hint: "Con coma decimal, como 1234,5."},
		StartsOn: ui.DateField(ui.FieldProps{Name: "starts_on", Label: "Inicio propio", Value: t.StartsOn, Optional: true, Hint: "En blanco, el del plan: " + ui.ShortDate(f.StartsOn) + "."}),
		EndsOn:   ui.DateField(ui.FieldProps{Name: "ends_on", Label: "Fin propio", Value: t.EndsOn, Optional: true, Hint: "En blanco, el del plan: " + ui.ShortDate(f.EndsOn) + "."}),
		Weight: ui.FieldProps{Name: "weight", Label: "Peso en su objetivo", Value: t.Weight, Optional: true, Autocomplete: "off", InputMode: "decimal",
			Hint: "De 0 a 1000; lo normal es 1. Con 0 no cuenta en la media."},
		Points: pointRows(t.Points, blankRows, nil), Standards: board.StandardFieldsOf(frameworksOf(f), t.Standards), Units: unitChoices(f, t), Steps: stepChoices(t),
	}
	p.addChoices(f, t)
	return p
}

// pointRows are the rows that were typed, with as many blank ones behind as are asked for at least.
func pointRows(typed []indicator.TypedPoint, blank int, wrong fault.Invalid) []pointRow {
	free := 0
	for _, t := range slices.Backward(typed) {
		if !t.Blank() {
			break
		}
		free++
	}
	typed = append(typed[:len(typed):len(typed)], make([]indicator.TypedPoint, max(blank-free, 0))...)
	rows := make([]pointRow, len(typed))
	for n, t := range typed {
		on, value := indicator.PointFields(n)
		label := fmt.Sprintf(" del punto %d", n+1)
		rows[n] = pointRow{
			Number: n + 1,
			On:     ui.DateField(ui.FieldProps{Name: "point_on", ID: on, Label: "Fecha" + label, Value: t.On, Optional: true, Error: wrong[on]}),
			Value: ui.FieldProps{
				Name: "point_value", ID: value, Label: "Valor" + label, Value: t.Value, Optional: true, Autocomplete: "off", InputMode: "decimal", Error: wrong[value],
			},
		}
	}
	return rows
}

func (p *fields) addChoices(f indicator.Frame, t indicator.TypedDraft) {
	p.Objective = selectOf("objective", "Objetivo", ui.Option{Text: "Elija un objetivo"})
	for _, o := range f.Objectives {
		text := o.Code + ". " + o.Title
		if !o.CancelledOn.IsZero() {
			text += " (anulado)"
		}
		p.Objective.Options = append(p.Objective.Options, ui.Option{Value: number64(o.ID), Text: text, Selected: t.Objective == number64(o.ID)})
	}
	p.Decimals = selectOf("decimals", "Decimales")
	for n := range 7 {
		p.Decimals.Options = append(p.Decimals.Options, option(strconv.Itoa(n), strconv.Itoa(n), t.Decimals))
	}
	p.Nature = selectOf("nature", "Naturaleza", ui.Option{Text: natureNames[""]})
	for _, n := range indicator.Natures {
		p.Nature.Options = append(p.Nature.Options, option(string(n), natureNames[n], t.Nature))
	}
	p.Periodicity = selectOf("periodicity", "Periodicidad", ui.Option{Text: "Sin periodicidad"})
	p.Periodicity.Hint = "Cada cuánto se espera un valor."
	for _, months := range indicator.Periodicities {
		word := periodicities[months]
		p.Periodicity.Options = append(p.Periodicity.Options, option(strconv.Itoa(months), strings.ToUpper(word[:1])+word[1:], t.Periodicity))
	}
	p.Rule = ui.ChoicesProps{Name: "rule", Legend: "Cómo se juzga", Single: true}
	for _, rule := range append([]progress.Rule{""}, indicator.Rules...) {
		p.Rule.Options = append(p.Rule.Options, ui.ChoiceOption{
			Value: string(rule), Text: ruleNames[rule], Hint: ruleHints[rule], Checked: t.Rule == string(rule),
		})
	}
}

var natureNames = map[indicator.Nature]string{
	"":               "Sin clasificar",
	indicator.Output: "Realización: lo que se hace", indicator.Outcome: "Resultado: lo que se logra", indicator.Impact: "Impacto: lo que cambia a la larga",
}

var ruleNames = map[progress.Rule]string{
	"": "Según la meta", progress.Reach: "Alcanzar la meta",
	progress.MaintainAtLeast: "Mantener como mínimo", progress.MaintainAtMost: "Mantener como máximo",
}

var ruleHints = map[progress.Rule]string{
	"":                       "Alcanzar, si la meta es distinta del valor inicial; si es igual, mantener como mínimo.",
	progress.Reach:           "El progreso va del valor inicial a la meta, hacia arriba o hacia abajo.",
	progress.MaintainAtLeast: "Se cumple mientras el valor no baje de la meta.",
	progress.MaintainAtMost:  "Se cumple mientras el valor no suba de la meta.",
}

func selectOf(name, label string, options ...ui.Option) ui.SelectFieldProps {
	return ui.SelectFieldProps{Select: ui.Select{Name: name, Label: label, Options: options}}
}

func option(value, text, typed string) ui.Option {
	return ui.Option{Value: value, Text: text, Selected: value == typed}
}

// unitChoices offers the units, those that were ticked first.
func unitChoices(f indicator.Frame, t indicator.TypedDraft) ui.ChoicesProps {
	p := ui.ChoicesProps{Name: "units", Legend: "Unidades responsables", Hint: "Las que deben aportar el valor. Pueden ser varias."}
	var others []ui.ChoiceOption
	for _, u := range f.Units {
		o := ui.ChoiceOption{Value: number64(u.ID), Text: u.Name, Checked: slices.Contains(t.Units, number64(u.ID))}
		if o.Checked {
			p.Options = append(p.Options, o)
		} else {
			others = append(others, o)
		}
	}
	p.Options = append(p.Options, others...)
	return p
}

func stepChoices(t indicator.TypedDraft) ui.ChoicesProps {
	return ui.ChoicesProps{
		Name: "planned_in_steps", Legend: "Entre un punto y el siguiente", Single: true,
		Options: []ui.ChoiceOption{
			{Value: "", Text: "Avanza día a día", Hint: "Lo previsto sube o baja en línea recta.", Checked: t.Steps != indicator.InSteps},
			{Value: indicator.InSteps, Text: "Va por escalones", Hint: "Lo previsto cambia de golpe en cada fecha.", Checked: t.Steps == indicator.InSteps},
		},
	}
}

// frameworksOf are the frameworks as their boxes are made of them.
func frameworksOf(f indicator.Frame) []plan.OutlineFramework {
	list := make([]plan.OutlineFramework, len(f.Frameworks))
	for n, framework := range f.Frameworks {
		list[n] = plan.OutlineFramework{ID: framework.ID, Code: framework.Code, Title: framework.Title}
		for _, s := range framework.Standards {
			list[n].Standards = append(list[n].Standards, plan.OutlineStandard{ID: s.ID, Code: s.Code, Title: s.Title})
		}
	}
	return list
}

// refuse puts messages at their fields.
func (p *fields) refuse(wrong fault.Invalid) {
	for name, message := range map[string]*string{
		"objective": &p.Objective.Error, "code": &p.Code.Error, "title": &p.Title.Error, "description": &p.Description.Error,
		"method": &p.Method.Error, "source": &p.Source.Error, "unit_of_measure": &p.Measure.Error, "decimals": &p.Decimals.Error,
		"nature": &p.Nature.Error, "periodicity": &p.Periodicity.Error, "units": &p.Units.Error, "baseline": &p.Baseline.Error,
		"target": &p.Target.Error, "rule": &p.Rule.Error, "starts_on": &p.StartsOn.Error, "ends_on": &p.EndsOn.Error,
		"planned_in_steps": &p.Steps.Error, "weight": &p.Weight.Error, "standards": &p.Standards.Error,
	} {
		*message = wrong[name]
	}
	for n := range p.Points {
		row := &p.Points[n]
		row.On.Error, row.Value.Error = wrong[row.On.ID], wrong[row.Value.ID]
	}
}

// labels are those of fields whose messages would not tell by themselves what they are about.
func (p *fields) labels() map[string]string {
	labels := map[string]string{"decimals": p.Decimals.Label, "nature": p.Nature.Label, "periodicity": p.Periodicity.Label}
	for _, f := range []ui.FieldProps{p.Description, p.Method, p.Source, p.Measure, p.Baseline, p.Target, p.StartsOn, p.EndsOn, p.Weight} {
		labels[f.Name] = f.Label
	}
	for _, row := range p.Points {
		labels[row.On.ID], labels[row.Value.ID] = row.On.Label, row.Value.Label
	}
	return labels
}

// names lists the fields with their ids, in the order of the form, for ui.Problems.
func (p *fields) names() []string {
	names := []string{
		"objective", "code", "title", "description", "method", "source", "unit_of_measure", "decimals", "nature", "periodicity", "units",
		"baseline", "target", "rule", "starts_on", "ends_on",
	}
	for _, row := range p.Points {
		names = append(names, row.On.ID, row.Value.ID)
	}
	var pairs []string
	for _, name := range append(names, "planned_in_steps", "weight", "standards") {
		pairs = append(pairs, name, name)
	}
	return pairs
}
