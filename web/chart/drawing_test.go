package chart

import (
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
)

func TestEveryChartHasANameAnAlternativeAndATable(t *testing.T) {
	for name, c := range samples("título", 0.5) {
		if name == "Bullet" || name == "Meter" {
			continue // their figures stand beside them
		}
		doc := document(t, c)
		if doc.Find("figure[aria-label='título']").Length() != 1 {
			t.Errorf("%s: the figure has no name", name)
		}
		if doc.Find("details table caption").Length() != 1 || !strings.Contains(doc.Find("summary").Text(), "Ver los datos en tabla") {
			t.Errorf("%s: no table", name)
		}
		if doc.Find("details[open]").Length() > 0 {
			t.Errorf("%s: the table starts open", name)
		}
	}
	for name, c := range samples("título", 0.5) {
		document(t, c).Find("figure svg, .bullet svg").Each(func(_ int, s *goquery.Selection) {
			hidden := s.AttrOr("aria-hidden", "") == "true"
			named := s.AttrOr("role", "") == "img" && s.AttrOr("aria-label", "") != ""
			if nested := s.ParentsFiltered("svg").Length() > 0; !nested && !hidden && !named {
				t.Errorf("%s: a drawing is neither named nor hidden: %s", name, s.AttrOr("class", ""))
			}
		})
	}
}

// texts returns the table of a chart, row by row.
func texts(t *testing.T, c templ.Component) [][]string {
	t.Helper()
	var rows [][]string
	document(t, c).Find("details tr").Each(func(_ int, tr *goquery.Selection) {
		var row []string
		tr.Find("th, td").Each(func(_ int, cell *goquery.Selection) { row = append(row, strings.TrimSpace(cell.Text())) })
		rows = append(rows, row)
	})
	return rows
}

func TestTablesHoldTheFiguresOfTheDrawings(t *testing.T) {
	noted := sampleBars("título", 0.8, 0)
	noted.Bars[1].Note = "sin indicadores"
	history := sampleHistory("km", 41.8)
	cases := map[string]struct {
		chart templ.Component
		want  [][]string
	}{
		"Objectives": {Objectives(noted), [][]string{
			{"Objetivo", "Progreso", "Previsto", "Estado"},
			{"O.E.1. título", "p0", "e0", "Cumplido"},
			{"O.E.2. título", "p1", "e1", "En plazo (sin indicadores)"}}},
		"Comparison": {Comparison(sampleBars("título", 0.8)), [][]string{
			{"Objetivo", "Progreso actual", "Progreso previsto", "Diferencia"},
			{"O.E.1. título", "p0", "e0", "d0"}}},
		"Series": {Series(sampleSeries("Seguimiento 1", 0.649)), [][]string{
			{"Fecha", "Progreso actual", "Progreso previsto", "Seguimiento"},
			{"inicio", "0 %", "0 %", ""},
			{"corte", "64,9 %", "73,4 %", "Seguimiento 1"},
			{"fin", "", "100 %", ""}}},
		"History": {History(history), [][]string{
			{"Fecha", "Valor", "Qué es"},
			{"primera", "3 km", "Medido. km"}, {"última", "41,8 km", "Medido"},
			{"inicio", "0 km", "Previsto"}, {"fin", "60 km", "Previsto"},
			{"corte", "—", "Resultado. km"}, {"corte", "—", "Resultado. Otro"}}},
		"Gauge": {Gauge(sampleGauge("título", 0.649)), [][]string{
			{"Dato", "Valor"}, {"Progreso actual", "64,9 %"}, {"Progreso previsto", "73,4 %"}}},
		"StatusBar": {StatusBar(sampleStatusBar("título")), [][]string{
			{"Estado", "Indicadores"}, {"Cumplido", "5"}, {"En plazo", "12"}, {"Crítico", "1"}, {"Anulado", "0"}}},
	}
	for name, c := range cases {
		got := texts(t, c.chart)
		if !slices.EqualFunc(got, c.want, slices.Equal[[]string]) {
			t.Errorf("%s: table is\n%q, want\n%q", name, got, c.want)
		}
	}
}

