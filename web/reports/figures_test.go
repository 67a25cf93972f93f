package reports_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/db/dbtest"
	"hito/internal/report"
	"hito/internal/user"
	"hito/web/comparisons"
	"hito/web/dashboards"
	"hito/web/reports"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

var (
	percentage = regexp.MustCompile(`−?\d[\d.]*(?:,\d+)?\x{a0}%`)
	points     = regexp.MustCompile(`[+−]?\d+,\d\x{a0}p\.`)
)

// site is the report beside the pages that show the same figures, as the technician sees them.
func site(t *testing.T, pool *pgxpool.Pool) func(address string) *goquery.Document {
	t.Helper()
	told := reports.Pages{
		Reports: report.Store{Pool: pool, Now: time.Now, Today: pagetest.Today}, Slow: pool, Location: time.UTC,
	}
	r := chi.NewRouter()
	r.Get("/planes/{plan}/informe", pagetest.Answered(t, told.Show))
	r.Get("/planes/{plan}/cuadro-de-mando", pagetest.Answered(t, dashboards.Pages{Pool: pool, Today: pagetest.Today}.Show))
	r.Get("/planes/{plan}/comparar", pagetest.Answered(t, comparisons.Pages{Pool: pool, Today: pagetest.Today}.Show))
	session := user.Session{ID: 1, Confirmed: true, User: dbtest.Actor(t, pool, access.Technician)}
	return func(address string) *goquery.Document {
		t.Helper()
		asked := httptest.NewRequestWithContext(ui.WithSession(t.Context(), session), http.MethodGet, address, nil)
		w := httptest.NewRecorder()
		r.ServeHTTP(w, asked)
		if w.Code != http.StatusOK {
			t.Fatalf("%s answers %d", address, w.Code)
		}
		return pagetest.Read(t, asked, w)
	}
}

// bars reads the percentages of a chart of the dashboard, from the names of its bars.
func bars(dashboard *goquery.Document, panel string) (all []string) {
	dashboard.Find(panel + " svg[role=img][aria-label]").Each(func(_ int, bar *goquery.Selection) {
		all = append(all, percentage.FindAllString(bar.AttrOr("aria-label", ""), -1)...)
	})
	return all
}

// drawn reads the percentages of a chart of the report: of each bar its own, and what was expected.
func drawn(told *goquery.Document, caption string) (all []string) {
	told.Find("#cuadro-de-mando ~ figure").Each(func(_ int, figure *goquery.Selection) {
		if figure.Find("figcaption").First().Text() != caption {
			return
		}
		figure.Find("li").Each(func(_ int, bar *goquery.Selection) {
			all = append(all, percentage.FindAllString(bar.Find(".paper-bar-text").Text(), -1)...)
			all = append(all, percentage.FindAllString(bar.Find(".paper-beside").Text(), -1)...)
		})
	})
	return all
}

// inTable reads the percentages of the rows of a table below something.
func inTable(in *goquery.Selection) (all []string) {
	in.Find("tbody tr").Each(func(_ int, row *goquery.Selection) {
		row.Find("td").Each(func(_ int, cell *goquery.Selection) {
			all = append(all, percentage.FindAllString(cell.Text(), -1)...)
		})
	})
	return all
}

// section is a part of the report.
func section(told *goquery.Document, id string) *goquery.Selection {
	return told.Find("#" + id).Parent()
}

// views are plans at moments of every kind.
var views = []string{
	pagetest.Montilla + "/%s?seguimiento=1", pagetest.Montilla + "/%s?fecha=2022-11-30", pagetest.Montilla + "/%s?fecha=2021-06-30",
	pagetest.Montilla + "/%s?fecha=2026-01-01", pagetest.Example + "/%s", pagetest.Example + "/%s?fecha=2025-12-31",
	pagetest.Example + "/%s?fecha=2030-01-01", pagetest.Example + "/%s?seguimiento=2", pagetest.Example + "/%s?seguimiento=3",
}

func TestFiguresAreThoseOfTheDashboardToTheDigit(t *testing.T) {
	get := site(t, pagetest.Demo(t))
	for _, view := range views {
		dashboard := get(strings.Replace(view, "%s", "cuadro-de-mando", 1))
		told := get(strings.Replace(view, "%s", "informe", 1))
		for panel, caption := range map[string]string{
			"#objetivos": "Progreso por objetivos", "#mayor-progreso": "Indicadores con mayor progreso", "#menor-progreso": "Indicadores con menor progreso",
		} {
			want, got := bars(dashboard, panel), drawn(told, caption)
			if !slices.Equal(got, want) || len(want) == 0 && panel == "#objetivos" {
				t.Errorf("%s: %s has %q, the dashboard %q", view, caption, got, want)
			}
		}
		if want, got := inTable(dashboard.Find("#actual-previsto figure").First()), inTable(told.Find(".paper-data")); !slices.Equal(got, want) || len(want) == 0 {
			t.Errorf("%s: over time %q, the dashboard %q", view, got, want)
		}
		headline := percentage.FindAllString(dashboard.Find(".headline-value").Text()+" "+dashboard.Find(".facts").Text(), -1)
		if got := percentage.FindAllString(section(told, "en-una-pagina").Find(".paper-value").Text(), -1); !slices.Equal(got, headline) {
			t.Errorf("%s: headline %q, the dashboard %q", view, got, headline)
		}
		compareIndicators(t, view, dashboard, told)
	}
}

