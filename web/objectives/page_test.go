package objectives_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"hito/internal/db/dbtest"
	"hito/web/objectives"
	"hito/web/ui/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func site(t *testing.T) pagetest.Site {
	t.Helper()
	p := objectives.Pages{Pool: pagetest.Demo(t), Today: pagetest.Today}
	return pagetest.Site{"/planes/{plan}/objetivos": p.Index, "/planes/{plan}/objetivos/{code}": p.Show}
}

func TestObjectiveOfThePublishedPlan(t *testing.T) {
	page := site(t).Page(t, pagetest.Montilla+"/objetivos/O.E.4")
	page.Says("h1", "Definir canales y espacios de comunicación")
	page.Says("#progreso", "70,0 %", "En plazo", "71,0 %", "2 de 2 indicadores con dato", "1 (un 8,3 % del plan)",
		"El progreso de un objetivo es la media ponderada", "1,4000 ÷ 2 = 70,00 %")
	page.Says("#progreso dt:contains('Progreso publicado') + dd", "70 %")
	if got := pagetest.Texts(page.Find("#indicadores tbody .code")); !slices.Equal(got, []string{"I.4.1", "I.4.2"}) {
		t.Errorf("indicators %q", got)
	}
	page.Says("#lineas", "L.E.1. Ciudadanía", "L.E.3. Profesionales y personal")
	page.Says("#estandares", "III.1.1", "III.1.2", "I.4.2", "ninguno de sus indicadores lo mide")
	if n := page.Find("#resultados li").Length(); n != 9 {
		t.Errorf("%d results, want 9", n)
	}
	page.Says("#resultados li:contains('CHANCE')", "I.4.2", "también en I.1.1, I.3.1")
	page.Says(".neighbours a[rel=prev]", "Objetivo anterior", "O.E.3.")
	page.Says(".neighbours a[rel=next]", "Objetivo siguiente", "O.E.5.")
}

func TestEveryObjectiveOfBothPlans(t *testing.T) {
	s := site(t)
	for _, plan := range []string{pagetest.Montilla, pagetest.Example} {
		address, seen := "", 0
		for _, first := range []string{plan + "/objetivos/O.E.1", plan + "/objetivos/O1"} {
			response := s.Get(t, first)
			if response.Code == http.StatusOK {
				address = first
			}
		}
		for address != "" {
			page := s.Page(t, address)
			seen++
			if page.Find("h1").Length() != 1 || page.Find("#indicadores").Length() != 1 {
				t.Errorf("%s is not whole", address)
			}
			address, _ = page.Find("a[rel=next]").Attr("href")
		}
		if seen < 10 {
			t.Errorf("%s: the way through its objectives ends after %d", plan, seen)
		}
	}
}

func TestObjectiveWithoutIndicators(t *testing.T) {
	page := site(t).Page(t, pagetest.Montilla+"/objetivos/O.E.10")
	page.Says("#progreso", "0,0 %", "sin indicadores", "71,0 %")
	page.Says("#indicadores .empty", "Sin indicadores", "cuenta como 0 %", "70,96 %")
	page.Says("#resultados .empty", "Sin resultados todavía")
}

func TestCancelledObjective(t *testing.T) {
	s := site(t)
	page := s.Page(t, pagetest.Example+"/objetivos/O10")
	page.Says(".notice-warning", "Objetivo anulado el", "no cuenta en el progreso del plan")
	page.Says("#progreso", "no cuenta", "Anulado", "Peso que tenía")
	if page.Find("#progreso .bullet").Length() > 0 {
		t.Error("a bar is drawn for what does not count")
	}
	before := s.Page(t, pagetest.Example+"/objetivos/O10?fecha=2025-01-01")
	if before.Find(".notice-warning").Length() > 0 || before.Find("#progreso .bullet").Length() == 0 {
		t.Error("it was cancelled before its time")
	}
}

func TestWeightlessObjective(t *testing.T) {
	page := site(t).Page(t, pagetest.Example+"/objetivos/O8")
	page.Says(".notice", "Su peso es 0")
	page.Says("#progreso", "0 (no cuenta)")
}

func TestPublishedFigureThatDiffers(t *testing.T) {
	s := site(t)
	s.Page(t, pagetest.Montilla+"/objetivos/O.E.12").Says(".notice-warning", "publicado 0 %; según sus indicadores, 17 %")
	if s.Page(t, pagetest.Montilla+"/objetivos/O.E.12?fecha=2022-11-30").Find(".notice-warning").Length() > 0 {
		t.Error("a date has no published figures")
	}
	if s.Page(t, pagetest.Montilla+"/objetivos/O.E.11").Find(".notice-warning").Length() > 0 {
		t.Error("a figure that agrees is warned of")
	}
}

func TestLinksKeepTheDate(t *testing.T) {
	page := site(t).Page(t, pagetest.Montilla+"/objetivos/O.E.4?fecha=2022-11-30")
	links := page.Find("#indicadores a, #lineas a, #resultados a, #estandares a, .neighbours a")
	if links.Length() < 15 {
		t.Fatalf("only %d links", links.Length())
	}
	links.Each(func(_ int, a *goquery.Selection) {
		href, _ := a.Attr("href")
		if strings.HasPrefix(href, pagetest.Montilla+"/resultados/") {
			return // a result is the same on every date
		}
		if !strings.HasSuffix(href, "?fecha=2022-11-30") {
			t.Errorf("%s forgets the date", href)
		}
	})
}

func TestIndexIsTheSeguimiento(t *testing.T) {
	response := site(t).Get(t, pagetest.Montilla+"/objetivos?fecha=2022-11-30")
	if response.Code != http.StatusMovedPermanently || response.Header().Get("Location") != pagetest.Montilla+"/seguimiento?fecha=2022-11-30" {
		t.Errorf("%d to %s", response.Code, response.Header().Get("Location"))
	}
}

func TestObjectivesThatAreNotThere(t *testing.T) {
	s := site(t)
	cases := map[string]int{
		pagetest.Montilla + "/objetivos/O.E.99":                           http.StatusNotFound,
		pagetest.Montilla + "/objetivos/%27%20OR%201=1":                   http.StatusNotFound,
		pagetest.Montilla + "/objetivos/" + strings.Repeat("x", 4000):     http.StatusNotFound,
		pagetest.Montilla + "/objetivos/O.E.1?seguimiento=123456":         http.StatusNotFound,
		pagetest.Montilla + "/objetivos/O.E.1?seguimiento=abc":            http.StatusBadRequest,
		pagetest.Montilla + "/objetivos/O.E.1?fecha=31%2F12%2F2022":       http.StatusBadRequest,
		"/planes/ninguno/objetivos/O.E.1":                                 http.StatusNotFound,
		pagetest.Montilla + "/objetivos/O.E.1?fecha=2200-12-31&otra=cosa": http.StatusOK,
	}
	for address, status := range cases {
		response := s.Get(t, address)
		if response.Code != status {
			t.Errorf("%.80s answers %d, want %d", address, response.Code, status)
		}
	}
}
