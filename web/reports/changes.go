package reports

import (
	"fmt"
	"strings"

	"hito/internal/dashboard"
	"hito/internal/report"
	"hito/web/reports/paper"
	"hito/web/ui"
	"hito/web/ui/board"
)

// changeGroups name what became of indicators: as headings, and in a sentence for one and for several.
var changeGroups = map[dashboard.Group]struct{ heading, one, several string }{
	dashboard.Rose:     {"Suben", "sube", "suben"},
	dashboard.Fell:     {"Bajan", "baja", "bajan"},
	dashboard.Added:    {"Nuevos", "es nuevo", "son nuevos"},
	dashboard.Dropped:  {"Anulados", "se anula", "se anulan"},
	dashboard.Restored: {"Recuperados", "se recupera", "se recuperan"},
	dashboard.Removed:  {"Ya no están", "ya no está", "ya no están"},
	dashboard.Altered:  {"Otros cambios", "tiene otros cambios", "tienen otros cambios"},
	dashboard.Same:     {"Sin cambios", "sigue igual", "siguen igual"},
}

// changedFields name what of an indicator or an objective was changed.
var changedFields = map[dashboard.Field]string{
	dashboard.FieldCode: "el código", dashboard.FieldTitle: "el título", dashboard.FieldObjective: "el objetivo al que pertenece",
	dashboard.FieldRule: "la regla", dashboard.FieldBaseline: "el valor inicial", dashboard.FieldTarget: "la meta",
	dashboard.FieldWeight: "el peso", dashboard.FieldDates: "las fechas", dashboard.FieldPlanned: "los valores previstos",
	dashboard.FieldUnit: "la unidad de medida", dashboard.FieldUnits: "las unidades responsables", dashboard.FieldLines: "las líneas",
}

// changesText says how far the plan came since the last follow-up, and how many indicators rose or fell.
func changesText(s source) string {
	if s.comparison == nil {
		return "No hay ningún seguimiento cerrado antes de esta fecha con el que comparar."
	}
	was, is := s.comparison.From, s.comparison.To
	text := fmt.Sprintf("Desde el último seguimiento cerrado, «%s» (%s), ", s.board.Previous.Title, ui.LongDate(was.On))
	if was.Progress.Valid && is.Progress.Valid {
		text += fmt.Sprintf("el plan ha pasado del %s al %s (%s). ", ui.Percent(was.Progress.Decimal, board.HeadlinePlaces),
			ui.Percent(is.Progress.Decimal, board.HeadlinePlaces), board.Change(was.Progress, is.Progress))
	} else {
		text += "no se puede comparar el progreso del plan. "
	}
	return text + changedWords(*s.comparison)
}

// changedWords counts what became of the indicators: "De 21 indicadores, 9 suben, 1 baja y 11 siguen igual."
func changedWords(c dashboard.Comparison) string {
	var parts []string
	counts := c.Counts()
	for _, g := range dashboard.Groups {
		switch n := counts[g]; n {
		case 0:
		case 1:
			parts = append(parts, "1 "+changeGroups[g].one)
		default:
			parts = append(parts, whole(n)+" "+changeGroups[g].several)
		}
	}
	if len(parts) == 0 {
		return "No hay indicadores en ninguno de los dos momentos."
	}
	return "De " + ui.Count(len(c.Indicators), "indicador", "indicadores") + ", " + joined(parts) + "."
}

func changesBlocks(s source, _ report.Options) []paper.Block {
	if s.comparison == nil {
		return nil
	}
	var blocks []paper.Block
	if t := objectiveChanges(*s.comparison); len(t.Rows) > 0 {
		blocks = append(blocks, t)
	}
	if t := s.indicatorChanges(); len(t.Rows) > 0 {
		blocks = append(blocks, t)
	}
	return blocks
}