// compareIndicators compares the figures of each indicator by its code.
func compareIndicators(t *testing.T, view string, dashboard, told *goquery.Document) {
	t.Helper()
	want := map[string][]string{}
	dashboard.Find("#indicadores tbody tr").Each(func(_ int, row *goquery.Selection) {
		if code := strings.TrimSpace(row.Find(".code").First().Text()); code != "" { // others say that there is nothing to list
			want[code] = percentage.FindAllString(row.Find("td").Text(), -1)
		}
	})
	seen := 0
	for _, id := range []string{"seguimiento-por-objetivo", "desviaciones"} {
		section(told, id).Find("tbody tr").Each(func(_ int, row *goquery.Selection) {
			code, _, _ := strings.Cut(row.Find("th").Text(), ". ")
			figures, known := want[code]
			if !known {
				return
			}
			seen++
			for n, got := range percentage.FindAllString(row.Find("td.num").Text(), -1) {
				if n >= len(figures) || figures[n] != got {
					t.Errorf("%s, %s in %s: %q, the dashboard %q", view, code, id, got, figures)
				}
			}
		})
	}
	if seen < len(want) || len(want) < 20 {
		t.Errorf("%s: %d of %d indicators were compared", view, seen, len(want))
	}
}

func TestNoFigureIsTheReportsOwn(t *testing.T) {
	get := site(t, pagetest.Demo(t))
	for _, view := range views {
		known := percentage.FindAllString(get(strings.Replace(view, "%s", "cuadro-de-mando", 1)).Find("main").Text(), -1)
		told := get(strings.Replace(view, "%s", "informe", 1))
		for _, id := range []string{"en-una-pagina", "cuadro-de-mando", "seguimiento-por-objetivo", "desviaciones"} {
			figures := percentage.FindAllString(section(told, id).Text(), -1)
			if len(figures) == 0 && id != "desviaciones" {
				t.Errorf("%s: no figures in %s", view, id)
			}
			for _, figure := range figures {
				if !slices.Contains(known, figure) && !slices.Contains(before(told), figure) {
					t.Errorf("%s: %s in %s is not on the dashboard", view, figure, id)
				}
			}
		}
	}
}

// before are the figures of the follow-up that the report compares with, which the page of the comparison has.
func before(told *goquery.Document) []string {
	return percentage.FindAllString(section(told, "que-ha-cambiado").Text(), -1)
}

func TestChangesAreThoseOfTheComparison(t *testing.T) {
	pool := pagetest.Demo(t)
	get := site(t, pool)
	var last, previous string
	err := pool.QueryRow(t.Context(), `
		SELECT max(s.id)::text, (array_agg(s.id::text ORDER BY s.id DESC))[2]
		  FROM snapshots s
		  JOIN plans p ON p.id = s.plan_id
		 WHERE p.slug = 'plan-de-ejemplo'`).Scan(&last, &previous)
	if err != nil {
		t.Fatal(err)
	}
	for report, comparison := range map[string]string{
		"/informe": "/comparar?de=" + last + "&a=hoy", "/informe?seguimiento=" + last: "/comparar?de=" + previous + "&a=" + last,
	} {
		changes := section(get(pagetest.Example+report), "que-ha-cambiado").Text()
		page := get(pagetest.Example + comparison).Find("main").Text()
		found := append(percentage.FindAllString(changes, -1), points.FindAllString(changes, -1)...)
		if len(found) < 20 {
			t.Errorf("%s: only %d figures", report, len(found))
		}
		for _, figure := range found {
			if !strings.Contains(page, figure) {
				t.Errorf("%s: %s is not in the comparison", report, figure)
			}
		}
	}
}

func TestPublishedFiguresThatDifferAreTold(t *testing.T) {
	get := site(t, pagetest.Demo(t))
	told := get(pagetest.Montilla + "/informe?seguimiento=1")
	text := pagetest.Text(section(told, "seguimiento-por-objetivo").Find("ul").First())
	for _, words := range []string{"Indicador I.12.1. ", "publicado 0,00 %, calculado 33,33 %", "Objetivo O.E.12. ", "publicado 0 %, calculado 17 %"} {
		if !strings.Contains(text, words) {
			t.Errorf("%q is not in %q", words, text)
		}
	}
	if n := section(told, "seguimiento-por-objetivo").Find("ul").First().Find("li").Length(); n != 2 {
		t.Errorf("%d figures differ, want 2", n)
	}
}
