package chart

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"pgregory.net/rapid"

	"hito/internal/date"
)

func TestTicksOfAPlan(t *testing.T) {
	cases := map[string]struct {
		span span
		want []string
	}{
		"two years":   {span{planStart, planEnd}, []string{"jul 2021", "ene 2022", "jul 2022", "ene 2023"}},
		"half a year": {span{date.New(2022, 1, 1), date.New(2022, 6, 30)}, []string{"ene 2022", "feb 2022", "mar 2022", "abr 2022", "may 2022", "jun 2022"}},
		"few days":    {span{date.New(2022, 1, 5), date.New(2022, 1, 20)}, []string{"5/1/2022", "20/1/2022"}},
		"one day":     {span{cutOff, cutOff}, []string{"30/11/2022"}},
		"twenty years": {span{date.New(2000, 1, 1), date.New(2020, 12, 31)},
			[]string{"ene 2000", "ene 2005", "ene 2010", "ene 2015", "ene 2020"}},
	}
	for name, c := range cases {
		var got []string
		for _, tick := range c.span.ticks() {
			got = append(got, tick.text)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestTicksAreFewAndInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := date.New(1990, 1, 1) + date.Date(rapid.IntRange(0, 20000).Draw(t, "from"))
		s := span{from, from + date.Date(rapid.IntRange(0, 30000).Draw(t, "days"))}
		ticks := s.ticks()
		if len(ticks) == 0 || len(ticks) > mostMonthTicks {
			t.Fatalf("%d ticks", len(ticks))
		}
		for i, tick := range ticks {
			if tick.at < 0 || tick.at > 1 || (i > 0 && tick.at <= ticks[i-1].at) {
				t.Fatalf("tick %d is at %v", i, tick.at)
			}
		}
	})
}

func TestScaleCoversItsValuesInFewRoundSteps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-1e9, 1e9), 1, 8).Draw(t, "values")
		s := scaleOver(values)
		n := len(s.ticks())
		if n < 2 || n > 8 {
			t.Fatalf("%d ticks over %v", n, values)
		}
		for _, v := range values {
			if at := s.at(v); math.IsNaN(at) || at < -1e-6 || at > 1+1e-6 {
				t.Fatalf("%v is at %v of %+v", v, at, s)
			}
		}
	})
}

func TestScales(t *testing.T) {
	cases := []struct {
		values []float64
		want   string
	}{
		{[]float64{0, 60, 41.8}, "0 20 40 60"},
		{[]float64{1}, "0,0 0,5 1,0"},
		{[]float64{-4}, "−4 −3 −2 −1 0"},
		{[]float64{0}, "0,0 0,5 1,0"},
		{[]float64{0.12, 0.13}, "0,120 0,125 0,130"},
		{[]float64{1000000, 2500000}, "0 1.000.000 2.000.000 3.000.000"},
		{[]float64{980, 1010}, "980 990 1000 1010"},
		{[]float64{math.NaN(), math.Inf(1)}, "0,0 0,5 1,0"},
		{nil, "0,0 0,5 1,0"},
	}
	for _, c := range cases {
		var got []string
		for _, tick := range scaleOver(c.values).ticks() {
			got = append(got, tick.text)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("scale over %v is %q, want %q", c.values, strings.Join(got, " "), c.want)
		}
	}
}

func TestSeriesDrawsExpectedToTheEndOfThePlan(t *testing.T) {
	doc := document(t, Series(sampleSeries("Seguimiento 1", 0.649)))
	if got := doc.Find("path.chart-line-expected").AttrOr("d", ""); !strings.HasPrefix(got, "M0 1000L") || !strings.HasSuffix(got, "L1000 0") {
		t.Errorf("the expected line is %s", got)
	}
	if got := doc.Find("path.chart-line-progress").AttrOr("d", ""); got != "M0 1000L709.2 351" {
		t.Errorf("the progress line is %s", got)
	}
	if doc.Find("line.chart-cut[x1='70.92%']").Length() != 1 {
		t.Error("no line at the cut-off")
	}
	if ring := doc.Find("circle.chart-ring[cx='70.92%'][cy='35.1%']"); ring.Length() != 1 {
		t.Error("the follow-up is not marked")
	}
	if !strings.Contains(doc.Find(".chart-legend").Text(), "Seguimiento") {
		t.Error("the legend does not name the mark of follow-ups")
	}
}