func objectiveChanges(c dashboard.Comparison) paper.Table {
	t := paper.Table{Caption: "Objetivos que han cambiado", Columns: []paper.Column{
		{Heading: "Objetivo", Share: 40}, {Heading: "Antes", Numeric: true}, {Heading: "Ahora", Numeric: true},
		{Heading: "Cambio", Numeric: true}, {Heading: "Estado", Share: 20},
	}}
	for _, d := range c.Objectives {
		if d.Group == dashboard.Same {
			continue
		}
		o := d.To
		if o == nil {
			o = d.From
		}
		was, is, change := absent(), gone(), paper.Cell{Text: dash}
		if d.From != nil {
			was = percent(d.From.Progress, board.MeanPlaces)
		}
		if d.To != nil {
			is = percent(d.To.Progress, board.MeanPlaces)
		}
		if d.From != nil && d.To != nil {
			change.Text = board.Change(d.From.Progress, d.To.Progress)
		}
		t.Rows = append(t.Rows, paper.Row{Cells: []paper.Cell{
			{Text: noted(named(o.Code, o.Title), editedWords(d.Edited))}, was, is, change, {Status: string(o.Status)},
		}})
	}
	return t
}

func absent() paper.Cell { return paper.Cell{Text: "no estaba"} }

func gone() paper.Cell { return paper.Cell{Text: "ya no está"} }

// noted adds a remark below a name.
func noted(name, remark string) string {
	if remark == "" {
		return name
	}
	return name + "\n" + remark
}

// editedWords says what of something was changed: "Se cambió la meta y el peso."
func editedWords(fields []dashboard.Field) string {
	if len(fields) == 0 {
		return ""
	}
	names := make([]string, len(fields))
	for n, f := range fields {
		names[n] = changedFields[f]
	}
	return "Se cambió " + joined(names) + "."
}

func (s source) indicatorChanges() paper.Table {
	t := paper.Table{Caption: "Indicadores que han cambiado", Compact: true, Columns: []paper.Column{
		{Heading: "Indicador", Share: 40}, {Heading: "Valor antes", Numeric: true}, {Heading: "Valor ahora", Numeric: true},
		{Heading: "Progreso antes", Numeric: true}, {Heading: "Progreso ahora", Numeric: true}, {Heading: "Cambio", Numeric: true},
		{Heading: "Estado", Share: 15},
	}}
	counts := s.comparison.Counts()
	var last dashboard.Group
	for _, d := range s.comparison.InGroup() {
		if d.Group != last {
			t.Rows = append(t.Rows, paper.Row{Group: changeGroups[d.Group].heading + " (" + whole(counts[d.Group]) + ")"})
			last = d.Group
		}
		t.Rows = append(t.Rows, s.changeRow(d))
	}
	return t
}

func (s source) changeRow(d dashboard.IndicatorDifference) paper.Row {
	i := d.To
	if i == nil {
		i = d.From
	}
	cells := []paper.Cell{{}, absent(), gone(), absent(), gone(), {Text: dash}, {Status: string(i.Status)}}
	cells[0].Text = noted(noted(named(i.Code, i.Title), editedWords(d.Edited)), s.said(d))
	if d.From != nil {
		cells[1] = number(d.From.Value, d.From.Decimals, "sin dato")
		cells[3] = percent(d.From.Progress, board.IndicatorPlaces)
	}
	if d.To != nil {
		cells[2] = number(d.To.Value, d.To.Decimals, "sin dato")
		cells[4] = percent(d.To.Progress, board.IndicatorPlaces)
	}
	if d.Points.Valid {
		cells[5].Text = board.Change(d.From.Progress, d.To.Progress)
	}
	return paper.Row{Cells: cells}
}

// said returns what explains a change: why an indicator was cancelled, or what was said of its newest value.
func (s source) said(d dashboard.IndicatorDifference) string {
	if d.Group == dashboard.Dropped && d.To.CancelReason != "" {
		return "Anulado el " + ui.ShortDate(d.To.CancelledOn) + ": " + stopped(d.To.CancelReason)
	}
	r, ok := s.reasons[d.ID()]
	if !ok {
		return ""
	}
	day := ui.ShortDate(r.MeasuredOn)
	var parts []string
	switch {
	case r.Withdrawn:
		parts = append(parts, "Se retiró el valor del "+day+": "+stopped(r.Reason))
	case r.Reason != "":
		parts = append(parts, "Se corrigió el valor del "+day+": "+stopped(r.Reason))
	}
	if r.Comment != "" {
		parts = append(parts, stopped(r.Comment))
	}
	return strings.Join(parts, " ")
}
