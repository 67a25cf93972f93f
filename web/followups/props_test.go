package followups

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/internal/progress"
	"hito/internal/snapshot"
	"hito/web/ui/board"
)

var one = decimal.New(1, 0)

// sized is a board half way, of objectives with so many indicators each, all without a value.
func sized(objectives, each int) dashboard.Board {
	p := plan.Plan{Slug: "p", Title: "Plan", StartsOn: date.New(2026, 1, 1), EndsOn: date.New(2026, 12, 31), OnTrackFrom: decimal.New(9, -1), DelayedFrom: decimal.New(7, -1)}
	var os []plan.Objective
	var is []dashboard.Indicator
	for n := range objectives {
		id := int64(n + 1)
		os = append(os, plan.Objective{ID: id, Code: fmt.Sprint("O", id), Title: fmt.Sprint("Objetivo ", id), Weight: one})
		for k := range each {
			is = append(is, dashboard.Indicator{Indicator: indicator.Indicator{
				ID: int64(n*each + k), ObjectiveID: id, Code: fmt.Sprintf("I%d.%d", id, k+1), Title: "Indicador", Rule: progress.Reach, Target: one, Weight: one,
			}})
		}
	}
	return dashboard.Build(p, nil, os, is, date.New(2026, 7, 2))
}

func viewOf(t *testing.T, query string) view {
	t.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return read(board.Asked{View: dashboard.View{Today: date.New(2026, 7, 2)}}, values)
}

func TestAPlanOfAnySizeFitsAPage(t *testing.T) {
	cases := []struct {
		name, query      string
		objectives, each int
		rows, pages      int
		open             bool
	}{
		{"small: all of it, open", "", 4, 5, 20, 0, true},
		{"more than one reads on: folded", "", 4, 20, 80, 0, false},
		{"unfolded when asked", "detalle=desplegado", 4, 20, 80, 0, true},
		{"folded when asked", "detalle=plegado", 4, 5, 20, 0, false},
		{"what was looked for is open", "objetivo=O2", 4, 80, 80, 0, true},
		{"huge: page by page", "", 10, 50, board.PageSize, 10, true},
		{"huge: another page", "pagina=3", 10, 50, board.PageSize, 10, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			l := build(sized(c.objectives, c.each), snapshot.Published{}, viewOf(t, c.query)).List
			rows := 0
			for _, g := range l.Groups {
				rows += len(g.Rows)
				if g.Open != c.open {
					t.Errorf("%s is open: %v", g.Code, g.Open)
				}
			}
			if rows != c.rows {
				t.Errorf("%d rows, want %d", rows, c.rows)
			}
			if c.pages == 0 && len(l.Pages.Pages) > 0 {
				t.Error("it comes in pages")
			}
			if n := len(l.Pages.Pages); c.pages > 0 && l.Pages.Pages[n-1].Number != c.pages {
				t.Errorf("the last page is %d, want %d", l.Pages.Pages[n-1].Number, c.pages)
			}
		})
	}
}

func TestAddressesKeepEverything(t *testing.T) {
	b := sized(2, 2)
	query := "detalle=plegado&dir-objetivos=desc&estado=sin-dato&orden=progreso&orden-objetivos=estado&texto=a%C3%B1o+nuevo"
	v := viewOf(t, query)
	v.Query = "fecha=2026-07-02"
	address, err := url.Parse(v.href(b, indicatorsID))
	if err != nil {
		t.Fatal(err)
	}
	if address.Path != "/planes/p/seguimiento" || address.Fragment != "indicadores" {
		t.Errorf("leads to %s", address)
	}
	if got := address.Query().Encode(); got != "detalle=plegado&dir-objetivos=desc&estado=sin-dato&fecha=2026-07-02&orden=progreso&orden-objetivos=estado&texto=a%C3%B1o+nuevo" {
		t.Errorf("keeps %s", got)
	}
	again := read(v.Asked, address.Query())
	if again.List != v.List || again.Order != v.Order || again.Descending != v.Descending || again.Folds != v.Folds {
		t.Errorf("reads back as %+v", again)
	}
}

