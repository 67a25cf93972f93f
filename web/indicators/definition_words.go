package indicators

import (
	"slices"
	"strings"

	"hito/internal/date"
	"hito/internal/indicator"
	"hito/web/ui"
	"hito/web/ui/board"
)

// differences lists a definition as somebody typed it and as it is kept by now, field by field.
func differences(f indicator.Frame, typed indicator.TypedDraft, kept indicator.Draft) []ui.ConflictRow {
	if d, err := typed.Check(f); err == nil {
		typed = typedDraft(d) // so that "10,0" is no other number than "10"
	}
	mine, theirs := inWords(f, typed), inWords(f, typedDraft(kept))
	rows := make([]ui.ConflictRow, len(mine))
	for n, m := range mine {
		rows[n] = ui.ConflictRow{Field: m.field, Label: m.label, Mine: m.text, Theirs: theirs[n].text}
	}
	return rows
}

// worded is a field of the form as people read it.
type worded struct{ field, label, text string }

func inWords(f indicator.Frame, t indicator.TypedDraft) []worded {
	p := fieldsOf(f, t)
	var list []worded
	choose := func(s ui.SelectFieldProps) {
		for _, o := range s.Options {
			if o.Selected {
				list = append(list, worded{s.Name, s.Label, o.Text})
				return
			}
		}
		list = append(list, worded{s.Name, s.Label, s.Options[0].Text})
	}
	write := func(all ...ui.FieldProps) {
		for _, field := range all {
			list = append(list, worded{field.Name, field.Label, field.Value})
		}
	}
	tick := func(name, label string, options []ui.ChoiceOption) {
		list = append(list, worded{name, label, checkedTexts(options)})
	}
	choose(p.Objective)
	write(p.Code, p.Title, p.Description, p.Method, p.Source, p.Measure)
	choose(p.Decimals)
	choose(p.Nature)
	choose(p.Periodicity)
	tick(p.Units.Name, p.Units.Legend, p.Units.Options)
	write(p.Baseline, p.Target)
	tick(p.Rule.Name, p.Rule.Legend, p.Rule.Options)
	write(p.StartsOn, p.EndsOn)
	list = append(list, worded{"point_on-0", "Puntos planificados", pointsInWords(t.Points)})
	tick(p.Steps.Name, p.Steps.Legend, p.Steps.Options)
	write(p.Weight)
	return append(list, worded{"standards", "Estándares", board.ChosenCodes(frameworksOf(f), t.Standards)})
}

func checkedTexts(options []ui.ChoiceOption) string {
	var texts []string
	for _, o := range options {
		if o.Checked {
			texts = append(texts, o.Text)
		}
	}
	slices.Sort(texts)
	return strings.Join(texts, ", ")
}

func pointsInWords(points []indicator.TypedPoint) string {
	var lines []string
	for _, p := range points {
		if !p.Blank() {
			lines = append(lines, dayInWords(p.On)+": "+p.Value)
		}
	}
	return strings.Join(lines, "\n")
}

// dayInWords writes a day as people do, or what was typed instead of one.
func dayInWords(typed string) string {
	if d, err := date.ParseSpanish(typed); err == nil {
		return ui.ShortDate(d)
	}
	return typed
}
