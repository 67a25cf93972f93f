package board

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/plan"
	"hito/internal/progress"
	"hito/web/ui"
)

// asked is a view as of a date.
var asked = Asked{View: dashboard.View{On: date.New(2022, 11, 30), Today: date.New(2026, 11, 21)}, Query: "fecha=2022-11-30"}

func selectNamed(t *testing.T, p ui.FiltersProps, name string) []string {
	t.Helper()
	for _, s := range p.Selects {
		if s.Name != name {
			continue
		}
		var options []string
		for _, o := range s.Options {
			text := o.Value + "=" + o.Text
			if o.Selected {
				text += "*"
			}
			options = append(options, text)
		}
		return options
	}
	return nil
}

func TestListFiltersOfferWhatTheBoardHas(t *testing.T) {
	p := asked.ListFilters(sample(), List{Line: "L2", Unit: "UTS", Text: "ocio"}, "/indicadores", 0)
	cases := map[string][]string{
		"linea":    {"=Todas", "L1=L1. Ciudadanía", "L2=L2. Sistema*", "-=Sin línea"},
		"objetivo": {"=Todos", "O.E.1=O.E.1. Mejorar la atención", "O.E.2=O.E.2. Sin indicadores", "O.E.10=O.E.10. Formación del personal"},
		"unidad":   {"=Todas", "Dirección=Dirección", "Innovación=Innovación", "UTS=UTS*", "-=Sin unidad"},
		"estado": {"=Todos", "critico=Crítico", "con-retraso=Con retraso", "sin-dato=Sin dato", "en-plazo=En plazo",
			"cumplido=Cumplido", "no-iniciado=No iniciado", "anulado=Anulado"},
	}
	for name, want := range cases {
		if got := selectNamed(t, p, name); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if p.Search.Value != "ocio" || p.Action != "/planes/plan/indicadores" {
		t.Errorf("search %q sent to %s", p.Search.Value, p.Action)
	}
	if want := "/planes/plan/indicadores?fecha=2022-11-30"; p.Clear != want {
		t.Errorf("without filters: %s, want %s", p.Clear, want)
	}
}

func TestListFiltersCarryViewAndOrderAlong(t *testing.T) {
	p := asked.ListFilters(sample(), List{Order: ByTitle, Descending: true, Page: 3}, "/indicadores", 6)
	want := []ui.Hidden{{Name: "fecha", Value: "2022-11-30"}, {Name: "orden", Value: "titulo"}, {Name: "dir", Value: "desc"}}
	if !slices.Equal(p.Hidden, want) {
		t.Errorf("hidden fields %v, want %v", p.Hidden, want)
	}
	if p.Clear != "" {
		t.Errorf("an unfiltered list offers to remove its filters: %s", p.Clear)
	}
}

func TestListFiltersLeaveOutWhatIsNoChoice(t *testing.T) {
	b := dashboard.Board{Plan: plan.Plan{Slug: "plan"}, Objectives: []dashboard.Objective{
		objective("O.E.1", strings.Repeat("larguísimo ", 40), nil, some("I.1", "Uno", "1", "1", progress.StatusMet, "UTS")),
		objective("O.E.2", "Corto", nil),
	}}
	p := asked.ListFilters(b, List{}, "/indicadores", 1)
	for _, name := range []string{"linea", "unidad"} {
		if got := selectNamed(t, p, name); got != nil {
			t.Errorf("%s is offered with %q", name, got)
		}
	}
	option := p.Selects[0].Options[1].Text
	if got := len([]rune(option)); got != longestOption || !strings.HasSuffix(option, "…") {
		t.Errorf("a long objective is offered with %d letters: %q", got, option)
	}
}

func TestUnitsAreFoundInEveryEncoding(t *testing.T) {
	b := sample()
	b.Objectives[0].Indicators[1].Units = []string{norm.NFD.String("Innovación")}
	for _, name := range []string{norm.NFC.String("Innovación"), norm.NFD.String("Innovación")} {
		l := ReadList(url.Values{"unidad": {name}})
		if got := codes(l.Filter(b)); got != "I.2" {
			t.Errorf("unit %+q finds %q, want I.2", name, got)
		}
		p := asked.ListFilters(b, l, "/indicadores", 1)
		if got := selectNamed(t, p, "unidad"); !slices.Contains(got, norm.NFD.String("Innovación")+"="+norm.NFD.String("Innovación")+"*") {
			t.Errorf("unit %+q is not shown as chosen: %q", name, got)
		}
	}
}

func TestListCountsLinkToEachStatus(t *testing.T) {
	p := asked.ListCounts(sample(), List{Text: "cursos", Status: progress.StatusMet, Page: 2}, "/indicadores")
	want := []ui.StatusCount{
		{Status: "on_track", Count: 1, Href: "/planes/plan/indicadores?fecha=2022-11-30&estado=en-plazo&texto=cursos"},
		{Status: "met", Count: 0, Href: "/planes/plan/indicadores?fecha=2022-11-30&estado=cumplido&texto=cursos", Current: true},
		{Status: "cancelled", Count: 1, Href: "/planes/plan/indicadores?fecha=2022-11-30&estado=anulado&texto=cursos"},
	}
	if !slices.Equal(p.Counts, want) {
		t.Errorf("counts %+v, want %+v", p.Counts, want)
	}
	if want := "/planes/plan/indicadores?fecha=2022-11-30&texto=cursos"; p.All != want {
		t.Errorf("all statuses: %s, want %s", p.All, want)
	}
}