func TestBarsAreAsLongAsTheirShare(t *testing.T) {
	doc := document(t, Objectives(sampleBars("título", 0.666667, -0.1, 1.2, 0)))
	want := []string{"66.67%", "0%", "100%", "0%"}
	var got []string
	doc.Find(".chart-drawn > rect:first-child").Each(func(_ int, s *goquery.Selection) { got = append(got, s.AttrOr("width", "")) })
	if !slices.Equal(got, want) {
		t.Errorf("widths are %v, want %v", got, want)
	}
	if n := doc.Find(".chart-mark[x='70.96%']").Length(); n != 4 {
		t.Errorf("%d marks of what was expected, want 4", n)
	}
	if n := doc.Find(".chart-beyond").Length(); n != 1 {
		t.Errorf("%d bars say that they go on beyond 100 %%, want 1", n)
	}
}

func TestRowsNameTheirStatusAndLeadToTheirPage(t *testing.T) {
	doc := document(t, Objectives(sampleBars("título", 0.5, 0.6, 0.7)))
	for i, word := range []string{"Cumplido", "En plazo", "Con retraso"} {
		row := doc.Find(".chart-row").Eq(i)
		if !strings.Contains(row.Find(".badge").Text(), word) {
			t.Errorf("row %d does not say %s", i, word)
		}
		if row.Find("a[href^='/objetivos/']").Length() != 1 {
			t.Errorf("row %d has no link", i)
		}
	}
}

func TestWithoutExpectedThereIsNoMark(t *testing.T) {
	p := sampleBars("título", 0.5)
	p.Bars[0].ExpectedLabel = ""
	gauge := sampleGauge("título", 0.5)
	gauge.ExpectedLabel = ""
	for name, c := range map[string]templ.Component{
		"Objectives": Objectives(p),
		"Gauge":      Gauge(gauge),
		"Bullet":     Bullet(BulletProps{Progress: 0.5, ProgressLabel: "50 %"}),
		"Meter":      Meter(BulletProps{Progress: 0.5, ProgressLabel: "50 %"}),
	} {
		doc := document(t, c)
		if doc.Find(".chart-mark, .gauge-mark").Length() > 0 || strings.Contains(doc.Text(), "Previsto:") {
			t.Errorf("%s draws an expectation that there is not", name)
		}
	}
}

func TestBulletSaysBothFigures(t *testing.T) {
	doc := document(t, Bullet(BulletProps{Progress: 0.649, Expected: 0.9, ProgressLabel: "64,9 %", ExpectedLabel: "90 %", Status: "critical"}))
	if got := doc.Find("svg").AttrOr("aria-label", ""); got != "Progreso: 64,9 %; previsto: 90 %" {
		t.Errorf("the alternative is %q", got)
	}
	if doc.Find("rect.chart-fill-critical[width='64.9%']").Length() != 1 {
		t.Error("the bar has not the length and colour of its progress")
	}
	if doc.Find("text[text-anchor='end']").Length() != 1 {
		t.Error("the text of a mark near the right end leaves the drawing")
	}
}

func TestStatusBarSharesItsWidth(t *testing.T) {
	doc := document(t, StatusBar(sampleStatusBar("título")))
	var got, counts []string
	doc.Find("svg.status-bar > svg").Each(func(_ int, s *goquery.Selection) {
		got = append(got, s.AttrOr("x", "")+"+"+s.AttrOr("width", ""))
		counts = append(counts, strings.TrimSpace(s.Find("text").Text()))
	})
	if want := []string{"0%+27.78%", "27.78%+66.67%", "94.44%+5.56%"}; !slices.Equal(got, want) {
		t.Errorf("parts are %v, want %v", got, want)
	}
	if want := []string{"5", "12", "1"}; !slices.Equal(counts, want) {
		t.Errorf("counts are %q, want %q", counts, want)
	}
	if got := doc.Find("text.status-count-minor").Text(); got != "1" {
		t.Errorf("a narrow bar leaves out %q, want the count of its smallest part", got)
	}
	if got := doc.Find("svg.status-bar").AttrOr("aria-label", ""); got != "Cumplido: 5; En plazo: 12; Crítico: 1" {
		t.Errorf("the alternative is %q", got)
	}
}

func TestNothingToDrawIsSaid(t *testing.T) {
	bars, series, history, status := sampleBars("t"), sampleSeries("t", 0), sampleHistory("t", 0), sampleStatusBar("t")
	series.Points, history.Measured, status.Counts = nil, nil, nil
	for none, c := range map[string]templ.Component{
		"No hay objetivos":   Objectives(bars),
		"No hay datos":       Series(series),
		"Sin mediciones":     History(history),
		"No hay indicadores": StatusBar(status),
	} {
		doc := document(t, c)
		if !strings.Contains(doc.Text(), none) || doc.Find("figure").Length() > 0 {
			t.Errorf("%q is not what is shown", none)
		}
	}
}
