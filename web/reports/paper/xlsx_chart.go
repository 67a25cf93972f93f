package paper

import (
	"fmt"
	"math"
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"

	"hito/web/ui"
)

// barHeadings stand over bars; the first is theirs to name. What is read of each stays beside its figures.
var barHeadings = []string{"", "Conseguido", "Previsto", "Estado", "Se lee"}

// bars are a table of figures, and a chart of them below.
func (s *page) bars(b Bars) {
	headings := append([]string{b.heading()}, barHeadings[1:]...)
	s.head(b.Caption, headings, func(n int) bool { return n == 1 || n == 2 })
	from := s.row
	for _, item := range b.Items {
		s.put(0, item.Label, look{bold: true, ruled: true, wrap: true})
		s.put(1, item.Share, look{ruled: true, right: true, format: percentFormat(item.Text)})
		expected := look{ruled: true, right: true, format: percentFormat(item.Beside)}
		if item.Expected >= 0 {
			s.put(2, item.Expected, expected)
		} else {
			s.put(2, nil, expected)
		}
		s.cellOf(3, Cell{Status: item.Status}, false)
		reading := strings.Trim(item.Text+" · "+item.Beside, " ·")
		s.put(4, reading, look{ruled: true, wrap: true, apart: true, colour: "526167"})
		s.widen(0, item.Label)
		s.widen(4, reading)
		s.row++
	}
	if len(b.Items) == 0 {
		return
	}
	s.row++
	reversed := true // the first item stands on top
	s.chart(excelize.Bar, b.Caption, from, len(b.Items), 45*len(b.Items)+130, reversed)
}

var decimals = regexp.MustCompile(`,(\d+)\x{a0}%`)

// percentFormat shows a fraction with as many decimals as the percentage of a text.
func percentFormat(text string) string {
	digits := "0"
	if found := decimals.FindStringSubmatch(text); found != nil {
		digits += "." + strings.Repeat("0", len(found[1]))
	}
	return digits + literal("\u00a0") + "%"
}

// course is a table of the days, and a chart of it below.
func (s *page) course(c Course) {
	s.head(c.Caption, []string{"Día", "Conseguido", "Previsto"}, func(n int) bool { return n > 0 })
	from := s.row
	for n, day := range c.Days {
		cell := Cell{Text: day}
		if n < len(c.Dates) {
			cell.Date = c.Dates[n]
		}
		s.cellOf(0, cell, false)
		fraction := look{ruled: true, right: true, format: percentFormat(percent(0))}
		if n < len(c.Actual) && c.Actual[n] != nil {
			s.put(1, *c.Actual[n], fraction)
		} else {
			s.put(1, nil, fraction)
		}
		if n < len(c.Planned) {
			s.put(2, c.Planned[n], fraction)
		}
		s.row++
	}
	if len(c.Days) == 0 {
		return
	}
	s.row++
	s.chart(excelize.Line, c.Caption, from, len(c.Days), 320, false)
}

// chart draws what was achieved and what was expected in so many rows from one on, below them. Heights are in pixels.
func (s *page) chart(kind excelize.ChartType, caption string, from, rows, height int, reversed bool) {
	const rowPixels = 20
	anchor := s.cell(0)
	height = min(height, 1600)
	series := []excelize.ChartSeries{s.series("B", from, rows), s.series("C", from, rows)}
	series[0].Fill = solid("0B6478")
	series[0].Line = excelize.LineOptions{Width: 2.25, Fill: solid("0B6478")}
	series[0].Marker = excelize.ChartMarker{Symbol: "circle", Size: 6, Fill: solid("0B6478")}
	series[1].Fill = solid("A9B3B6")
	series[1].Line = excelize.LineOptions{Width: 1.75, Fill: solid("6F7B80"), Dash: excelize.LineDashDash}
	series[1].Marker = excelize.ChartMarker{Symbol: "none"}
	least, gap, overlap := 0.0, uint(60), 0
	axis := excelize.Font{Family: typeface, Size: 9, Color: "14262B"}
	categories := excelize.ChartAxis{Font: axis, ReverseOrder: reversed, NumFmt: excelize.ChartNumFmt{CustomNumFmt: shortDay}}
	if !reversed {
		categories.Alignment.TextRotation = -45 // days run into each other
	}
	fractions := excelize.ChartAxis{Font: axis, MajorGridLines: true, Minimum: &least, NumFmt: excelize.ChartNumFmt{CustomNumFmt: percentFormat("")}}
	chart := &excelize.Chart{
		Type: kind, Series: series, XAxis: categories, YAxis: fractions, ShowBlanksAs: "gap", GapWidth: &gap, Overlap: &overlap,
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: ui.Shorten(clean(caption), 120), Font: &excelize.Font{Family: typeface, Size: 11, Bold: true, Color: "14262B"}}}},
		Legend:    excelize.ChartLegend{Position: "bottom", Font: &axis},
		Dimension: excelize.ChartDimension{Height: uint(height)},
		Format:    excelize.GraphicOptions{AltText: ui.Shorten(clean(caption), 200) + ". Sus datos están en las filas de encima.", OffsetX: 4, OffsetY: 4},
	}
	s.charts = append(s.charts, func() error {
		chart.Dimension.Width = uint(s.pixels())
		return s.book.AddChart(s.name, anchor, chart)
	})
	s.row += height/rowPixels + 2
}

// series are the figures of a column.
func (s *page) series(column string, from, rows int) excelize.ChartSeries {
	sheet := "'" + strings.ReplaceAll(s.name, "'", "''") + "'"
	return excelize.ChartSeries{
		Name:       fmt.Sprintf("%s!$%s$%d", sheet, column, from-1),
		Categories: fmt.Sprintf("%s!$A$%d:$A$%d", sheet, from, from+rows-1),
		Values:     fmt.Sprintf("%s!$%s$%d:$%s$%d", sheet, column, from, column, from+rows-1),
	}
}

// pixels is the width of the columns together, within a page.
func (s *page) pixels() int {
	width := 0.0
	for _, w := range s.widths {
		width += w*7 + 5
	}
	return int(math.Max(480, math.Min(width, 900)))
}

func solid(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}
