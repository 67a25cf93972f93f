package indicators_test

import (
	"slices"
	"strings"
	"testing"

	"hito/web/ui/pagetest"
)

func column(rows [][]string, name string) (cells []string) {
	n := slices.Index(rows[0], name)
	for _, row := range rows[1:] {
		cells = append(cells, row[n])
	}
	return cells
}

// The list as data holds what the page lists, on all its pages, with every digit of its figures.
func TestTheListGoesOutAsData(t *testing.T) {
	s := open(t)
	page := s.page(montilla)
	links := page.Hrefs(".data-links a")
	if len(links) != 2 || links[0] != montilla+"?formato=csv" || links[1] != montilla+"?formato=csv-simple" {
		t.Fatalf("links %v", links)
	}
	for n, want := range []struct{ progress, baseline, on string }{{"33,3333333333333333333333", "0", "30/11/2022"}, {"33.3333333333333333333333", "0", "2022-11-30"}} {
		rows := s.Data(t, links[n])
		if got := column(rows, "Código"); !slices.Equal(got, page.Texts(listed)) {
			t.Errorf("codes %v", got)
		}
		third := rows[3]
		if third[0] != "I.2.2" || third[2] != "O.E.2" || third[5] != want.baseline || third[8] != want.on || third[9] != want.progress || third[12] != "Crítico" {
			t.Errorf("%v, want %v", third, want)
		}
	}
}

func TestFiltersAndOrderHoldInData(t *testing.T) {
	s := open(t)
	for query, want := range map[string]string{
		"objetivo=O.E.4&pagina=7":                         "I.4.1 I.4.2",
		"orden=codigo&dir=desc&objetivo=O.E.11":           "I.11.3 I.11.2 I.11.1",
		"texto=nada+de+eso":                               "",
		"fecha=2022-11-30&estado=critico&objetivo=O.E.12": "I.12.1 I.12.2",
	} {
		rows := s.Data(t, montilla+"?formato=csv&"+query)
		if got := strings.Join(column(rows, "Código"), " "); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	s.write(another("largo", "=1+1", 120))
	rows := s.Data(t, "/planes/largo/indicadores?formato=csv&pagina=2")
	if len(rows) != 121 || rows[120][1] != "'=1+1" {
		t.Errorf("%d rows, the last %v", len(rows), rows[len(rows)-1])
	}
}

// What a reader may not see of a plan is no data either.
func TestDataOfAPlanThatIsNotPublished(t *testing.T) {
	s := open(t)
	if _, err := s.pool.Exec(t.Context(), "UPDATE plans SET published_at = NULL WHERE slug = 'plan-de-ejemplo'"); err != nil {
		t.Fatal(err)
	}
	if got := s.Status(t, example+"?formato=csv"); got != 404 {
		t.Errorf("%d", got)
	}
	page := s.page(montilla + "?formato=xlsx")
	page.Says("h1", "Indicadores")
	if pagetest.Text(page.Find(".data-links")) == "" {
		t.Error("no way to the data")
	}
}
