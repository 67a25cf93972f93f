package followups_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"hito/internal/db/dbtest"
	"hito/web/followups"
	"hito/web/ui/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func site(t *testing.T) pagetest.Site {
	t.Helper()
	p := followups.Pages{Pool: pagetest.Demo(t), Today: pagetest.Today}
	return pagetest.Site{"/planes/{plan}/seguimiento": p.Show}
}

func cells(table *goquery.Selection, label string) []string {
	return pagetest.Texts(table.Find("tbody td[data-label^='" + label + "']"))
}

// codes of the indicators that a page shows, in its order.
func codes(page pagetest.Page) string {
	return strings.Join(pagetest.Texts(page.Find(".annex-table tbody th .code")), " ")
}

func want(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %q\nwant %q", what, got, want)
	}
}

func TestBothPublishedTables(t *testing.T) {
	page := site(t).Page(t, pagetest.Montilla+"/seguimiento")
	objectives := page.Find(".objective-table")
	want(t, "ids", pagetest.Texts(objectives.Find("tbody .code")),
		strings.Fields("O.E.1 O.E.2 O.E.3 O.E.4 O.E.5 O.E.6 O.E.7 O.E.8 O.E.9 O.E.10 O.E.11 O.E.12"))
	counts := objectives.Find("tbody td[data-label='Nº indicadores'] a").Map(func(_ int, a *goquery.Selection) string {
		return strings.Fields(a.Text())[0]
	})
	want(t, "indicators", counts, strings.Fields("1 2 1 2 1 1 3 3 2 0 3 2"))
	want(t, "means", cells(objectives, "Progreso"),
		[]string{"80 %", "67 %", "100 %", "70 %", "100 %", "50 %", "72 %", "53 %", "100 %", "0 %", "70 %", "17 %"})
	want(t, "published means", cells(objectives, "Publicado"),
		[]string{"80 %", "67 %", "100 %", "70 %", "100 %", "50 %", "72 %", "53 %", "100 %", "0 %", "70 %", "0 % difiere"})
	if total := pagetest.Text(objectives.Find("tfoot")); !strings.Contains(total, "21") || !strings.Contains(total, "64,9 %") || !strings.Contains(total, "73,4 %") {
		t.Errorf("total: %s", total)
	}

	indicators := page.Find(".annex-table")
	if n := indicators.Find("tbody tr").Length(); n != 21 {
		t.Errorf("%d indicators", n)
	}
	blank := 0
	for _, baseline := range cells(indicators, "Valor inicial") {
		if baseline == "sin línea base" {
			blank++
		}
	}
	if blank != 5 {
		t.Errorf("%d blank baselines, want 5", blank)
	}
	want(t, "progress of O.E.7", cells(indicators.FilterFunction(func(_ int, s *goquery.Selection) bool {
		return strings.Contains(s.Find("caption").Text(), "O.E.7")
	}), "Progreso"), []string{"66,67 % publicado 66,67 %", "100,00 % publicado 100,00 %", "50,00 % publicado 50,00 %"})
	if n := page.Find(".annex-table tr:contains('I.4.1') .results-list li").Length(); n != 5 {
		t.Errorf("I.4.1 has %d results, want 5", n)
	}
}

func TestWhatWasPublishedWrong(t *testing.T) {
	page := site(t).Page(t, pagetest.Montilla+"/seguimiento")
	notice := pagetest.Text(page.Find(".notice-warning"))
	for _, text := range []string{
		"2 cifras publicadas no coinciden", "O.E.12", "publicado 0 %; según sus indicadores, 17 %",
		"I.12.1", "publicado 0,00 %; según sus propios valores, 33,33 %",
	} {
		if !strings.Contains(notice, text) {
			t.Errorf("%q is not in %q", text, notice)
		}
	}
	want(t, "marked", pagetest.Texts(page.Find(".differs")), []string{"0 % difiere", "publicado 0,00 %"})
}

