package reports

import (
	"slices"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/progress"
	"hito/internal/report"
	"hito/web/reports/paper"
	"hito/web/ui"
	"hito/web/ui/board"
)

// deviations are the states that need somebody, worst first.
var deviations = []progress.Status{progress.StatusCritical, progress.StatusDelayed, progress.StatusNoData}

var deviationGroups = map[progress.Status]string{
	progress.StatusCritical: "Críticos", progress.StatusDelayed: "Con retraso", progress.StatusNoData: "Sin dato",
}

// deviating returns the indicators that need somebody, the worst state first, in the plan's order.
func deviating(b dashboard.Board) []dashboard.Indicator {
	var list []dashboard.Indicator
	for _, status := range deviations {
		for _, i := range b.Indicators() {
			if i.Status == status {
				list = append(list, i)
			}
		}
	}
	return list
}

func deviationsText(s source) string {
	counts := s.board.Counts()
	if parts := inStates(counts, deviations...); len(parts) > 0 {
		return "A " + s.day() + " necesitan atención estos indicadores: " + joined(parts) + "."
	}
	return "A " + s.day() + " ningún indicador está en estado crítico, con retraso ni sin dato."
}

func deviationsBlocks(s source, o report.Options) []paper.Block {
	var blocks []paper.Block
	if list := deviating(s.board); len(list) > 0 {
		blocks = append(blocks, deviationTable(s, o, list))
	}
	if empty := emptyObjectives(s.board); len(empty) > 0 {
		blocks = append(blocks, paper.Subheading{Text: "Objetivos sin indicadores"},
			paper.Text{Body: "Nada mide todavía su avance: cuentan como 0\u00a0% en la media del plan."}, paper.List{Items: empty})
	}
	return blocks
}

func emptyObjectives(b dashboard.Board) []string {
	var names []string
	for _, o := range b.Objectives {
		if len(o.Indicators) == 0 && o.Status != dashboard.Cancelled && o.Weight.IsPositive() {
			names = append(names, named(o.Code, o.Title))
		}
	}
	return names
}

func deviationTable(s source, o report.Options, list []dashboard.Indicator) paper.Table {
	t := paper.Table{Caption: "Indicadores que necesitan atención", Columns: []paper.Column{
		{Heading: "Indicador", Share: 30}, {Heading: "Progreso", Numeric: true}, {Heading: "Previsto", Numeric: true},
		{Heading: "Qué falta", Share: 20},
	}}
	comments := slices.ContainsFunc(list, func(i dashboard.Indicator) bool { return s.comment(o, i) != "" })
	if comments {
		t.Columns = append(t.Columns, paper.Column{Heading: "Comentario", Share: 25})
	}
	counts := s.board.Counts()
	for n, i := range list {
		if n == 0 || list[n-1].Status != i.Status {
			t.Rows = append(t.Rows, paper.Row{Group: deviationGroups[i.Status] + " (" + whole(counts[i.Status]) + ")"})
		}
		row := deviationRow(s.board, i)
		if comments {
			row.Cells = append(row.Cells, paper.Cell{Text: s.comment(o, i)})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func deviationRow(b dashboard.Board, i dashboard.Indicator) paper.Row {
	name := named(i.Code, i.Title)
	if len(i.Units) > 0 {
		name += "\n(" + joined(i.Units) + ")"
	}
	return paper.Row{Cells: []paper.Cell{
		{Text: name}, percent(i.Progress, board.IndicatorPlaces), percent(decimal.NewNullDecimal(i.Expected), board.IndicatorPlaces),
		{Text: missing(b, i)},
	}}
}

// comment is what is said of an indicator that deviates: what somebody wrote for the report, or else on its value.
func (s source) comment(o report.Options, i dashboard.Indicator) string {
	if own, edited := o.Comments[i.ID]; edited {
		return own.Body
	}
	return s.comments[i.ID]
}

// missing says what an indicator lacks: a value, or how far it is from its target.
func missing(b dashboard.Board, i dashboard.Indicator) string {
	if !i.Value.Valid {
		return missingValue(b, i)
	}
	text := toTarget(i)
	if board.Overdue(b, i) {
		text += ". El último valor es del " + ui.ShortDate(i.MeasuredOn) + "; tocaba otro el " + ui.ShortDate(i.DueOn)
	}
	return text + "."
}

func missingValue(b dashboard.Board, i dashboard.Indicator) string {
	switch {
	case i.DueOn.IsZero():
		return "No tiene ningún valor."
	case board.Overdue(b, i):
		return "No tiene ningún valor: el primero tocaba el " + ui.ShortDate(i.DueOn) + "."
	default:
		return "No tiene ningún valor: el primero se espera el " + ui.ShortDate(i.DueOn) + "."
	}
}

// toTarget says how far the value of an indicator is from its target: "Hasta la meta, 2 proyectos más (de 3 a 5)".
func toTarget(i dashboard.Indicator) string {
	write := func(d decimal.Decimal) string { return ui.Number(d, i.Decimals) }
	far := i.Target.Sub(i.Value.Decimal)
	unit := i.UnitOfMeasure
	if unit == "%" {
		unit = "puntos" // of difference: a share of a share would be something else
	}
	distance := ui.Quantity(far.Abs(), i.Decimals, unit)
	way := " (de " + write(i.Value.Decimal) + " a " + write(i.Target) + ")"
	if far.IsNegative() {
		return "Hasta la meta, " + distance + " menos" + way
	}
	return "Hasta la meta, " + distance + " más" + way
}
