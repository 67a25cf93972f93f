package ui_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/web/ui"
)

func render(t *testing.T, ctx context.Context, c templ.Component) *goquery.Document {
	t.Helper()
	var b strings.Builder
	if err := c.Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func within(text string) context.Context {
	return templ.WithChildren(context.Background(), templ.Raw(text))
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

func TestStatusBadgeSaysTheWordBesideItsIcon(t *testing.T) {
	for status, word := range map[string]string{
		"met": "Cumplido", "on_track": "En plazo", "delayed": "Con retraso", "critical": "Crítico",
		"no_data": "Sin dato", "not_started": "No iniciado", "cancelled": "Anulado",
	} {
		doc := render(t, context.Background(), ui.StatusBadge(status))
		badge := doc.Find(".badge-" + strings.ReplaceAll(status, "_", "-"))
		if squeeze(badge.Text()) != word || badge.Find(`svg[aria-hidden="true"]`).Length() != 1 {
			h, _ := doc.Html()
			t.Errorf("%s: %s", status, h)
		}
	}
}

func TestAnIconThatDoesNotExistIsAnError(t *testing.T) {
	if err := ui.Icon("nonsense").Render(context.Background(), io.Discard); err == nil {
		t.Error("no error")
	}
}

func TestRenderWritesNothingWhenThePageFails(t *testing.T) {
	failing := templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, _ = io.WriteString(w, "half")
		return errors.New("no")
	})
	w := httptest.NewRecorder()
	if err := ui.Render(w, httptest.NewRequest(http.MethodGet, "/", nil), 200, failing); err == nil {
		t.Error("no error")
	}
	if w.Body.Len() != 0 || len(w.Header()) != 0 {
		t.Errorf("wrote %q with %v", w.Body, w.Header())
	}
}

var plan = ui.PlanNav{Slug: "plan-uno", Title: "Plan uno", Current: ui.PlanIndicators, AsOf: "fecha=2022-11-30"}

func TestPage(t *testing.T) {
	ctx := ui.WithSite(within("<p>contenido</p>"), ui.Site{
		Body: "Ayuntamiento", Demo: true, Nav: []ui.Link{{Text: "Inicio", Href: "/"}, {Text: "Planes", Href: "/planes"}}, Data: "/api/v1/plans",
	})
	doc := render(t, ctx, ui.Page(ui.PageProps{
		Title: "Indicador 1", Description: "Un indicador.", Section: "/planes", Plan: &plan, Charts: true,
		Updated: date.New(2022, time.November, 30),
		Crumbs:  []ui.Crumb{{Text: "Inicio", Href: "/"}, {Text: "Indicador 1"}},
	}))
	for selector, want := range map[string]int{
		`html[lang="es"]`: 1, `body > a.skip[href="#contenido"]:first-child`: 1, `main#contenido`: 1, `header .demo`: 1,
		`meta[name="description"][content="Un indicador."]`: 1, `link[rel="preload"][as="font"][crossorigin]`: 2,
		`script[type="module"][src]`: 2, `script:not([src])`: 0, `[style]`: 0,
		`.main-nav a[aria-current="true"][href="/planes"]`: 1, `.main-nav a[aria-current]`: 1,
		`.tabs a[aria-current="true"][href="/planes/plan-uno/indicadores?fecha=2022-11-30"]`: 1, `.tabs a[aria-current]`: 1,
		`.crumbs [aria-current="page"]`: 1, `footer a[href="/accesibilidad"]`: 1, `footer a[href="/api/v1/plans"]`: 1,
		`footer time[datetime="2022-11-30"]`: 1,
	} {
		if got := doc.Find(selector).Length(); got != want {
			t.Errorf("%s: %d, want %d", selector, got, want)
		}
	}
	if got := doc.Find("title").Text(); got != "Indicador 1 · Plan uno · Hito · Ayuntamiento" {
		t.Errorf("title %q", got)
	}
	if got := squeeze(doc.Find("main").Text()); got != "contenido" {
		t.Errorf("main %q", got)
	}
}

