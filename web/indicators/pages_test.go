package indicators_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/demo/demotest"
	"hito/web/indicators"
	"hito/web/ui/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const (
	montilla = pagetest.Montilla + "/indicadores"
	example  = pagetest.Example + "/indicadores"
)

// today is in the 19th month of the fictitious plan, which began on 1 May 2025.
var today = date.New(2026, time.November, 21)

// site is the two pages as a person reaches them.
type site struct {
	*testing.T
	pagetest.Site
	pool *pgxpool.Pool
}

func open(t *testing.T) site {
	t.Helper()
	pool := demotest.New(t, today)
	p := indicators.Pages{Pool: pool, Today: func() date.Date { return today }}
	return site{t, pagetest.Site{"/planes/{plan}/indicadores": p.List, "/planes/{plan}/indicadores/{code}": p.Show}, pool}
}

func (s site) page(address string) pagetest.Page {
	s.Helper()
	return s.Page(s.T, address)
}

func (s site) write(change func(context.Context, pgx.Tx) error) {
	s.Helper()
	if err := db.Tx(s.Context(), s.pool, func(tx pgx.Tx) error { return change(s.Context(), tx) }); err != nil {
		s.Fatal(err)
	}
}

// rows is what each row of the body of a table says, cell by cell.
func rows(page pagetest.Page, selector string) []string {
	return page.Find(selector + " tbody tr").Map(func(_ int, row *goquery.Selection) string {
		return strings.Join(strings.Fields(strings.Join(pagetest.Texts(row.Children()), " ")), " ")
	})
}

// defines checks what stands beside a term in the headline or in the sheet.
func defines(t *testing.T, page pagetest.Page, term, want string) {
	t.Helper()
	found := page.Find("dt").FilterFunction(func(_ int, dt *goquery.Selection) bool { return pagetest.Text(dt) == term })
	if got := pagetest.Text(found.First().Next()); found.Length() == 0 || got != want {
		t.Errorf("%s: %s is %q, want %q", page.Address, term, got, want)
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
		if got := s.Status(t, address); got != want {
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
		if got := s.Status(t, address+"?seguimiento="+other); got != http.StatusNotFound {
			t.Errorf("GET %s with another plan's snapshot: status %d", address, got)
		}
	}
	if got := s.Status(t, example+"?seguimiento="+other); got != http.StatusOK {
		t.Errorf("the plan's own snapshot: status %d", got)
	}
}