func TestSortingTwiceTurnsAround(t *testing.T) {
	v := viewOf(t, "")
	once := v.sorted(byProgress)
	twice := once.sorted(byProgress)
	if once.Descending || !twice.Descending || twice.sorted(byStatus).Descending {
		t.Errorf("directions %v %v %v", once.Descending, twice.Descending, twice.sorted(byStatus).Descending)
	}
	b := sized(3, 0)
	if got := viewOf(t, "").sorted(byPlan).inOrder(b.Objectives)[0].Code; got != "O3" {
		t.Errorf("the plan's order turned around begins with %s", got)
	}
}

func TestHowMuchIsShown(t *testing.T) {
	b := sized(3, 4)
	cases := []struct {
		groups, indicators int
		want               string
	}{
		{3, 12, "12 indicadores de 3 objetivos"},
		{2, 5, "Se muestran 5 de 12 indicadores, de 2 de 3 objetivos"},
		{0, 0, "Ningún indicador coincide"},
	}
	for _, c := range cases {
		if got := strings.ReplaceAll(shownOf(c.groups, c.indicators, b), "\u00a0", " "); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestFiltersInWords(t *testing.T) {
	cases := map[string]string{
		"": "",
		"texto=gespe&linea=L.E.1&objetivo=O.E.7&unidad=UTS&estado=critico": "texto «gespe»; línea L.E.1; objetivo O.E.7; unidad UTS; estado Crítico",
		"linea=-": "línea ninguna",
	}
	for query, want := range cases {
		if got := inWords(viewOf(t, query).List); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}

func TestDifferences(t *testing.T) {
	b := sized(2, 1)
	b.Objectives[0].Progress = decimal.NewNullDecimal(decimal.RequireFromString("0.666666"))
	cases := []struct {
		name      string
		published snapshot.Published
		title     string
		list      int
	}{
		{"nothing published", snapshot.Published{}, "", 0},
		{"agrees when rounded", snapshot.Published{Objectives: map[string]decimal.Decimal{"O1": decimal.New(67, -2)}}, "Las cifras publicadas coinciden con las calculadas", 0},
		{"one differs", snapshot.Published{Objectives: map[string]decimal.Decimal{"O1": decimal.New(66, -2)}}, "Una cifra publicada no coincide con la calculada", 1},
		{"published without data", snapshot.Published{
			Objectives: map[string]decimal.Decimal{"O1": decimal.New(66, -2)}, Indicators: map[string]decimal.Decimal{"I2.1": one},
		}, "2 cifras publicadas no coinciden con las calculadas", 2},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := buildDifferences(b, c.published, viewOf(t, ""))
			if d == nil {
				if c.title != "" {
					t.Error("says nothing")
				}
				return
			}
			if got := strings.ReplaceAll(d.Title, "\u00a0", " "); got != c.title || len(d.List) != c.list || d.Same != (c.list == 0) {
				t.Errorf("%q with %d", got, len(d.List))
			}
		})
	}
}

func TestEachIndicatorOfAnObjectiveIsExplained(t *testing.T) {
	b := sized(1, 3)
	first := &b.Objectives[0].Indicators[0]
	first.Value = decimal.NewNullDecimal(one)
	first.Progress = decimal.NewNullDecimal(one)
	b.Objectives[0].Indicators[1].CancelledOn = b.On
	p := explain(b, b.Objectives[0])
	if len(p.Inputs) != 2 || len(p.LeftOut) != 1 {
		t.Fatalf("%d explained, %d left out", len(p.Inputs), len(p.LeftOut))
	}
	for n, want := range []string{"= 1 ÷ 1 = 100,00", "sin ningún valor medido"} {
		if len(p.Inputs[n]) != len(p.Head) || !strings.Contains(p.Inputs[n][1], want) {
			t.Errorf("row %d: %q, want %q", n, p.Inputs[n], want)
		}
	}
}

func TestBreakableKeepsTheText(t *testing.T) {
	var html strings.Builder
	if err := breakable("trámites/servicios <b>").Render(t.Context(), &html); err != nil {
		t.Fatal(err)
	}
	if got := html.String(); got != "trámites/<wbr>servicios &lt;b&gt;" {
		t.Errorf("writes %s", got)
	}
}
