package indicators_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/demo"
	"hito/internal/fault"
	"hito/web/indicators"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const (
	montilla = "/planes/i-plan-innovacion-2021-2023/indicadores"
	example  = "/planes/plan-de-ejemplo/indicadores"
)

// today is in the 19th month of the fictitious plan, which began on 1 May 2025.
var today = date.New(2026, time.November, 21)

// site is the two pages as a person reaches them.
type site struct {
	*testing.T
	pool   *pgxpool.Pool
	routes http.Handler
}

func open(t *testing.T) site {
	t.Helper()
	pool := dbtest.New(t)
	if err := demo.Load(t.Context(), pool, today); err != nil {
		t.Fatal(err)
	}
	p := indicators.Pages{Pool: pool, Today: func() date.Date { return today }}
	r := chi.NewRouter()
	r.Get("/planes/{plan}/indicadores", answer(p.List))
	r.Get("/planes/{plan}/indicadores/{code}", answer(p.Show))
	return site{t, pool, r}
}

// answer gives errors the status that the shell gives them.
func answer(h func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch err := h(w, r); {
		case errors.Is(err, fault.NotFound):
			w.WriteHeader(http.StatusNotFound)
		case errors.Is(err, fault.BadInput):
			w.WriteHeader(http.StatusBadRequest)
		case err != nil:
			w.WriteHeader(http.StatusInternalServerError)
		}
	}
}

func (s site) status(address string) int {
	s.Helper()
	answer := httptest.NewRecorder()
	s.routes.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, address, nil))
	return answer.Code
}

// get returns a page that must be there.
func (s site) get(address string) page {
	s.Helper()
	answer := httptest.NewRecorder()
	s.routes.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, address, nil))
	if answer.Code != http.StatusOK {
		s.Fatalf("GET %s: status %d", address, answer.Code)
	}
	doc, err := goquery.NewDocumentFromReader(answer.Body)
	if err != nil {
		s.Fatal(err)
	}
	return page{s.T, address, doc}
}

func (s site) write(change func(context.Context, pgx.Tx) error) {
	s.Helper()
	if err := db.Tx(s.Context(), s.pool, func(tx pgx.Tx) error { return change(s.Context(), tx) }); err != nil {
		s.Fatal(err)
	}
}

// page is what came back.
type page struct {
	*testing.T
	address string
	doc     *goquery.Document
}

// text is what the elements say together, every run of spaces one.
func (p page) text(selector string) string { return spaced(p.doc.Find(selector)) }

func spaced(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

// texts is what each element says.
func (p page) texts(selector string) []string {
	return p.doc.Find(selector).Map(func(_ int, s *goquery.Selection) string { return spaced(s) })
}

// rows is what each row of the body of a table says, cell by cell.
func (p page) rows(selector string) []string {
	return p.doc.Find(selector + " tbody tr").Map(func(_ int, row *goquery.Selection) string {
		cells := row.Children().Map(func(_ int, cell *goquery.Selection) string { return spaced(cell) })
		return strings.Join(strings.Fields(strings.Join(cells, " ")), " ")
	})
}

func (p page) hrefs(selector string) []string {
	return p.doc.Find(selector).Map(func(_ int, s *goquery.Selection) string { return s.AttrOr("href", "") })
}

func (p page) says(selector string, parts ...string) {
	p.Helper()
	text := p.text(selector)
	for _, part := range parts {
		if !strings.Contains(text, part) {
			p.Errorf("%s: %s says %q, want %q in it", p.address, selector, text, part)
		}
	}
}

func (p page) lacks(selector string) {
	p.Helper()
	if n := p.doc.Find(selector).Length(); n > 0 {
		p.Errorf("%s: %d of %s, want none: %q", p.address, n, selector, p.text(selector))
	}
}

func (p page) count(selector string, want int) {
	p.Helper()
	if got := p.doc.Find(selector).Length(); got != want {
		p.Errorf("%s: %d of %s, want %d", p.address, got, selector, want)
	}
}

// definition is what stands beside a term in the headline or in the sheet.
func (p page) definition(term, want string) {
	p.Helper()
	found := p.doc.Find("dt").FilterFunction(func(_ int, s *goquery.Selection) bool { return spaced(s) == term })
	if got := spaced(found.First().Next()); found.Length() == 0 || got != want {
		p.Errorf("%s: %s is %q, want %q", p.address, term, got, want)
	}
}

func TestHostileAddressesNeverFail(t *testing.T) {
	s := open(t)
	cases := map[string]int{
		montilla: 200, montilla + "/I.1.1": 200,
		montilla + "?fecha=2022-11-30": 200, montilla + "/I.1.1?fecha=1900-01-01": 200, montilla + "/I.1.1?fecha=2200-12-31": 200,
		"/planes/no-existe/indicadores": 404, "/planes/no-existe/indicadores/I.1.1": 404,
		montilla + "/I.99": 404, montilla + "/i.1.1": 404, montilla + "/" + url.PathEscape("' OR 1=1 --"): 404,
		montilla + "/" + strings.Repeat("9", 3000): 404,
		montilla + "?fecha=30-11-2022":             400, montilla + "/I.1.1?fecha=mañana": 400, montilla + "?fecha=9999-12-31": 400,
		montilla + "?seguimiento=uno": 400, montilla + "/I.1.1?seguimiento=-1": 400, montilla + "?seguimiento=99999999999999999999": 400,
		montilla + "?seguimiento=987654": 404, montilla + "/I.1.1?seguimiento=987654": 404,
		montilla + "?orden=;drop&dir=x&pagina=-1&estado=todos&linea=%25&objetivo=..&unidad=%00": 200,
		montilla + "?texto=" + strings.Repeat("%C3%B1", 4000):                                   200,
		montilla + "?texto=%FF%FE%27%22%3Cscript%3E":                                            200, montilla + "?pagina=99999999999999999999&pagina=2": 200,
	}
	for address, want := range cases {
		if got := s.status(address); got != want {
			t.Errorf("GET %.120s: status %d, want %d", address, got, want)
		}
	}
}

func TestSnapshotsOfOtherPlansAreNotFound(t *testing.T) {
	s := open(t)
	var other string
	if err := s.pool.QueryRow(t.Context(), `
		SELECT s.id::text
		  FROM snapshots s
		  JOIN plans p ON p.id = s.plan_id
		 WHERE p.slug = 'plan-de-ejemplo'
		 LIMIT 1`).Scan(&other); err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{montilla, montilla + "/I.1.1"} {
		if got := s.status(address + "?seguimiento=" + other); got != http.StatusNotFound {
			t.Errorf("GET %s with another plan's snapshot: status %d", address, got)
		}
	}
	if got := s.status(example + "?seguimiento=" + other); got != http.StatusOK {
		t.Errorf("the plan's own snapshot: status %d", got)
	}
}
