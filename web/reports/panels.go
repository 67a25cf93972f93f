package reports

import (
	"slices"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/report"
	"hito/web/reports/paper"
	"hito/web/ui"
	"hito/web/ui/board"
)

// mostBars is how many objectives a chart shows: those furthest behind, in a larger plan.
const mostBars = 40

func panelsText(s source) string {
	return "Situación a " + s.day() + ". En las barras, lo lleno es lo conseguido y la marca, lo previsto a esa fecha."
}

func panelsBlocks(s source, _ report.Options) []paper.Block {
	b := s.board
	blocks := []paper.Block{
		paper.Subheading{Text: "Progreso actual"},
		paper.Figures{Items: []paper.Figure{
			{Value: ui.PercentOrDash(b.Progress, board.HeadlinePlaces), Label: "Progreso del plan", Detail: ui.StatusWord(string(b.Status))},
			{Value: ui.PercentOrDash(b.Expected, board.HeadlinePlaces), Label: "Previsto a esta fecha"},
			{Value: board.Change(b.Expected, b.Progress), Label: "Diferencia con lo previsto"},
			{Value: whole(b.Coverage.WithData) + " de " + whole(b.Coverage.Total), Label: "Indicadores con dato"},
		}},
	}
	blocks = append(blocks, objectiveBars(b)...)
	if len(b.Lines) > 0 {
		blocks = append(blocks, lineBars(b))
	}
	if len(b.Series) > 0 {
		blocks = append(blocks, course(b))
	}
	return append(blocks, rankings(b)...)
}

func objectiveBars(b dashboard.Board) []paper.Block {
	if len(b.Objectives) == 0 {
		return []paper.Block{paper.Text{Body: "El plan todavía no tiene objetivos."}}
	}
	shown := b.Objectives
	var blocks []paper.Block
	if len(shown) > mostBars {
		shown = furthestBehind(shown)
		blocks = append(blocks, paper.Text{Role: paper.Note, Body: "Se muestran los " + whole(mostBars) + " objetivos más alejados de lo previsto, de " + whole(len(b.Objectives)) + "."})
	}
	bars := paper.Bars{Caption: "Progreso por objetivos", Heading: "Objetivo"}
	for _, o := range shown {
		bars.Items = append(bars.Items, barOf(named(o.Code, o.Title), o.Figures, o.Status != dashboard.Cancelled))
	}
	return append(blocks, bars)
}

// furthestBehind returns the objectives with the largest gap to what was expected, worst first.
func furthestBehind(all []dashboard.Objective) []dashboard.Objective {
	order := slices.Clone(all)
	slices.SortStableFunc(order, func(x, y dashboard.Objective) int { return gap(y).Cmp(gap(x)) })
	return order[:mostBars]
}

// gap is how far an objective is behind what was expected of it.
func gap(o dashboard.Objective) decimal.Decimal { return o.Expected.Decimal.Sub(o.Progress.Decimal) }

func lineBars(b dashboard.Board) paper.Bars {
	bars := paper.Bars{Caption: "Progreso por línea estratégica", Heading: "Línea estratégica"}
	for _, l := range b.Lines {
		bars.Items = append(bars.Items, barOf(named(l.Code, l.Title), l.Figures, true))
	}
	return bars
}

// barOf draws a mean; nothing is expected of what was cancelled.
func barOf(label string, f dashboard.Figures, expects bool) paper.Bar {
	bar := paper.Bar{
		Label: label, Text: ui.PercentOrDash(f.Progress, board.MeanPlaces), Status: string(f.Status),
		Share: f.Progress.Decimal.InexactFloat64(), Expected: -1,
	}
	if expects && f.Expected.Valid {
		bar.Beside, bar.Expected = "Previsto: "+ui.PercentOrDash(f.Expected, board.MeanPlaces), f.Expected.Decimal.InexactFloat64()
	}
	return bar
}

func course(b dashboard.Board) paper.Course {
	c := paper.Course{Caption: "Progreso actual y previsto en el tiempo"}
	for _, m := range b.Series {
		var reached *float64
		if m.Progress.Valid {
			share := m.Progress.Decimal.InexactFloat64()
			reached = &share
		}
		c.Days, c.Dates = append(c.Days, ui.ShortDate(m.On)), append(c.Dates, m.On)
		c.Actual, c.Planned = append(c.Actual, reached), append(c.Planned, m.Expected.InexactFloat64())
	}
	return c
}

func rankings(b dashboard.Board) []paper.Block {
	var blocks []paper.Block
	for _, r := range []struct {
		heading string
		list    []dashboard.Indicator
	}{{"Indicadores con mayor progreso", b.Top()}, {"Indicadores con menor progreso", b.Bottom()}} {
		if len(r.list) > 0 {
			blocks = append(blocks, indicatorBars(r.heading, r.list))
		}
	}
	if len(blocks) == 0 {
		return []paper.Block{paper.Text{Body: "Todavía no hay indicadores con dato entre los que comparar el progreso."}}
	}
	return blocks
}

func indicatorBars(caption string, list []dashboard.Indicator) paper.Bars {
	bars := paper.Bars{Caption: caption, Heading: "Indicador"}
	for _, i := range list {
		bars.Items = append(bars.Items, paper.Bar{
			Label: named(i.Code, i.Title), Text: ui.PercentOrDash(i.Progress, board.IndicatorPlaces), Status: string(i.Status),
			Beside: "Previsto: " + board.ExpectedOf(i), Share: i.Progress.Decimal.InexactFloat64(), Expected: i.Expected.InexactFloat64(),
		})
	}
	return bars
}

// number is a cell that a spreadsheet calculates with; missing stands where there is none.
func number(d decimal.NullDecimal, places int32, missing string) paper.Cell {
	if !d.Valid {
		return paper.Cell{Text: missing}
	}
	value := d.Decimal.InexactFloat64()
	return paper.Cell{Text: ui.Number(d.Decimal, places), Number: &value, Places: int(places)}
}

// percent is a cell with a percentage; a missing one says so.
func percent(d decimal.NullDecimal, places int32) paper.Cell {
	cell := paper.Cell{Text: ui.PercentOrDash(d, places)}
	if d.Valid {
		value := d.Decimal.InexactFloat64()
		cell.Number, cell.Percent, cell.Places = &value, true, int(places)
	}
	return cell
}

// count is a cell with a number of things.
func count(n int) paper.Cell {
	value := float64(n)
	return paper.Cell{Text: whole(n), Number: &value}
}

// dayCell is a cell with a day, which may be missing.
func dayCell(d date.Date) paper.Cell { return paper.Cell{Text: ui.ShortDate(d), Date: d} }

const dash = "—"
