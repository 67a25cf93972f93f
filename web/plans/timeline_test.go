package plans

import (
	"slices"
	"strings"
	"testing"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/plan"
)

// ten is a plan of ten days in periods, given by their first and last day from today.
func ten(start int, periods ...[2]int) plan.Document {
	doc := plan.Document{Plan: testPlan(plan.Active, start, start+9)}
	for n, p := range periods {
		doc.Periods = append(doc.Periods, plan.Period{
			Title: []string{"Uno", "Dos", "Tres"}[n], StartsOn: today + date.Date(p[0]), EndsOn: today + date.Date(p[1]),
		})
	}
	return doc
}

func TestTimelineIsToScale(t *testing.T) {
	tests := []struct {
		name   string
		doc    plan.Document
		data   int // days of the data from today
		parts  []string
		passed string
		marks  []string
		words  []string
	}{
		{"under way", ten(-4, [2]int{-4, -1}, [2]int{0, 2}, [2]int{3, 5}), 0,
			[]string{"0.00%+40.00% 1", "40.00%+30.00% 2", "70.00%+30.00% 3"}, "50.00%",
			[]string{"Hoy 50.00% middle"}, []string{"Terminado", "En curso", "Por empezar"}},
		{"with data of an earlier day", ten(-4), -3, []string{"0.00%+100.00% "}, "50.00%",
			[]string{"Hoy 50.00% middle", "Datos: 18/11/2026 20.00% middle"}, nil},
		{"before the start", ten(2, [2]int{2, 11}), 0, []string{"0.00%+100.00% 1"}, "0.00%", nil, []string{"Por empezar"}},
		{"after the end", ten(-20, [2]int{-20, -11}), -12, []string{"0.00%+100.00% 1"}, "100.00%",
			[]string{"Datos: 9/11/2026 90.00% end"}, []string{"Terminado"}},
		{"first day", ten(0), 0, []string{"0.00%+100.00% "}, "10.00%", []string{"Hoy 10.00% start"}, nil},
		{"last day", ten(-9), 0, []string{"0.00%+100.00% "}, "100.00%", []string{"Hoy 100.00% end"}, nil},
		{"with a gap, and beyond the plan", ten(-4, [2]int{-14, -9}, [2]int{0, 5}), 0,
			[]string{"0.00%+30.00% 1", "70.00%+30.00% 2"}, "75.00%", []string{"Hoy 75.00% middle"}, []string{"Terminado", "En curso"}},
		{"too narrow for its number", ten(-4, [2]int{-94, -1}, [2]int{0, 3}, [2]int{4, 5}), 0,
			[]string{"0.00%+94.00% 1", "94.00%+4.00% ", "98.00%+2.00% "}, "95.00%", []string{"Hoy 95.00% end"},
			[]string{"Terminado", "En curso", "Por empezar"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := newTimeline(tt.doc, dashboard.Board{On: today + date.Date(tt.data)}, today)
			var parts, marks, words []string
			for _, p := range got.Parts {
				parts = append(parts, p.X+"+"+p.Width+" "+p.Number)
			}
			for _, m := range got.Marks {
				marks = append(marks, m.Text+" "+m.X+" "+m.Anchor)
			}
			for _, p := range got.Periods {
				words = append(words, p.Word)
			}
			if !slices.Equal(parts, tt.parts) || !slices.Equal(marks, tt.marks) || !slices.Equal(words, tt.words) || got.Passed != tt.passed {
				t.Errorf("parts %q, passed %s, marks %q, words %q", parts, got.Passed, marks, words)
			}
		})
	}
}

func TestTimelineSaysWhatItDraws(t *testing.T) {
	got := newTimeline(ten(-4, [2]int{-4, -1}, [2]int{0, 5}), dashboard.Board{On: today}, today)
	want := "Calendario del plan, del 17 de noviembre de 2026 al 26 de noviembre de 2026, en 2\u00a0periodos. " +
		"Hoy, 21 de noviembre de 2026: Ha pasado el 50\u00a0% del plazo: 5 de 10\u00a0días. Periodo en curso: Dos."
	if got.Label != want {
		t.Errorf("label = %q, want %q", got.Label, want)
	}
	if strings.Contains(newTimeline(ten(-20), dashboard.Board{On: today}, today).Label, "periodo") {
		t.Error("a plan without periods speaks of periods")
	}
}

// The labels of the marks stand one below the other, and the bar below them.
func TestTimelineLabelsDoNotMeet(t *testing.T) {
	got := newTimeline(ten(-4), dashboard.Board{On: today - 1}, today)
	if len(got.Marks) != 2 || got.Marks[1].Y-got.Marks[0].Y < 16 || got.TrackY <= got.Marks[1].Y {
		t.Errorf("marks %+v over the bar at %d", got.Marks, got.TrackY)
	}
}
