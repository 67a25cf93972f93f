package chart

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"hito/internal/date"
	"hito/web/ui"
)

// hostile is a text as nobody should write it, and somebody will.
const hostile = `</script><script>alert(1)</script> "comillas" 'y' <b style="x">& {a|b} 🚀` +
	` desinstitucionalizaciónprogresivademunicipiosyentidades`

var (
	planStart = date.New(2021, 7, 1)
	planEnd   = date.New(2023, 6, 30)
	cutOff    = date.New(2022, 11, 30)
)

func sampleFigure(id, text string) Figure {
	return Figure{ID: id, Title: text, Summary: "Resumen: " + text, Note: "Nota: " + text}
}

func sampleBars(text string, shares ...float64) BarsProps {
	p := BarsProps{Figure: sampleFigure("barras", text), Item: "Objetivo", None: "No hay objetivos"}
	statuses := []string{"met", "on_track", "delayed", "critical", "no_data", "not_started", "cancelled"}
	for i, share := range shares {
		p.Bars = append(p.Bars, Bar{
			Code: fmt.Sprintf("O.E.%d", i+1), Title: text, Href: fmt.Sprintf("/objetivos/%d", i+1),
			Progress: share, Expected: 0.7096, ProgressLabel: fmt.Sprintf("p%d", i), ExpectedLabel: fmt.Sprintf("e%d", i),
			DifferenceLabel: fmt.Sprintf("d%d", i), Status: statuses[i%len(statuses)],
		})
	}
	return p
}

func sampleSeries(text string, share float64) SeriesProps {
	return SeriesProps{
		Figure: sampleFigure("serie", text), Start: planStart, End: planEnd, CutOff: cutOff, CutLabel: text, None: "No hay datos",
		Points: []SeriesPoint{
			{On: planStart, When: "inicio", ProgressLabel: "0 %", ExpectedLabel: "0 %"},
			{On: cutOff, When: "corte", Progress: share, ProgressLabel: "64,9 %", Expected: 0.734, ExpectedLabel: "73,4 %", FollowUp: text, Href: "/s/1"},
			{On: planEnd, When: "fin", Expected: 1, ExpectedLabel: "100 %"},
		},
	}
}

func sampleHistory(text string, value float64) HistoryProps {
	return HistoryProps{
		Figure: sampleFigure("historia", text), Unit: text, Start: planStart, End: planEnd, CutOff: cutOff, CutLabel: text, None: "Sin mediciones",
		Measured: []HistoryPoint{
			{On: date.New(2021, 9, 30), When: "primera", Value: 3, Label: "3 km", Note: text},
			{On: cutOff, When: "última", Value: value, Label: "41,8 km"},
		},
		Planned: []HistoryPoint{
			{On: planStart, When: "inicio", Value: 0, Label: "0 km"},
			{On: planEnd, When: "fin", Value: 60, Label: "60 km"},
		},
		Baseline: &Reference{Value: 0, Label: "Línea base: 0 km"},
		Target:   &Reference{Value: 60, Label: "Meta: 60 km"},
		Remarks: []HistoryRemark{
			{On: date.New(2021, 9, 30), When: "primera", Text: text},
			{On: cutOff, When: "corte", Result: true, Text: text}, {On: cutOff, When: "corte", Result: true, Text: "Otro"},
		},
	}
}

func sampleGauge(text string, share float64) GaugeProps {
	return GaugeProps{Figure: sampleFigure("calibre", text), Progress: share, Expected: 0.734,
		ProgressLabel: "64,9 %", ExpectedLabel: "73,4 %", Status: "delayed"}
}

func sampleStatusBar(text string) StatusBarProps {
	return StatusBarProps{Figure: sampleFigure("estados", text), Item: "Indicadores", None: "No hay indicadores", All: "/todos",
		Counts: []ui.StatusCount{
			{Status: "met", Count: 5, Href: "/met"}, {Status: "on_track", Count: 12, Href: "/on", Current: true},
			{Status: "critical", Count: 1, Href: "/critical"}, {Status: "cancelled"},
		}}
}

func sampleCounts(text string) CountsProps {
	return CountsProps{Figure: sampleFigure("recuento", text), Item: "Mes", Number: "Retos", None: "No hay retos", Counts: []Count{
		{Name: text, Short: text, Href: "/lista", Count: 7}, {Name: "Febrero", Short: "feb"}, {Name: "Marzo", Short: "mar", Count: 2},
	}}
}

// samples is every component with the same text and share in all its places.
func samples(text string, share float64) map[string]templ.Component {
	bullet := BulletProps{Progress: share, Expected: share, ProgressLabel: text, ExpectedLabel: text, Status: "delayed"}
	return map[string]templ.Component{
		"Bullet":     Bullet(bullet),
		"Meter":      Meter(bullet),
		"Objectives": Objectives(sampleBars(text, share, 0.5, 1)),
		"Comparison": Comparison(sampleBars(text, share, 0.5, 1)),
		"Ranking":    Ranking(sampleBars(text, share, 0.5, 1)),
		"Series":     Series(sampleSeries(text, share)),
		"History":    History(sampleHistory(text, share)),
		"Gauge":      Gauge(sampleGauge(text, share)),
		"StatusBar":  StatusBar(sampleStatusBar(text)),

		"Counts":         Counts(sampleCounts(text)),
		"CountsOverTime": CountsOverTime(sampleCounts(text)),
	}
}

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func document(t *testing.T, c templ.Component) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(bytes.NewBufferString(render(t, c)))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}