func TestADateHasNothingPublished(t *testing.T) {
	page := site(t).Page(t, pagetest.Montilla+"/seguimiento?fecha=2022-11-30")
	if text := pagetest.Text(page.Find("main")); strings.Contains(text, "ublicado 8") || page.Find(".notice-warning").Length() > 0 {
		t.Error("a live date shows published figures")
	}
	want(t, "means", cells(page.Find(".objective-table"), "Progreso")[10:], []string{"70 %", "17 %"})
	page.Find(".objective-table a, .annex-table th a").Each(func(_ int, a *goquery.Selection) {
		if href, _ := a.Attr("href"); !strings.HasPrefix(href, "#") && !strings.Contains(href, "fecha=2022-11-30") {
			t.Errorf("%s forgets the date", href)
		}
	})
}

func TestFilters(t *testing.T) {
	s := site(t)
	cases := []struct{ query, codes, objectives string }{
		{"texto=evaluacion", "I.2.2 I.12.1 I.12.2", "O.E.2 O.E.12"},
		{"texto=proactiva", "", "O.E.10"},
		{"linea=L.E.1&estado=con-retraso", "I.4.1 I.6.1", "O.E.4 O.E.6"},
		{"linea=L.E.1", "I.1.1 I.4.1 I.4.2 I.6.1", "O.E.1 O.E.4 O.E.6 O.E.10"},
		{"objetivo=O.E.8", "I.8.1 I.8.2 I.8.3", "O.E.8"},
		{"unidad=UTS&estado=cumplido", "I.7.2", "O.E.7"},
		{"objetivo=O.E.8&orden=progreso", "I.8.3 I.8.1 I.8.2", "O.E.8"},
		{"objetivo=O.E.8&orden=progreso&dir=desc", "I.8.2 I.8.1 I.8.3", "O.E.8"},
	}
	for _, c := range cases {
		t.Run(c.query, func(t *testing.T) {
			page := s.Page(t, pagetest.Montilla+"/seguimiento?"+c.query)
			if got := codes(page); got != c.codes {
				t.Errorf("indicators %q, want %q", got, c.codes)
			}
			want(t, "objectives", pagetest.Texts(page.Find(".annex-group > summary > .code")), strings.Fields(c.objectives))
			if n := page.Find(".objective-table tbody tr").Length(); n != 12 {
				t.Errorf("the table of objectives has %d rows: it is always whole", n)
			}
			if page.Find(".print-only:contains('Lista filtrada')").Length() != 1 {
				t.Error("on paper nothing says that the list is filtered")
			}
		})
	}
}

func TestNothingMatches(t *testing.T) {
	page := site(t).Page(t, pagetest.Montilla+"/seguimiento?texto=jirafas&orden-objetivos=progreso")
	if text := pagetest.Text(page.Find("#indicadores .empty")); !strings.Contains(text, "Ningún indicador coincide") {
		t.Errorf("says %q", text)
	}
	href, _ := page.Find("#indicadores .empty a").Attr("href")
	if href != pagetest.Montilla+"/seguimiento?orden-objetivos=progreso#indicadores" {
		t.Errorf("the way out is %s", href)
	}
}

func TestObjectivesSort(t *testing.T) {
	s := site(t)
	cases := []struct{ query, first string }{
		{"orden-objetivos=progreso", "O.E.10 O.E.12 O.E.6"},
		{"orden-objetivos=progreso&dir-objetivos=desc", "O.E.3 O.E.5 O.E.9"},
		{"orden-objetivos=indicadores&dir-objetivos=desc", "O.E.7 O.E.8 O.E.11"},
		{"orden-objetivos=estado", "O.E.10 O.E.12 O.E.6"},
		{"orden-objetivos=previsto&dir-objetivos=desc", "O.E.5 O.E.1 O.E.2"},
		{"orden-objetivos=otra-cosa", "O.E.1 O.E.2 O.E.3"},
	}
	for _, c := range cases {
		t.Run(c.query, func(t *testing.T) {
			page := s.Page(t, pagetest.Montilla+"/seguimiento?"+c.query)
			want(t, "first", pagetest.Texts(page.Find(".objective-table tbody .code"))[:3], strings.Fields(c.first))
			if page.Find(".objective-table th[aria-sort]").Length() != 1 {
				t.Error("no single heading says how the table is sorted")
			}
		})
	}
}

