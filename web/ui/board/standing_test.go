package board

import (
	"cmp"
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

// A status that seems to contradict the figures says why it does not.
func TestGapExplainsItsStatus(t *testing.T) {
	for _, c := range []struct {
		status         progress.Status
		progress, want string
	}{
		{progress.StatusOnTrack, "0.66", "4,0 puntos por debajo de lo previsto a esta fecha, dentro del margen."},
		{progress.StatusOnTrack, "0.8", "10,0 puntos por encima de lo previsto a esta fecha."},
		{progress.StatusDelayed, "0.6", "10,0 puntos por debajo de lo previsto a esta fecha."},
		{progress.StatusNoData, "0", "Ningún indicador tiene dato a esta fecha."},
		{progress.StatusNotStarted, "0", "A esta fecha todavía no se espera progreso."},
	} {
		f := dashboard.Figures{
			Progress: decimal.NewNullDecimal(number(c.progress)), Expected: decimal.NewNullDecimal(number("0.7")), Status: c.status,
		}
		if got := Gap(f); got != c.want {
			t.Errorf("%s: %q, want %q", c.status, got, c.want)
		}
	}
}

func TestMoment(t *testing.T) {
	today := date.New(2026, 3, 14)
	frozen := &dashboard.SnapshotRef{ID: 7}
	under := plan.Plan{Slug: "p", StartsOn: date.New(2026, 1, 1), EndsOn: date.New(2027, 1, 1)}
	over := plan.Plan{Slug: "p", StartsOn: date.New(2025, 1, 1), EndsOn: date.New(2026, 1, 1)}
	later := plan.Plan{Slug: "p", StartsOn: date.New(2026, 5, 1), EndsOn: date.New(2027, 1, 1)}
	cases := []struct {
		name  string
		board dashboard.Board
		asked dashboard.View
		kind  ui.NoticeKind
		says  string
		link  string // to the data of today
	}{
		{"today", dashboard.Board{Plan: under, On: today}, dashboard.View{}, "", "", ""},
		{"chosen snapshot", dashboard.Board{Plan: under, On: today, Frozen: frozen}, dashboard.View{Snapshot: 7}, ui.NoticeInfo, "no cambian", "/planes/p/x"},
		{"the last one, since it is over", dashboard.Board{Plan: over, Frozen: frozen}, dashboard.View{}, ui.NoticeInfo, "terminó el 1 de enero de 2026", "/planes/p/x?fecha=2026-03-14"},
		{"in the future", dashboard.Board{Plan: under, On: today + 1}, dashboard.View{On: today + 1}, ui.NoticeWarning, "aún no ha llegado", "/planes/p/x"},
		{"in the past", dashboard.Board{Plan: under, On: today - 1}, dashboard.View{On: today - 1}, ui.NoticeInfo, "lo medido después no cuenta", "/planes/p/x"},
		{"before the start", dashboard.Board{Plan: under, On: date.New(2025, 5, 5)}, dashboard.View{}, ui.NoticeInfo, "aún no había empezado", "/planes/p/x"},
		{"before a start that is to come", dashboard.Board{Plan: later, On: today}, dashboard.View{}, ui.NoticeInfo, "aún no había empezado", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.asked.Today = today
			got := Asked{View: c.asked}.Moment(c.board, "/x")
			if c.says == "" {
				if len(got) != 0 {
					t.Errorf("says %+v", got)
				}
				return
			}
			if len(got) != 1 || got[0].Kind != c.kind || !strings.Contains(got[0].Text, c.says) {
				t.Fatalf("says %+v", got)
			}
			if link := cmp.Or(got[0].Link, &ui.Link{}).Href; link != c.link {
				t.Errorf("leads to %q, want %q", link, c.link)
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

func TestSnapshotsAreOfferedByTheirShortNames(t *testing.T) {
	for title, want := range map[string]string{
		"Seguimiento de julio de 2026": "Julio de 2026", "Seguimiento noviembre 2022": "Noviembre 2022",
		"Seguimiento ": "Seguimiento ", "Balance final": "Balance final", "Seguimiento último": "Último",
	} {
		if got := shortTitle(title); got != want {
			t.Errorf("%q is offered as %q, want %q", title, got, want)
		}
	}
}