func TestPageWithoutPlanNorSite(t *testing.T) {
	doc := render(t, within(""), ui.Page(ui.PageProps{Title: "Sola", Crumbs: []ui.Crumb{{Text: "Sola"}}}))
	for _, selector := range []string{".demo", ".plan-bar", ".crumbs", ".main-nav", "meta[name=description]", "footer time"} {
		if doc.Find(selector).Length() != 0 {
			t.Errorf("%s is there", selector)
		}
	}
}

func TestPlanTabsKeepTheDateWhereItMatters(t *testing.T) {
	for tab, want := range map[ui.PlanTab]string{
		ui.PlanDashboard: "/planes/plan-uno/cuadro-de-mando?fecha=2022-11-30",
		ui.PlanFollowUp:  "/planes/plan-uno/seguimiento?fecha=2022-11-30",
		ui.PlanSnapshots: "/planes/plan-uno/seguimientos",
		ui.PlanAbout:     "/planes/plan-uno",
	} {
		if got := plan.Path(tab); got != want {
			t.Errorf("Path(%q) = %q, want %q", tab, got, want)
		}
	}
}

func TestSortHeader(t *testing.T) {
	for direction, want := range map[ui.Direction]string{ui.Ascending: "ascending", ui.Descending: "descending", "": ""} {
		var b strings.Builder
		b.WriteString("<table><tr>")
		if err := ui.SortHeader(ui.SortProps{Label: "Meta", Href: "?orden=meta", Direction: direction, Numeric: true}).Render(context.Background(), &b); err != nil {
			t.Fatal(err)
		}
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(b.String() + "</tr></table>"))
		if err != nil {
			t.Fatal(err)
		}
		th := doc.Find("th.num")
		if got := th.AttrOr("aria-sort", ""); got != want {
			t.Errorf("aria-sort = %q, want %q", got, want)
		}
		if squeeze(th.Find(`a[href="?orden=meta"]`).Text()) != "Meta" {
			t.Errorf("heading %q", th.Text())
		}
	}
}

func TestFiltersKeepWhatWasAsked(t *testing.T) {
	doc := render(t, context.Background(), ui.Filters(ui.FiltersProps{
		ID: "f", Action: "/planes/x/indicadores", Clear: "/planes/x/indicadores", Result: "3 de 21",
		Search:  &ui.Search{Name: "q", Label: "Buscar", Value: `<b>"retos"`},
		Selects: []ui.Select{{Name: "estado", Label: "Estado", Options: []ui.Option{{Text: "Todos"}, {Value: "met", Text: "Cumplido", Selected: true}}}},
		Hidden:  []ui.Hidden{{Name: "fecha", Value: "2022-11-30"}},
	}))
	if got := doc.Find(`input[type="search"]`).AttrOr("value", ""); got != `<b>"retos"` {
		t.Errorf("search value %q", got)
	}
	doc.Find("input:not([type=hidden]), select").Each(func(_ int, field *goquery.Selection) {
		if doc.Find(`label[for="`+field.AttrOr("id", "none")+`"]`).Length() != 1 {
			t.Errorf("field %q has no label", field.AttrOr("name", ""))
		}
	})
	for _, selector := range []string{`form[method="get"]`, `option[selected][value="met"]`, `input[type="hidden"][name="fecha"]`, `[role="status"]`, `button[type="submit"]`} {
		if doc.Find(selector).Length() != 1 {
			t.Errorf("no %s", selector)
		}
	}
}

func TestAsOfOffersADateAndTheUsualOnes(t *testing.T) {
	doc := render(t, context.Background(), ui.AsOf(ui.AsOfProps{
		Action: "/x", Value: "2022-11-30",
		Choices: []ui.Choice{{Text: "Hoy", Href: "/x"}, {Text: "Noviembre", Href: "/x?seguimiento=1", Current: true}},
	}))
	if doc.Find(`input[type="date"][name="fecha"][value="2022-11-30"][required]`).Length() != 1 {
		t.Error("no date field")
	}
	if got := doc.Find(`.chip[aria-current="true"]`).Text(); got != "Noviembre" {
		t.Errorf("current choice %q", got)
	}
}

