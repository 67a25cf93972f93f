package indicators_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/internal/progress"
	"hito/web/ui/pagetest"
)

// listed are the codes in the list, in their order.
const listed = ".indicators tbody .code"

func TestListShowsThePublishedPlan(t *testing.T) {
	page := open(t).page(montilla)
	page.Count("h1", 1)
	page.Says("h1", "Indicadores")
	page.Says(".lead", "Seguimiento noviembre 2022, datos a 30 de noviembre de 2022")
	page.Count(".indicators tbody tr", 21)
	codes := page.Texts(listed)
	if want := []string{"I.1.1", "I.2.1", "I.2.2"}; !slices.Equal(codes[:3], want) || codes[20] != "I.12.2" {
		t.Errorf("the list goes %v, want the plan's order", codes)
	}
	row := ".indicators tbody tr:nth-child(3)"
	page.Says(row+" [data-label=Progreso]", "33,33 %")
	page.Says(row+" [data-label=Previsto]", "70,96 %")
	page.Says(row+" [data-label=Desviación]", "−37,6 p. p.")
	page.Says(row+" [data-label=Estado]", "Crítico")
	page.Says(row+" th", "COTEC", "O.E.2", "Unidad de Innovación")
	page.Says(".filters-result", "21 indicadores")
	page.Says(".explain-body", "(1 − 0) ÷ (3 − 0) = 1 ÷ 3 = 33,33 %")
	page.Lacks(".pagination")
}

func TestListNarrows(t *testing.T) {
	s := open(t)
	cases := map[string]string{
		"?texto=CIUDADANIA+comunicado":           "I.12.1",
		"?objetivo=O.E.4":                        "I.4.1 I.4.2",
		"?estado=critico&objetivo=O.E.12":        "I.12.1 I.12.2",
		"?linea=NO-HAY&objetivo=O.E.4":           "I.4.1 I.4.2",
		"?orden=progreso&texto=alian":            "I.4.1 I.4.2",
		"?orden=codigo&dir=desc&objetivo=O.E.11": "I.11.3 I.11.2 I.11.1",
	}
	for query, want := range cases {
		page := s.page(montilla + query)
		if got := strings.Join(page.Texts(listed), " "); got != want {
			t.Errorf("%s lists %s, want %s", query, got, want)
		}
	}
}

func TestListCountsFilterAndCanBeLeft(t *testing.T) {
	s := open(t)
	page := s.page(example + "?fecha=2026-11-21")
	hrefs := page.Hrefs(".counts a")
	if len(hrefs) < 6 {
		t.Fatalf("counts link to %v, want every status of the demo", hrefs)
	}
	for _, href := range hrefs {
		narrowed := s.page(href)
		narrowed.Count(".counts a[aria-current]", 1)
		status := pagetest.Text(narrowed.Find(".counts a[aria-current] .badge"))
		for _, got := range narrowed.Texts("[data-label=Estado]") {
			if got != status {
				t.Errorf("%s lists a row that is %q, want %q", href, got, status)
			}
		}
		if got, want := pagetest.Text(narrowed.Find(".counts a[aria-current] .count-figure")), fmt.Sprint(len(narrowed.Texts(listed))); got != want {
			t.Errorf("%s counts %s and lists %s", href, got, want)
		}
		if all := narrowed.Hrefs(".counts p a"); len(all) != 1 || all[0] != example+"?fecha=2026-11-21" {
			t.Errorf("%s is left by %v", href, all)
		}
	}
}

func TestListSaysWhenNothingMatches(t *testing.T) {
	page := open(t).page(montilla + "?fecha=2022-11-30&texto=inexistente&orden=codigo")
	page.Lacks(".indicators")
	page.Says(".empty", "Ningún indicador coincide")
	page.Says(".filters-result", "Ningún indicador coincide")
	if got, want := page.Hrefs(".empty a"), []string{montilla + "?fecha=2022-11-30&orden=codigo"}; !slices.Equal(got, want) {
		t.Errorf("the way out is %v, want %v", got, want)
	}
	if got := page.Find("input[name=texto]").AttrOr("value", ""); got != "inexistente" {
		t.Errorf("the search field shows %q", got)
	}
}

func TestListKeepsTheViewInItsLinks(t *testing.T) {
	page := open(t).page(example + "?fecha=2026-01-31")
	for _, selector := range []string{".indicators a", ".counts a", ".tabs a[href*=indicadores]"} {
		hrefs := page.Hrefs(selector)
		if len(hrefs) == 0 {
			t.Errorf("no links at %s", selector)
		}
		for _, href := range hrefs {
			if !strings.Contains(href, "fecha=2026-01-31") {
				t.Errorf("%s leaves the date behind: %s", selector, href)
			}
		}
	}
	if got := page.Find(".filters input[name=fecha]").AttrOr("value", ""); got != "2026-01-31" {
		t.Errorf("the filters carry the date %q along", got)
	}
}

// another writes a plan with n indicators of one objective, all of the same title.
func another(slug, title string, n int) func(context.Context, pgx.Tx) error {
	return func(ctx context.Context, tx pgx.Tx) error {
		one := decimal.NewFromInt(1)
		doc, err := plan.Create(ctx, tx, plan.Document{
			Plan: plan.Plan{
				PublishedAt: time.Now(),
				Slug:        slug, Title: "Otro plan", Body: "Organismo", State: plan.Active, StartsOn: date.New(2026, 1, 1), EndsOn: date.New(2027, 12, 31),
				OnTrackFrom: decimal.New(90, -2), DelayedFrom: decimal.New(70, -2),
			},
			Objectives: []plan.Objective{{Code: "O1", Title: "Único", Weight: one}},
		})
		for k := 0; err == nil && k < n; k++ {
			_, err = indicator.Create(ctx, tx, doc.ID, indicator.Indicator{
				ObjectiveID: doc.Objectives[0].ID, Code: fmt.Sprintf("I%d", k+1), Title: title, UnitOfMeasure: "<b>", Rule: progress.Reach, Target: one, Weight: one,
			})
		}
		return err
	}
}

func TestListIsPaged(t *testing.T) {
	s := open(t)
	s.write(another("largo", "Indicador", 120))
	page := s.page("/planes/largo/indicadores?pagina=2&texto=indicador")
	codes := page.Texts(listed)
	if len(codes) != 50 || codes[0] != "I51" || codes[49] != "I100" {
		t.Errorf("the second page goes from %s to %s", codes[0], codes[len(codes)-1])
	}
	page.Says(".filters-result", "Se muestran del 51 al 100 de 120 indicadores")
	page.Says(".pagination [aria-current]", "2")
	if got := page.Hrefs(".pagination [rel=next]"); len(got) != 1 || got[0] != "/planes/largo/indicadores?pagina=3&texto=indicador" {
		t.Errorf("the next page is %v", got)
	}
	last := s.page("/planes/largo/indicadores?pagina=77").Texts(listed)
	if len(last) != 20 || last[19] != "I120" {
		t.Errorf("a page too far shows %v, want the last one", last)
	}
}

func TestListOfAPlanWithoutIndicators(t *testing.T) {
	s := open(t)
	s.write(another("vacio", "", 0))
	page := s.page("/planes/vacio/indicadores")
	page.Says(".empty", "El plan todavía no tiene indicadores")
	page.Lacks(".filters")
	page.Lacks(".indicators")
}
