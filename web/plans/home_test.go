package plans

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/plan"
	"hito/internal/progress"
	"hito/web/ui"
)

func fraction(text string) decimal.NullDecimal {
	return decimal.NewNullDecimal(decimal.RequireFromString(text))
}

// summary is a plan in a list, half way and a little late.
func summary(slug string, state plan.State, start, end int) dashboard.Summary {
	p := testPlan(state, start, end)
	p.Slug, p.Title = slug, "Plan "+slug
	return dashboard.Summary{Plan: p, On: today, Figures: dashboard.Figures{
		Progress: fraction("0.4"), Expected: fraction("0.5"), Status: progress.StatusDelayed,
		Coverage: progress.Coverage{WithData: 9, Total: 10},
	}}
}

func current(slug string) dashboard.Summary { return summary(slug, plan.Active, -10, 10) }
func past(slug string) dashboard.Summary    { return summary(slug, plan.Active, -90, -1) }
func coming(slug string) dashboard.Summary  { return summary(slug, plan.Draft, 5, 90) }

// shape writes how a start page is arranged: "a b | Finalizados: c".
func shape(p homeProps) string {
	var featured []string
	for _, c := range p.Featured {
		featured = append(featured, strings.TrimPrefix(c.Title, "Plan "))
	}
	text := strings.Join(featured, " ")
	for _, g := range p.Groups {
		text += " | " + g.Title + ":"
		for _, c := range g.Cards {
			text += " " + strings.TrimPrefix(c.Title, "Plan ")
		}
	}
	return text
}

func TestHomeArrangement(t *testing.T) {
	tests := []struct {
		name        string
		found       []dashboard.Summary
		total       int
		want, title string
		lead        string
	}{
		{"one plan, in force", []dashboard.Summary{current("a")}, 1, "a", "Cómo va el plan", "A 21 de noviembre de 2026"},
		{"one plan, over", []dashboard.Summary{past("a")}, 1, "a", "Cómo va el plan", "A 21 de noviembre de 2026"},
		{"one plan, a draft", []dashboard.Summary{coming("a")}, 1, "a", "Cómo va el plan", "A 21 de noviembre de 2026"},
		{"two in force and one over", []dashboard.Summary{current("a"), current("b"), past("c")}, 3, "a b | Finalizados: c",
			"Cómo van los planes", "A 21 de noviembre de 2026 hay 3\u00a0planes: 2\u00a0en vigor y 1\u00a0finalizado."},
		{"of every kind", []dashboard.Summary{current("a"), coming("b"), past("c"), past("d")}, 4, "a | En preparación: b | Finalizados: c d",
			"Cómo van los planes", "A 21 de noviembre de 2026 hay 4\u00a0planes: 1\u00a0en vigor, 1\u00a0en preparación y 2\u00a0finalizados."},
		{"more in force than can be shown at length", []dashboard.Summary{current("a"), current("b"), current("c")}, 3,
			" | En vigor: a b c", "Cómo van los planes", "A 21 de noviembre de 2026 hay 3\u00a0planes: 3\u00a0en vigor."},
		{"more than the page holds", []dashboard.Summary{current("a"), past("b")}, 40, "a | Finalizados: b",
			"Cómo van los planes", "A 21 de noviembre de 2026 hay 40\u00a0planes; aquí, primero los que están en vigor."},
		{"none in force", []dashboard.Summary{past("a"), past("b")}, 2, " | Finalizados: a b",
			"Cómo van los planes", "A 21 de noviembre de 2026 hay 2\u00a0planes: 2\u00a0finalizados."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := buildHome(tt.found, tt.total, today, nil)
			if shape(got) != tt.want || got.Head.Title != tt.title || got.Head.Lead != tt.lead {
				t.Errorf("got %q under %q, %q", shape(got), got.Head.Title, got.Head.Lead)
			}
			if (got.All != nil) != (tt.total > len(tt.found)) {
				t.Errorf("link to the whole list: %v", got.All)
			}
			if got.Empty != nil {
				t.Error("an empty state beside plans")
			}
		})
	}
}

