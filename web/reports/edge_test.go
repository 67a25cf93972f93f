package reports_test

import (
	"slices"
	"strings"
	"testing"

	"hito/web/ui/pagetest"
)

// Plans in which nothing counts, of which nothing was measured, or in which everything is beyond its target.
func TestFiguresOfPlansAtTheEdge(t *testing.T) {
	pool := pagetest.Demo(t)
	get := site(t, pool)
	for _, c := range []struct{ name, sql string }{
		{"beyond the target", `UPDATE indicators SET target = 0.5, baseline = 0 WHERE rule = 'reach'`},
		{"no weight of indicators", `UPDATE indicators SET weight = 0 WHERE code LIKE '%.1'`},
		{"no weight of objectives", `UPDATE objectives SET weight = 0 WHERE position % 2 = 0`},
		{"cancelled", `UPDATE objectives SET cancelled_on = '2022-01-01', cancel_reason = 'Porque sí' WHERE position % 3 = 0`},
		{"nothing counts", `UPDATE objectives SET weight = 0`},
		{"everything is cancelled", `UPDATE objectives SET weight = 1, cancelled_on = '2021-07-01', cancel_reason = 'Porque sí'`},
	} {
		if _, err := pool.Exec(t.Context(), c.sql); err != nil {
			t.Fatal(err)
		}
		for _, view := range []string{pagetest.Montilla + "/%s?fecha=2022-11-30", pagetest.Montilla + "/%s?fecha=2021-06-30", pagetest.Example + "/%s?fecha=2025-12-31"} {
			dashboard, told := get(strings.Replace(view, "%s", "cuadro-de-mando", 1)), get(strings.Replace(view, "%s", "informe", 1))
			for panel, caption := range map[string]string{
				"#objetivos": "Progreso por objetivos", "#mayor-progreso": "Indicadores con mayor progreso", "#menor-progreso": "Indicadores con menor progreso",
			} {
				if want, got := bars(dashboard, panel), drawn(told, caption); !slices.Equal(got, want) {
					t.Errorf("%s, %s: %s has %q, the dashboard %q", c.name, view, caption, got, want)
				}
			}
			if want, got := inTable(dashboard.Find("#actual-previsto figure").First()), inTable(told.Find(".paper-data")); !slices.Equal(got, want) {
				t.Errorf("%s, %s: over time %q, the dashboard %q", c.name, view, got, want)
			}
			headline := percentage.FindAllString(dashboard.Find(".headline-value").Text()+" "+dashboard.Find(".facts").Text(), -1)
			if got := percentage.FindAllString(section(told, "en-una-pagina").Find(".paper-value").Text(), -1); !slices.Equal(got, headline) {
				t.Errorf("%s, %s: headline %q, the dashboard %q", c.name, view, got, headline)
			}
			compareIndicators(t, c.name+", "+view, dashboard, told)
		}
	}
}
