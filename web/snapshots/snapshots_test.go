package snapshots

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"golang.org/x/net/html"

	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/demo"
	"hito/internal/fault"
	"hito/internal/plan"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const (
	montilla = "/planes/i-plan-innovacion-2021-2023/seguimientos"
	example  = "/planes/plan-de-ejemplo/seguimientos"
	bare     = "/planes/plan/seguimientos"
)

// site is the pages as a person reaches them, with both demo plans and one without snapshots.
type site struct {
	*testing.T
	http.Handler
}

func open(t *testing.T) site {
	t.Helper()
	pool := dbtest.New(t)
	if err := demo.Load(t.Context(), pool, today); err != nil {
		t.Fatal(err)
	}
	err := db.Tx(t.Context(), pool, func(tx pgx.Tx) error {
		_, err := plan.Create(t.Context(), tx, plan.Document{Plan: testPlan()})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	p := Pages{Pool: pool, Today: func() date.Date { return today }}
	r := chi.NewRouter()
	for path, handle := range map[string]func(http.ResponseWriter, *http.Request) error{
		"/planes/{plan}/seguimientos": p.List, "/planes/{plan}/seguimientos/{id}": p.Show,
	} {
		r.Get(path, func(w http.ResponseWriter, r *http.Request) {
			switch err := handle(w, r); {
			case errors.Is(err, fault.NotFound):
				w.WriteHeader(http.StatusNotFound)
			case errors.Is(err, fault.BadInput):
				w.WriteHeader(http.StatusBadRequest)
			case err != nil:
				t.Errorf("%s: %v", r.URL, err)
				w.WriteHeader(http.StatusInternalServerError)
			}
		})
	}
	return site{t, r}
}

func (s site) status(address string) int {
	s.Helper()
	answer := httptest.NewRecorder()
	s.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, address, nil))
	return answer.Code
}

// page is an answer that must be there.
type page struct {
	site
	*goquery.Document
	address string
}

func (s site) get(address string) page {
	s.Helper()
	answer := httptest.NewRecorder()
	s.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, address, nil))
	if answer.Code != http.StatusOK {
		s.Fatalf("GET %s: status %d", address, answer.Code)
	}
	doc, err := goquery.NewDocumentFromReader(answer.Body)
	if err != nil {
		s.Fatal(err)
	}
	return page{s, doc, address}
}

// text returns the words at a selector with a space between them.
func (p page) text(selector string) string {
	var words []string
	for _, n := range p.Find(selector).Nodes {
		for d := range n.Descendants() {
			if d.Type == html.TextNode {
				words = append(words, strings.Fields(d.Data)...)
			}
		}
	}
	return strings.Join(words, " ")
}

func (p page) has(selector, want string) {
	p.Helper()
	if got := p.text(selector); !strings.Contains(got, want) {
		p.Errorf("%s: %s says %q, want %q in it", p.address, selector, got, want)
	}
}

func (p page) count(selector string, want int) {
	p.Helper()
	if got := p.Find(selector).Length(); got != want {
		p.Errorf("%s: %d of %s, want %d", p.address, got, selector, want)
	}
}

func TestListPage(t *testing.T) {
	s := open(t)
	p := s.get(example)
	p.has("h1", "Seguimientos cerrados")
	p.count(".snapshot-table tbody tr", 4)
	p.has(".snapshot-table tbody tr:first-child", "Seguimiento de julio de 2026")
	p.has(".snapshot-table tbody tr:first-child", "31/7/2026")
	p.has(".snapshot-table tbody tr:first-child td[data-label=Cambio]", "p. p.")
	p.has(".snapshot-table tbody tr:last-child td[data-label=Cambio]", "es el primero")
	p.count("figure[data-chart]", 1)
	p.count("details.explain", 1)
	p.has(".tabs [aria-current=page]", "Cierres")

	p = s.get(montilla)
	p.count(".snapshot-table tbody tr", 1)
	p.has(".snapshot-table tbody tr", "64,9 %")
	p.count("figure[data-chart]", 0)

	p = s.get(bare)
	p.has(".empty", "Todavía no se ha cerrado ningún seguimiento")
	p.count(".empty a[href='/planes/plan/cuadro-de-mando']", 1)
	p.count("table", 0)
}

// first returns the address of the newest follow-up in a list.
func (s site) first(list string) string {
	s.Helper()
	return s.get(list).Find(".snapshot-table tbody th a").First().AttrOr("href", "")
}

