package lines_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"hito/internal/db/dbtest"
	"hito/web/lines"
	"hito/web/ui/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func site(t *testing.T) pagetest.Site {
	t.Helper()
	p := lines.Pages{Pool: pagetest.Demo(t), Today: pagetest.Today}
	return pagetest.Site{"/planes/{plan}/lineas": p.Index, "/planes/{plan}/lineas/{code}": p.Show}
}

func TestLineOfThePublishedPlan(t *testing.T) {
	page := site(t).Page(t, pagetest.Montilla+"/lineas/L.E.2")
	page.Says("h1", "Sistema de Servicios Sociales de Andalucía")
	page.Says("main", "Reforzar la capacidad organizativa")
	// Six objectives: 0.8, 2/3, 1, 13/18, 67/126 and 37/52.5 give 4.4254 of 6.
	page.Says("#progreso", "73,8 %", "75,8 %", "13 de 13 indicadores con dato", "6 objetivos", "4,4254 ÷ 6 = 73,76 %", "64,9 %")
	if got := pagetest.Texts(page.Find("#objetivos tbody .code")); !slices.Equal(got, strings.Fields("O.E.1 O.E.2 O.E.5 O.E.7 O.E.8 O.E.11")) {
		t.Errorf("objectives %q", got)
	}
	page.Says("#estandares", "III.2.1", "III.2.5", "O.E.7", "ningún objetivo de la línea lo trabaja")
	if n := page.Find("#estandares li").Length(); n != 5 {
		t.Errorf("%d standards, want 5", n)
	}
	if got := pagetest.Texts(page.Find("#otras li a")); !slices.Equal(got, []string{"L.E.1. Ciudadanía", "L.E.3. Profesionales y personal"}) {
		t.Errorf("other lines %q", got)
	}
}

func TestCountsLeadToTheListOfTheLine(t *testing.T) {
	page := site(t).Page(t, pagetest.Montilla+"/lineas/L.E.1?fecha=2022-11-30")
	sum := 0
	page.Find("#estados a.count").Each(func(_ int, a *goquery.Selection) {
		href, _ := a.Attr("href")
		if !strings.HasPrefix(href, pagetest.Montilla+"/indicadores?") || !strings.Contains(href, "linea=L.E.1") ||
			!strings.Contains(href, "estado=") || !strings.Contains(href, "fecha=2022-11-30") {
			t.Errorf("leads to %s", href)
		}
		sum += int(pagetest.Text(a.Find(".count-figure"))[0] - '0')
	})
	if sum != 4 {
		t.Errorf("%d indicators by status, want 4", sum)
	}
}

func TestAllLines(t *testing.T) {
	s := site(t)
	page := s.Page(t, pagetest.Montilla+"/lineas")
	if got := pagetest.Texts(page.Find("#lineas li a[href*='/lineas/']")); len(got) != 3 {
		t.Errorf("lines %q", got)
	}
	if n := page.Find("#lineas .explain").Length(); n != 3 {
		t.Errorf("%d of 3 lines explain their figures", n)
	}
	if got := pagetest.Texts(page.Find("#sin-linea tbody .code")); !slices.Equal(got, []string{"O.E.12"}) {
		t.Errorf("without line: %q", got)
	}
	page.Find("#lineas li a[href*='/lineas/']").Each(func(_ int, a *goquery.Selection) {
		href, _ := a.Attr("href")
		s.Page(t, href)
	})
}

func TestLinesBeforeThePlanBegan(t *testing.T) {
	page := site(t).Page(t, pagetest.Montilla+"/lineas/L.E.1?fecha=2020-01-01")
	page.Says(".notice", "aún no había empezado")
	page.Says("#progreso", "0,0 %")
}

func TestLinesThatAreNotThere(t *testing.T) {
	s := site(t)
	cases := map[string]int{
		pagetest.Montilla + "/lineas/L.E.9":              http.StatusNotFound,
		pagetest.Montilla + "/lineas/%3Cscript%3E":       http.StatusNotFound,
		pagetest.Montilla + "/lineas/L.E.1?fecha=x":      http.StatusBadRequest,
		pagetest.Montilla + "/lineas?seguimiento=0":      http.StatusBadRequest,
		pagetest.Montilla + "/lineas?seguimiento=987654": http.StatusNotFound,
		"/planes/ninguno/lineas":                         http.StatusNotFound,
		"/planes/ninguno/lineas/L.E.1":                   http.StatusNotFound,
		pagetest.Example + "/lineas/L.E.1":               http.StatusNotFound,
	}
	for address, status := range cases {
		response := s.Get(t, address)
		if response.Code != status {
			t.Errorf("%s answers %d, want %d", address, response.Code, status)
		}
	}
}
