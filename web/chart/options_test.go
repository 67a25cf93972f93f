package chart

import (
	"encoding/json"
	"testing"

	"github.com/a-h/templ"
)

// echarts is what the tests read of the options.
type echarts struct {
	Tooltip struct{ Trigger, Formatter string }
	Aria    struct {
		Enabled bool
		Label   struct{ Description string }
	}
	XAxis, YAxis []struct {
		Type     string
		Show     *bool
		Inverse  bool
		Min, Max *float64
		Data     []string
	}
	Series []struct {
		Type, Name string
		StartAngle float64
		EndAngle   *float64
		Progress   struct{ Width int }
		Data       []struct {
			Value     any
			Head, Tip string
			ItemStyle struct {
				Color        string
				BorderRadius float64
			}
			Label *struct{ Formatter string }
		}
	}
}

func optionsOf(t *testing.T, c templ.Component) (echarts, map[string]json.RawMessage) {
	t.Helper()
	text := []byte(document(t, c).Find("script").Text())
	var o echarts
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(text, &o); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &keys); err != nil {
		t.Fatal(err)
	}
	return o, keys
}

func TestOptionsLeaveOutWhatIsHTML(t *testing.T) {
	for name, c := range samples("título", 0.5) {
		switch name {
		case "Bullet", "Meter", "StatusBar", "Counts", "CountsOverTime": // the server's drawing alone
			continue
		}
		o, keys := optionsOf(t, c)
		for _, part := range []string{"legend", "toolbox", "title", "color"} {
			if _, there := keys[part]; there {
				t.Errorf("%s: the options have a %s", name, part)
			}
		}
		if !o.Aria.Enabled || o.Aria.Label.Description != "Resumen: título" {
			t.Errorf("%s: aria is %+v", name, o.Aria)
		}
		for _, axis := range append(o.XAxis, o.YAxis...) {
			if axis.Show == nil || *axis.Show {
				t.Errorf("%s: an axis is drawn twice", name)
			}
		}
	}
}

func TestOptionsOfObjectives(t *testing.T) {
	o, _ := optionsOf(t, Objectives(sampleBars("título", 0.8, 1.2)))
	if y := o.YAxis[0]; y.Type != "category" || !y.Inverse || len(y.Data) != 2 || y.Data[0] != "O.E.1. título" {
		t.Errorf("vertical axis is %+v", y)
	}
	if x := o.XAxis[0]; x.Type != "value" || *x.Min != 0 || *x.Max != 1 {
		t.Errorf("horizontal axis is %+v", x)
	}
	bar, marks := o.Series[0], o.Series[1]
	if bar.Type != "bar" || marks.Type != "line" || len(bar.Data) != 2 || len(marks.Data) != 2 {
		t.Fatalf("series are %+v", o.Series)
	}
	first, second := bar.Data[0], bar.Data[1]
	if first.Value != 0.8 || first.ItemStyle.Color != "var:--c-met" || first.ItemStyle.BorderRadius != 3 {
		t.Errorf("first bar is %+v", first)
	}
	if first.Head != "O.E.1. título" || first.Tip != "Progreso: p0\nPrevisto: e0\nEstado: Cumplido" {
		t.Errorf("first tooltip is %q, %q", first.Head, first.Tip)
	}
	if second.Value != 1.0 || second.Label == nil || first.Label != nil {
		t.Errorf("only the bar beyond 100 %% says so: %+v", second)
	}
	if marks.Data[1].Value != 0.7096 {
		t.Errorf("second mark is %+v", marks.Data[1])
	}
}

func TestOptionsKeepTheRowsOfMissingExpectations(t *testing.T) {
	p := sampleBars("título", 0.8, 0.5)
	p.Bars[0].ExpectedLabel = ""
	for name, c := range map[string]templ.Component{"Objectives": Objectives(p), "Comparison": Comparison(p)} {
		o, _ := optionsOf(t, c)
		if got := o.Series[1].Data; len(got) != 2 || got[0].Value != blank || got[1].Value != 0.7096 {
			t.Errorf("%s: expectations are %+v", name, got)
		}
	}
}

func TestOptionsOfLinesUseTheScaleOfTheDrawing(t *testing.T) {
	series, _ := optionsOf(t, Series(sampleSeries("Seguimiento 1", 0.649)))
	if y := series.YAxis[0]; *y.Min != 0 || *y.Max != 1 {
		t.Errorf("axis of shares is %+v", y)
	}
	if got := series.Series[1].Data[1]; got.Head != "corte" || got.Tip != "Progreso actual: 64,9 %\nSeguimiento 1" {
		t.Errorf("tooltip is %q, %q", got.Head, got.Tip)
	}
	history, _ := optionsOf(t, History(sampleHistory("km", 41.8)))
	if y := history.YAxis[0]; *y.Min != 0 || *y.Max != 60 {
		t.Errorf("axis of values is %+v", y)
	}
	if got := history.Series[1].Data[1].Value.([]any); got[0] != 0.70919 || got[1] != 41.8 {
		t.Errorf("last measurement is at %v", got)
	}
}

// go-echarts leaves out zeros, and ECharts then takes an end of −45 degrees.
func TestOptionsOfTheGaugeEndAtTheRight(t *testing.T) {
	o, _ := optionsOf(t, Gauge(sampleGauge("título", 0.649)))
	g := o.Series[0]
	if g.StartAngle != 180 || g.EndAngle == nil || *g.EndAngle > 0.001 {
		t.Errorf("the arc goes from %v to %v", g.StartAngle, g.EndAngle)
	}
	if g.Data[0].Value != 0.649 || g.Progress.Width != 24 {
		t.Errorf("the arc is %+v", g)
	}
}
