package chart

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

func TestCountsHaveWholeScales(t *testing.T) {
	for count, want := range map[int]string{
		1: "0 1", 2: "0 1 2", 3: "0 1 2 3", 4: "0 1 2 3 4", 5: "0 2 4 6", 7: "0 2 4 6 8", 10: "0 5 10", 11: "0 5 10 15",
		100: "0 50 100", 12345: "0 5000 10.000 15.000",
	} {
		p := CountsProps{Counts: []Count{{Count: 0}, {Count: count}, {Count: 1}}}
		var got []string
		for _, tick := range p.scale().ticks() {
			got = append(got, tick.text)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("up to %d: %v, want %s", count, got, want)
		}
	}
}

func TestCountsAreDrawnAsTheyAre(t *testing.T) {
	p := sampleCounts("Enero")
	bars := document(t, Counts(p)).Find(".count-bar .chart-fill-progress")
	columns := document(t, CountsOverTime(p)).Find(".chart-canvas rect")
	for n, want := range []string{"87.5%", "0%", "25%"} {
		if got := bars.Eq(n).AttrOr("width", ""); got != want {
			t.Errorf("bar %d is %s, want %s", n, got, want)
		}
		if got := columns.Eq(n).AttrOr("height", ""); got != want {
			t.Errorf("column %d is %s, want %s", n, got, want)
		}
	}
	if rows := fmt.Sprint(texts(t, Counts(p))); rows != "[[Mes Retos] [Enero 7] [Febrero 0] [Marzo 2]]" {
		t.Error(rows)
	}
	p.Counts = p.Counts[1:2]
	for _, doc := range []string{render(t, Counts(p)), render(t, CountsOverTime(p))} {
		if !strings.Contains(doc, "No hay retos") || strings.Contains(doc, "figure") {
			t.Errorf("nothing to count is drawn as %s", doc)
		}
	}
}

// However many columns there are, few enough are labelled, the first among them; where it is narrow, fewer.
func TestColumnsAreLabelledWhereThereIsRoom(t *testing.T) {
	for n := 1; n <= 400; n++ {
		wide, narrow := 0, 0
		columns := CountsProps{Counts: make([]Count, n)}.columns()
		for _, c := range columns {
			if c.labelled {
				wide++
			}
			if c.labelled && !c.minor {
				narrow++
			}
		}
		if wide > mostLabels || narrow > narrowLabels || !columns[0].labelled || columns[0].minor || n > 1 && wide < min(n, 2) {
			t.Fatalf("%d columns: %d labels, %d where it is narrow", n, wide, narrow)
		}
		last := columns[n-1]
		if math.Abs(last.left+last.wide-1) > 0.5/float64(n) || last.middle >= 1 {
			t.Fatalf("%d columns end at %v", n, last.left+last.wide)
		}
	}
}
