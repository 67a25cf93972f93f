package dashboards_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/plan"
	"hito/web/dashboards"
	"hito/web/ui/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func site(t *testing.T) pagetest.Site {
	t.Helper()
	p := dashboards.Pages{Pool: pagetest.Demo(t), Today: pagetest.Today}
	return pagetest.Site{"/planes/{plan}/cuadro-de-mando": p.Show}
}

const (
	montilla = pagetest.Montilla + "/cuadro-de-mando"
	example  = pagetest.Example + "/cuadro-de-mando"
)

func TestPublishedPlanOnItsCutOff(t *testing.T) {
	page := site(t).Page(t, montilla+"?fecha=2022-11-30")
	page.Says("#progreso", "64,9 %", "Con retraso", "73,4 %", "21 de 21 indicadores con dato", "30 de noviembre de 2022", "212",
		"8,4 puntos por debajo", "7,7921 ÷ 12 = 64,93 %", "O.E.10 no tiene indicadores")
	for code, want := range map[string]string{
		"O.E.1": "80 %", "O.E.2": "67 %", "O.E.3": "100 %", "O.E.4": "70 %", "O.E.5": "100 %", "O.E.6": "50 %",
		"O.E.7": "72 %", "O.E.8": "53 %", "O.E.9": "100 %", "O.E.10": "0 %", "O.E.11": "70 %", "O.E.12": "17 %",
	} {
		row := page.Find("#grafico-objetivos .chart-row").FilterFunction(func(_ int, s *goquery.Selection) bool {
			return pagetest.Text(s.Find(".chart-code")) == code
		})
		if got := pagetest.Text(row.Find(".chart-value")); got != want {
			t.Errorf("%s is drawn with %q, want %q", code, got, want)
		}
	}
	page.Says("#mayor-progreso", "I.2.1", "100,00 %")
	page.Says("#menor-progreso", "I.12.2", "0,00 %", "I.12.1", "33,33 %", "(1 − 0) ÷ (3 − 0) = 1 ÷ 3 = 33,33 %")
	page.Says("#lineas", "L.E.1", "L.E.2", "L.E.3")
	page.Says("#pendiente", "Objetivos sin indicadores", "O.E.10")
	page.Says("#cambios", "Sin seguimiento anterior")
}

func TestEveryPanelExplainsItsPercentages(t *testing.T) {
	page := site(t).Page(t, example)
	page.Find("main section.panel").Each(func(_ int, panel *goquery.Selection) {
		percentages := strings.Contains(panel.Text(), "%")
		if percentages && panel.Find("details.explain").Length() == 0 {
			t.Errorf("the panel %q shows percentages and does not say how they are calculated", pagetest.Text(panel.Find("h2").First()))
		}
	})
	page.Find("[data-chart]").Each(func(_ int, chart *goquery.Selection) {
		if chart.Find("details table tbody tr").Length() == 0 {
			t.Errorf("the chart %q has no table", chart.AttrOr("id", ""))
		}
	})
}

func TestPlanThatIsOverShowsItsLastSnapshotFirst(t *testing.T) {
	s := site(t)
	page := s.Page(t, montilla)
	page.Says("main", "terminó el 30 de junio de 2023", "último seguimiento cerrado", "30 de noviembre de 2022")
	page.Says("#progreso", "64,9 %")
	page = s.Page(t, montilla+"?fecha=2026-03-14")
	page.Says("#progreso", "100,0 %", "terminó el 30 de junio de 2023")
}

func TestCountsFilterTheList(t *testing.T) {
	s := site(t)
	page := s.Page(t, example+"?fecha=2026-03-14")
	link := page.Find(`#grafico-estados a[href*="estado=critico"]`)
	count := pagetest.Text(link.Find(".count-figure"))
	if count == "" || count == "0" {
		t.Fatalf("no indicator is critical: %q", count)
	}
	href, _, _ := strings.Cut(link.AttrOr("href", ""), "#")
	if !strings.Contains(href, "fecha=2026-03-14") {
		t.Errorf("the filter %q forgets the date", href)
	}
	page = s.Page(t, href)
	rows := page.Find("#indicadores table.table-hover tbody tr")
	if got := pagetest.Text(rows.Find(".badge")); strings.Count(got, "Crítico") != rows.Length() || rows.Length() == 0 {
		t.Errorf("%d rows with the statuses %q, want only critical ones", rows.Length(), got)
	}
	page.Says("#indicadores", "Se muestran "+count+" de")
	page = s.Page(t, montilla+"?estado=anulado")
	page.Says("#indicadores", "Ningún indicador está así a esta fecha", "Ver todos los estados")
}

func TestChangesSinceTheLastSnapshot(t *testing.T) {
	page := site(t).Page(t, example)
	page.Says("#cambios", "Desde", "el plan,", "p. p.")
	if page.Find(`#cambios a[href*="/indicadores/"]`).Length() == 0 {
		t.Error("no change leads to its indicator")
	}
	if shown := page.Find("#cambios > .item-list > li").Length(); shown != 6 {
		t.Errorf("%d changes are in sight, want 6 and the others in a fold", shown)
	}
	if page.Find("#cambios .item-fold li").Length() == 0 {
		t.Error("the other changes are not there")
	}
	page.Says("#pendiente", "Sin ningún valor", "Valor atrasado", "tocaba el")
}

func TestPlanWithoutAnything(t *testing.T) {
	pool := pagetest.Demo(t)
	err := db.Tx(context.Background(), pool, func(tx pgx.Tx) error {
		_, err := plan.Create(context.Background(), tx, plan.Document{Plan: plan.Plan{
			PublishedAt: time.Now(),
			Slug:        "vacio", Title: "Plan </script><script>alert(1)</script>", Body: "Nadie", State: plan.Draft,
			StartsOn: date.New(2027, 1, 1), EndsOn: date.New(2027, 12, 31),
			OnTrackFrom: decimal.RequireFromString("0.9"), DelayedFrom: decimal.RequireFromString("0.7"),
		}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	s := pagetest.Site{"/planes/{plan}/cuadro-de-mando": dashboards.Pages{Pool: pool, Today: pagetest.Today}.Show}
	page := s.Page(t, "/planes/vacio/cuadro-de-mando")
	page.Says("main", "todavía no tiene objetivos", "todavía no tiene indicadores", "aún no había empezado", "no tiene líneas estratégicas")
	if html, err := page.Html(); err != nil || strings.Contains(html, "<script>alert") {
		t.Errorf("the title got out of its text (%v)", err)
	}
}

func TestHeadlineIsWhole(t *testing.T) {
	s := site(t)
	for address, want := range map[string]int{
		montilla + "?fecha=2020-01-01": http.StatusOK, montilla + "?fecha=2030-01-01": http.StatusOK,
		montilla + "?fecha=ayer": http.StatusBadRequest, montilla + "?seguimiento=99999": http.StatusNotFound,
		montilla + "?seguimiento=x": http.StatusBadRequest, "/planes/nadie/cuadro-de-mando": http.StatusNotFound,
	} {
		if got := s.Get(t, address).Code; got != want {
			t.Errorf("%s answers %d, want %d", address, got, want)
		}
	}
}