func TestExplainTellsWhatWasLeftOut(t *testing.T) {
	doc := render(t, context.Background(), ui.Explain(ui.ExplainProps{
		Of: "el progreso de O.E.1", Formula: []string{"a / b", "1 / 2", "50 %"},
		Head: []string{"Indicador", "Progreso"}, Inputs: [][]string{{"Uno", "50 %"}}, LeftOut: []string{"Dos: anulado."},
	}))
	if got := squeeze(doc.Find("details.explain:not([open]) > summary").Text()); got != "¿Cómo se calcula? el progreso de O.E.1" {
		t.Errorf("summary %q", got)
	}
	if doc.Find(".formula li").Length() != 3 || doc.Find(`th[scope="row"]`).Text() != "Uno" || doc.Find("td.num").Text() != "50 %" {
		h, _ := doc.Html()
		t.Errorf("body %s", h)
	}
	if got := doc.Find(".explain-list li").Text(); got != "Dos: anulado." {
		t.Errorf("left out %q", got)
	}
}

func TestMeterStaysWithinItsDrawing(t *testing.T) {
	for in, want := range map[string]string{"0.6493": "64.93%", "1.2": "100%", "-0.1": "0%", "0.123456": "12.35%"} {
		doc := render(t, context.Background(), ui.Meter(ui.MeterProps{Progress: decimal.NewNullDecimal(dec(in)), Status: "on_track"}))
		if got := doc.Find(".meter-on-track .meter-fill").AttrOr("width", ""); got != want {
			t.Errorf("%s is %s wide, want %s", in, got, want)
		}
		if doc.Find(".meter-mark").Length() != 0 {
			t.Error("a mark without an expected progress")
		}
	}
	if render(t, context.Background(), ui.Meter(ui.MeterProps{})).Find(".meter-fill").Length() != 0 {
		t.Error("a bar without data")
	}
}

func TestFigureSetsItsUnitApart(t *testing.T) {
	doc := render(t, context.Background(), ui.Figure("64,9\u00a0%"))
	if doc.Find(".figure").Text() != "64,9\u00a0%" || doc.Find(".figure-unit").Text() != "\u00a0%" {
		t.Errorf("figure %q, unit %q", doc.Find(".figure").Text(), doc.Find(".figure-unit").Text())
	}
	if render(t, context.Background(), ui.Figure("sin dato")).Find(".figure-words").Text() != "sin dato" {
		t.Error("words are set as a figure")
	}
}

func TestLinksRefuseScripts(t *testing.T) {
	doc := render(t, context.Background(), ui.Definitions([]ui.Definition{{Term: "t", Text: "x", Href: "javascript:alert(1)"}}))
	if got := doc.Find("a").AttrOr("href", ""); strings.HasPrefix(got, "javascript") {
		t.Errorf("href %q", got)
	}
}

func TestPages(t *testing.T) {
	for _, c := range []struct {
		current, total int
		want           string
	}{
		{1, 1, "[1]"}, {1, 3, "[1] 2 3 >"}, {3, 3, "< 1 2 [3]"}, {1, 9, "[1] 2 … 9 >"}, {5, 9, "< 1 … 4 [5] 6 … 9 >"},
		{3, 9, "< 1 2 [3] 4 … 9 >"}, {4, 9, "< 1 2 3 [4] 5 … 9 >"}, {9, 9, "< 1 … 8 [9]"}, {2, 2, "< 1 [2]"},
	} {
		p := ui.Pages("Páginas", c.current, c.total, func(n int) string { return "?pagina=" + strconv.Itoa(n) })
		if got := outline(p); got != c.want {
			t.Errorf("Pages(%d of %d) = %s, want %s", c.current, c.total, got, c.want)
		}
	}
	if doc := render(t, context.Background(), ui.Pagination(ui.Pages("Páginas", 1, 1, strconv.Itoa))); doc.Find("nav").Length() != 0 {
		t.Error("one page needs no way through")
	}
}

func outline(p ui.PaginationProps) string {
	parts := []string{}
	if p.Previous != "" {
		parts = append(parts, "<")
	}
	for _, page := range p.Pages {
		switch {
		case page.Number == 0:
			parts = append(parts, "…")
		case page.Current:
			parts = append(parts, "["+strconv.Itoa(page.Number)+"]")
		default:
			parts = append(parts, strconv.Itoa(page.Number))
		}
	}
	if p.Next != "" {
		parts = append(parts, ">")
	}
	return strings.Join(parts, " ")
}