func TestSnapshotPage(t *testing.T) {
	s := open(t)
	address := s.first(montilla)
	p := s.get(address)
	p.has("h1", "Seguimiento noviembre 2022")
	p.has(".headline-value", "64,9 % Con retraso")
	p.has(".facts", "73,4 %")
	p.has(".facts", "21 de 21 indicadores con dato")
	p.has("#publicado .panel-text", "se publicaron 33 porcentajes: 31 coinciden con lo que dan las reglas de cálculo y 2 no.")
	p.count(".published-item", 2)
	p.has(".published-item:first-child", "Indicador I.12.1")
	p.has(".published-item:first-child .published-figures", "Publicado 0,00 % Calculado 33,33 %")
	p.has(".published-item:first-child .published-why", "Con valor inicial 0, meta 3 y valor 1 a esa fecha, el resultado es 33,33 %.")
	p.has(".published-item:last-child", "Objetivo O.E.12")
	p.has(".published-item:last-child .published-figures", "Publicado 0 % Calculado 17 %")
	p.has(".published-item:last-child .published-why", "Se debe a la diferencia anterior: con I.12.1 (33,33 %), la media de 2 indicadores es 17 %.")
	p.count("#publicado details:not(.explain) tbody tr", 21)
	p.count("#publicado details:not(.explain) .differs", 1)
	p.count("#objetivos .objective-table tbody tr", 12)
	p.count("#objetivos .objective-table .differs", 1)
	p.has("#objetivos .objective-table tbody tr:last-child", "17 %")
	p.has("#cambios", "Es el primer seguimiento de este plan")
	p.count(".neighbour", 0)

	id := address[strings.LastIndex(address, "/")+1:]
	p.count("a[href='/planes/i-plan-innovacion-2021-2023/cuadro-de-mando?seguimiento="+id+"']", 1)
	p.count("a[href='/planes/i-plan-innovacion-2021-2023/seguimiento?seguimiento="+id+"']", 1)
	p.Find("#objetivos a, #publicado .published-name a").Each(func(_ int, a *goquery.Selection) {
		if href := a.AttrOr("href", ""); strings.HasPrefix(href, "/planes/") && !strings.Contains(href, "seguimiento="+id) {
			t.Errorf("%q leaves the follow-up", href)
		}
	})
	if p.Find("[style], main script").Length() > 0 {
		t.Error("inline style or script, which the policy of content blocks")
	}
}

func TestSnapshotPageWithOneBefore(t *testing.T) {
	s := open(t)
	p := s.get(s.first(example))
	p.count("#publicado", 0)
	p.has("#cambios .panel-text", "el plan pasó de")
	if p.Find(".snapshot-changes tbody tr").Length() == 0 {
		t.Error("nothing changed in three months")
	}
	p.count(".neighbour[rel=prev]", 1)
	p.count(".neighbour[rel=next]", 0)
	older := s.get(p.Find(".neighbour[rel=prev]").AttrOr("href", ""))
	older.count(".neighbour", 2)
	p.has("#objetivos", "Cancelado")
}

// What a follow-up says is what was frozen, whatever date the address names besides.
func TestSnapshotPageKeepsItsOwnDate(t *testing.T) {
	s := open(t)
	p := s.get(s.first(montilla) + "?fecha=2021-12-31")
	p.has(".headline-value", "64,9 %")
	if href := p.Find(".tabs a").First().AttrOr("href", ""); !strings.HasSuffix(href, "?fecha=2021-12-31") {
		t.Errorf("the tabs lead to %q, without the date that was asked for", href)
	}
}

func TestHostileAddresses(t *testing.T) {
	s := open(t)
	own := s.first(montilla)
	id := own[strings.LastIndex(own, "/")+1:]
	for _, of := range []string{"0", "-1", "x", "1e3", "99999999999999999999", "999999", "%27", "1;select", "+1x"} {
		if got := s.status(montilla + "/" + of); got != http.StatusNotFound {
			t.Errorf("%s/%s: %d, want 404", montilla, of, got)
		}
	}
	if got := s.status(example + "/" + id); got != http.StatusNotFound {
		t.Errorf("another plan's follow-up: %d, want 404", got)
	}
	for address, want := range map[string]int{
		"/planes/no-existe/seguimientos": 404, "/planes/no-existe/seguimientos/1": 404,
		"/planes/" + url.PathEscape("' OR 1=1") + "/seguimientos": 404,
		montilla + "?fecha=ayer":                                  400, montilla + "?seguimiento=x": 400, own + "?fecha=2022-02-30": 400,
		montilla + "?fecha=2200-12-31": 200, own + "?otra=" + url.QueryEscape("<script>"): 200,
	} {
		if got := s.status(address); got != want {
			t.Errorf("%s: %d, want %d", address, got, want)
		}
	}
}