func TestHomeOfNothingSaysWhatToDo(t *testing.T) {
	got := buildHome(nil, 0, today, nil)
	if got.Empty == nil || got.Empty.Link == nil || !strings.Contains(got.Empty.Text, "primer plan") {
		t.Fatalf("empty state = %+v", got.Empty)
	}
	if len(got.Featured)+len(got.Groups) > 0 {
		t.Error("plans beside the empty state")
	}
}

func TestCard(t *testing.T) {
	last := dashboard.SnapshotRef{ID: 7, Title: "Octubre", TakenOn: today - 20, Progress: fraction("0.36"), Expected: fraction("0.5"), Status: progress.StatusDelayed}
	noFigure := last
	noFigure.Progress = decimal.NullDecimal{}
	over := past("b")
	over.On = last.TakenOn
	tests := []struct {
		name  string
		of    dashboard.Summary
		last  *dashboard.SnapshotRef
		on    string
		since string
	}{
		{"in force", current("a"), &last, "a 21 de noviembre de 2026", "+4,0\u00a0p.\u00a0p."},
		{"over, as in its last snapshot", over, &last, "a 1 de noviembre de 2026", ""},
		{"last snapshot without a figure", current("a"), &noFigure, "a 21 de noviembre de 2026", ""},
		{"no snapshot", current("a"), nil, "a 21 de noviembre de 2026", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.of.Last = tt.last
			c := newCard(tt.of, today)
			if c.On != tt.on {
				t.Errorf("on %q, want %q", c.On, tt.on)
			}
			if tt.last == nil {
				if c.Last != nil {
					t.Errorf("last follow-up %+v, want none", c.Last)
				}
				return
			}
			if want := "/planes/" + tt.of.Plan.Slug + "/seguimientos/7"; c.Last.Href != want || c.Last.Since != tt.since || c.Last.On != last.TakenOn {
				t.Errorf("last follow-up %+v, want %s and %q", c.Last, want, tt.since)
			}
		})
	}
}

func TestCardFigures(t *testing.T) {
	c := newCard(current("a"), today)
	if c.Progress != "40,0\u00a0%" || c.Expected != "50,0\u00a0%" || c.Status != "delayed" || c.Covered != "9 de 10" {
		t.Errorf("figures %q, %q, %q, %q", c.Progress, c.Expected, c.Status, c.Covered)
	}
	if c.Board != "/planes/a/cuadro-de-mando" || c.Plan != "/planes/a" {
		t.Errorf("links %q, %q", c.Board, c.Plan)
	}
	if want := "40,00\u00a0% ÷ 50,00\u00a0% = 80,0\u00a0% de lo previsto"; c.Explain.Formula[1] != want {
		t.Errorf("formula %q, want %q", c.Explain.Formula[1], want)
	}
	none := current("b")
	none.Figures = dashboard.Figures{Status: progress.StatusNoData}
	if c := newCard(none, today); c.Progress != "sin dato" || c.Explain.Formula != nil || c.Gap != "" || c.Beside != "Todavía no tiene objetivos que cuenten" || c.Coverage != "sin indicadores" {
		t.Errorf("without figures: %q, %q, %q, %q", c.Progress, c.Explain.Formula, c.Gap, c.Coverage)
	}
}

func TestJoin(t *testing.T) {
	for words, want := range map[string]string{"": "", "a": "a", "a b": "a y b", "a b c": "a, b y c"} {
		if got := join(strings.Fields(words)); got != want {
			t.Errorf("join(%q) = %q, want %q", words, got, want)
		}
	}
}

func TestWhoMayCreatePlansIsLedToTheFirst(t *testing.T) {
	create := &ui.Link{Text: "Nuevo plan", Href: newPath}
	for name, empty := range map[string]*ui.EmptyProps{
		"home": buildHome(nil, 0, today, create).Empty, "list": buildList(nil, 0, query{page: 1}, today, create).Empty,
	} {
		if empty == nil || empty.Link == nil || empty.Link.Href != newPath {
			t.Errorf("%s: %+v", name, empty)
		}
	}
	if buildList(nil, 0, query{page: 1}, today, nil).Head.Actions != nil || buildList(nil, 0, query{page: 1}, today, create).Head.Actions == nil {
		t.Error("the button is not there for those alone who may create plans")
	}
}