func TestEverythingFoldsAndUnfolds(t *testing.T) {
	s := site(t)
	address := pagetest.Montilla + "/seguimiento?linea=L.E.1"
	page := s.Page(t, address)
	groups := page.Find(".annex-group")
	if groups.Length() != 4 || groups.Filter("[open]").Length() != 4 {
		t.Fatalf("%d groups, %d open", groups.Length(), groups.Filter("[open]").Length())
	}
	link := page.Find("#indicadores .panel-actions a")
	if pagetest.Text(link) != "Plegar todo" {
		t.Errorf("offers %q", pagetest.Text(link))
	}
	href, _ := link.Attr("href")
	folded := s.Page(t, strings.TrimSuffix(href, "#indicadores"))
	groups = folded.Find(".annex-group")
	if groups.Length() != 4 || groups.Filter("[open]").Length() != 0 {
		t.Errorf("after folding: %d groups, %d open", groups.Length(), groups.Filter("[open]").Length())
	}
	if text := pagetest.Text(folded.Find("#indicadores .panel-actions a")); text != "Desplegar todo" {
		t.Errorf("offers %q", text)
	}
}

func TestThePlanUnderWayShowsEveryState(t *testing.T) {
	page := site(t).Page(t, pagetest.Example+"/seguimiento")
	text := pagetest.Text(page.Find("main"))
	for _, word := range []string{"Cumplido", "En plazo", "Con retraso", "Crítico", "Sin dato", "No iniciado", "Anulado", "sin indicadores", "peso 0"} {
		if !strings.Contains(text, word) {
			t.Errorf("nothing is %q", word)
		}
	}
	if strings.Contains(text, "ublicado en:") {
		t.Error("says that figures were published")
	}
	if n := page.Find(".annex-body:contains('Nada mide todavía')").Length(); n != 1 {
		t.Errorf("%d objectives say that nothing measures them", n)
	}
}

func TestAnchorsExist(t *testing.T) {
	page := site(t).Page(t, pagetest.Example+"/seguimiento")
	ids := map[string]int{}
	page.Find("[id]").Each(func(_ int, s *goquery.Selection) { id, _ := s.Attr("id"); ids[id]++ })
	for id, n := range ids {
		if n > 1 {
			t.Errorf("%d elements are called %s", n, id)
		}
	}
	page.Find("main a[href^='#']").Each(func(_ int, a *goquery.Selection) {
		if href, _ := a.Attr("href"); ids[strings.TrimPrefix(href, "#")] == 0 {
			t.Errorf("%s leads nowhere", href)
		}
	})
}

func TestHostileAddresses(t *testing.T) {
	s := site(t)
	long := strings.Repeat("x", 5000)
	cases := map[string]int{
		"?fecha=2022-13-45":                   http.StatusBadRequest,
		"?fecha=ayer":                         http.StatusBadRequest,
		"?seguimiento=-1":                     http.StatusBadRequest,
		"?seguimiento=99999999999999999":      http.StatusNotFound,
		"?seguimiento=9999999999999999999999": http.StatusBadRequest,
		"?fecha=1900-01-01":                   http.StatusOK,
		"?fecha=2200-12-31":                   http.StatusOK,
		"?texto=" + url.QueryEscape("<script>alert(1)</script>"): http.StatusOK,
		"?texto=" + long + "&linea=" + long + "&unidad=" + long:  http.StatusOK,
		"?orden=precio&dir=lateral&pagina=-7&detalle=medio":      http.StatusOK,
		"?pagina=99999999999999999999999&estado=feliz":           http.StatusOK,
		"?orden-objetivos=%27%3B--&dir-objetivos=desc":           http.StatusOK,
	}
	for query, status := range cases {
		response := s.Get(t, pagetest.Montilla+"/seguimiento"+query)
		if response.Code != status {
			t.Errorf("%.60s answers %d, want %d", query, response.Code, status)
		}
	}
	response := s.Get(t, "/planes/no-existe/seguimiento")
	if response.Code != http.StatusNotFound {
		t.Errorf("an unknown plan answers %d", response.Code)
	}
	page := s.Page(t, pagetest.Montilla+"/seguimiento?texto="+url.QueryEscape("<script>alert(1)</script>"))
	if page.Find("script:contains('alert')").Length() > 0 {
		t.Error("a search became a script")
	}
}
