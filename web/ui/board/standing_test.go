package board

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/plan"
	"hito/internal/progress"
	"hito/web/ui"
)

func TestGap(t *testing.T) {
	cases := []struct{ progress, expected, want string }{
		{"0.649338", "0.733790", "8,4 puntos por debajo de lo previsto a esta fecha."},
		{"0.8", "0.7", "10,0 puntos por encima de lo previsto a esta fecha."},
		{"0.70001", "0.7", "Justo lo previsto a esta fecha."},
		{"", "0.7", ""},
	}
	for _, c := range cases {
		f := dashboard.Figures{Expected: decimal.NewNullDecimal(number(c.expected))}
		if c.progress != "" {
			f.Progress = decimal.NewNullDecimal(number(c.progress))
		}
		if got := Gap(f); got != c.want {
			t.Errorf("%s of %s: %q, want %q", c.progress, c.expected, got, c.want)
		}
	}
}

func TestMoment(t *testing.T) {
	today := date.New(2026, 3, 14)
	frozen := &dashboard.SnapshotRef{ID: 7}
	under := plan.Plan{StartsOn: date.New(2026, 1, 1), EndsOn: date.New(2027, 1, 1)}
	cases := []struct {
		name  string
		board dashboard.Board
		asked dashboard.View
		kind  ui.NoticeKind
		says  string
	}{
		{"today", dashboard.Board{Plan: under, On: today}, dashboard.View{}, "", ""},
		{"chosen snapshot", dashboard.Board{Plan: under, On: today, Frozen: frozen}, dashboard.View{Snapshot: 7}, ui.NoticeInfo, "no cambian"},
		{"the last one, since it is over", dashboard.Board{Plan: under, Frozen: frozen}, dashboard.View{}, ui.NoticeInfo, "terminó el 1 de enero de 2027"},
		{"in the future", dashboard.Board{Plan: under, On: today + 1}, dashboard.View{On: today + 1}, ui.NoticeWarning, "aún no ha llegado"},
		{"before the start", dashboard.Board{Plan: under, On: date.New(2025, 5, 5)}, dashboard.View{}, ui.NoticeInfo, "aún no había empezado"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.asked.Today = today
			got := Asked{View: c.asked}.Moment(c.board)
			if c.says == "" {
				if len(got) != 0 {
					t.Errorf("says %+v", got)
				}
				return
			}
			if len(got) != 1 || got[0].Kind != c.kind || !strings.Contains(got[0].Text, c.says) {
				t.Errorf("says %+v", got)
			}
		})
	}
}

func TestWorkedEndsWithTheProgress(t *testing.T) {
	b := sample()
	for value, want := range map[string]string{"5": "(5 − 0) ÷ (10 − 0) = 5 ÷ 10 = 50,00\u00a0%", "": "sin ningún valor medido"} {
		i := b.Objectives[0].Indicators[0]
		i.Rule, i.Target, i.Decimals = progress.Reach, decimal.New(10, 0), 0
		i.Value = decimal.NullDecimal{}
		if value != "" {
			i.Value = decimal.NewNullDecimal(number(value))
		}
		if got := Worked(b, i); !strings.HasPrefix(got, want) || strings.Contains(got, "previsto") {
			t.Errorf("with %q: %q", value, got)
		}
	}
}
