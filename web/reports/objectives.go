package reports

import (
	"strings"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/indicator"
	"hito/internal/report"
	"hito/web/reports/paper"
	"hito/web/ui"
	"hito/web/ui/board"
)

func objectivesText(s source) string {
	if len(s.board.Objectives) == 0 {
		return "El plan todavía no tiene objetivos."
	}
	return "Cada objetivo con sus indicadores, tal como están a " + s.day() + ": valores, resultados alcanzados y unidades responsables. " +
		"El progreso de un objetivo es la media de los de sus indicadores."
}

func objectivesBlocks(s source, _ report.Options) []paper.Block {
	b := s.board
	if len(b.Objectives) == 0 {
		return nil
	}
	var blocks []paper.Block
	if list := s.beside(); len(list) > 0 {
		blocks = append(blocks, paper.Subheading{Text: "Cifras publicadas que no coinciden con las calculadas"})
		for n := range list {
			list[n] = capital(list[n]) + "."
		}
		blocks = append(blocks, paper.List{Items: list})
		if s.published.Source != "" {
			blocks = append(blocks, paper.Text{Role: paper.Note, Body: "Publicado en: " + stopped(s.published.Source) +
				" Lo publicado no se corrige ni se borra: este informe usa lo calculado."})
		}
	}
	return append(blocks, objectiveTable(b), indicatorTable(b))
}

// objectiveTable is the first table of the source's annex: each objective with its mean.
func objectiveTable(b dashboard.Board) paper.Table {
	t := paper.Table{Caption: "Objetivos", Columns: []paper.Column{
		{Heading: "Objetivo", Share: 45}, {Heading: "Indicadores", Numeric: true}, {Heading: "Progreso medio", Numeric: true},
		{Heading: "Previsto", Numeric: true}, {Heading: "Estado", Share: 20},
	}}
	for _, o := range b.Objectives {
		name := named(o.Code, o.Title)
		if note := board.ObjectiveNote(o); note != "" {
			name += "\n(" + note + ")"
		}
		expected := percent(o.Expected, board.MeanPlaces)
		if o.Status == dashboard.Cancelled {
			expected = paper.Cell{Text: dash}
		}
		t.Rows = append(t.Rows, paper.Row{Cells: []paper.Cell{
			{Text: name}, count(len(o.Indicators)), percent(o.Progress, board.MeanPlaces), expected, {Status: string(o.Status)},
		}})
	}
	return t
}

// indicatorTable is the second one: every indicator of each objective.
func indicatorTable(b dashboard.Board) paper.Table {
	t := paper.Table{Caption: "Indicadores de cada objetivo", Compact: true, Columns: []paper.Column{
		{Heading: "Indicador", Share: 20}, {Heading: "Descripción", Share: 15}, {Heading: "Resultados alcanzados", Share: 20},
		{Heading: "Responsable", Share: 10}, {Heading: "Valor inicial", Numeric: true, Share: 10}, {Heading: "Meta", Numeric: true, Share: 5},
		{Heading: "Actual", Numeric: true, Share: 5}, {Heading: "Progreso", Numeric: true, Share: 15},
	}}
	for _, o := range b.Objectives {
		t.Rows = append(t.Rows, paper.Row{Group: groupOf(o)})
		for _, i := range o.Indicators {
			t.Rows = append(t.Rows, indicatorRow(i))
		}
		if len(o.Indicators) == 0 {
			cells := make([]paper.Cell, len(t.Columns))
			cells[0].Text = "Sin indicadores"
			t.Rows = append(t.Rows, paper.Row{Cells: cells})
		}
	}
	return t
}

func groupOf(o dashboard.Objective) string {
	text := named(o.Code, o.Title) + " · " + ui.PercentOrDash(o.Progress, board.MeanPlaces)
	if o.Status != dashboard.Cancelled {
		text += " (previsto, " + ui.PercentOrDash(o.Expected, board.MeanPlaces) + ")"
	}
	return text + " · " + ui.StatusWord(string(o.Status))
}

func indicatorRow(i dashboard.Indicator) paper.Row {
	name := named(i.Code, i.Title)
	if i.UnitOfMeasure != "" {
		name += "\n(" + i.UnitOfMeasure + ")"
	}
	description := i.Description
	if strings.TrimSuffix(description, ".") == strings.TrimSuffix(i.Title, ".") {
		description = ""
	}
	progressed := percent(i.Progress, board.IndicatorPlaces)
	progressed.Status = string(i.Status)
	return paper.Row{Cells: []paper.Cell{
		{Text: name}, {Text: description}, {Text: resultsOf(i.Results)}, {Text: strings.Join(i.Units, ", ")},
		number(i.Baseline, i.Decimals, "sin línea base"), number(decimal.NewNullDecimal(i.Target), i.Decimals, ""),
		number(i.Value, i.Decimals, "sin dato"), progressed,
	}}
}

// resultsOf lists what was achieved, a line each.
func resultsOf(list []indicator.Result) string {
	lines := make([]string, len(list))
	for n, r := range list {
		lines[n] = strings.TrimSuffix(r.Title, ".")
		if !r.AchievedOn.IsZero() {
			lines[n] += " (" + ui.ShortDate(r.AchievedOn) + ")"
		}
		if len(list) > 1 {
			lines[n] = "• " + lines[n]
		}
	}
	return strings.Join(lines, "\n")
}