func TestFiguresAtTheCutOffNeverMeet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := sampleSeries("s", rapid.Float64Range(-0.5, 1.5).Draw(t, "progress"))
		p.Points[1].Expected = rapid.Float64Range(0, 1).Draw(t, "expected")
		labels := p.plot().labels
		if len(labels) != 2 {
			t.Fatalf("%d labels", len(labels))
		}
		if labels[0].y < labels[1].y || labels[0].dy != "-8" {
			t.Fatalf("the first label must be the upper one: %+v", labels)
		}
		if labels[1].y >= 0.08 && strings.HasPrefix(labels[1].dy, "-") {
			t.Fatalf("the lower label must hang below its point: %+v", labels)
		}
	})
}

func TestSeriesOfOnePoint(t *testing.T) {
	p := sampleSeries("s", 0.5)
	p.Points = p.Points[1:2]
	doc := document(t, Series(p))
	if doc.Find("path.chart-line").Length() != 0 || doc.Find("circle").Length() == 0 {
		t.Error("one point is a mark without a line")
	}
}

func TestHistoryOfADecreasingIndicatorInSteps(t *testing.T) {
	p := sampleHistory("días", 31)
	p.Measured[0].Value = 44
	p.Planned[0].Value, p.Planned[1].Value = 45, 20
	p.Baseline.Value, p.Target.Value = 45, 20
	p.Steps = true
	doc := document(t, History(p))
	if got := doc.Find("path.chart-line-expected").AttrOr("d", ""); got != "M0 250L1000 250L1000 666.7" {
		t.Errorf("the planned line is %s", got)
	}
	if doc.Find("line.chart-rule-target[y1='66.67%']").Length() != 1 || doc.Find("line.chart-rule-baseline[y1='25%']").Length() != 1 {
		t.Error("target or baseline is not where it should be")
	}
}

func TestHistoryWithBaselineAndTargetAlikeDrawsOneLine(t *testing.T) {
	p := sampleHistory("km", 60)
	p.Baseline.Value = 60
	doc := document(t, History(p))
	if doc.Find("line.chart-rule").Length() != 1 || !strings.Contains(doc.Find("text.chart-rule-target").Text(), "Meta") {
		t.Error("want the line of the target alone")
	}
}

func TestHistoryOfOneMeasurement(t *testing.T) {
	p := sampleHistory("km", 41.8)
	p.Measured = p.Measured[1:]
	doc := document(t, History(p))
	dots := doc.Find("circle.chart-dot")
	if dots.Length() != 1 || dots.AttrOr("cx", "") != "70.92%" {
		t.Errorf("%d dots", dots.Length())
	}
	if doc.Find("path.chart-line-progress").Length() != 0 {
		t.Error("a line needs two points")
	}
}

func TestHistoryLeavesOutWhatCannotBeDrawn(t *testing.T) {
	p := sampleHistory("km", math.NaN())
	doc := document(t, History(p))
	if doc.Find("circle.chart-dot").Length() != 1 {
		t.Error("want the one point that is a number")
	}
	if rows := doc.Find("details tbody tr").Length(); rows != 6 {
		t.Errorf("the table has %d rows, want all 6", rows)
	}
}

func TestLegendsNameOnlyWhatIsDrawn(t *testing.T) {
	p := sampleHistory("km", 5)
	p.Planned = nil
	var words []string
	document(t, History(p)).Find(".chart-legend li").Each(func(_ int, s *goquery.Selection) {
		words = append(words, strings.TrimSpace(s.Text()))
	})
	if !slices.Equal(words, []string{"Valor medido", "Resultado alcanzado", "Comentario"}) {
		t.Errorf("legend is %q", words)
	}
}

// What was achieved and said stands on the axis of time, once for each day and kind, with its texts.
func TestRemarksStandAtTheirDays(t *testing.T) {
	doc := document(t, History(sampleHistory("km", 41.8)))
	for selector, want := range map[string]string{
		".chart-canvas .chart-remark-result title":  "corte: km\nOtro",
		".chart-canvas .chart-remark-comment title": "primera: km",
	} {
		if got := doc.Find(selector); got.Length() != 1 || got.Text() != want {
			t.Errorf("%s: %d, %q, want %q", selector, got.Length(), got.Text(), want)
		}
	}
	if at := doc.Find(".chart-remark-result").Last().Parent().AttrOr("x", ""); at != "70.92%" {
		t.Errorf("the result stands at %s", at)
	}
}
