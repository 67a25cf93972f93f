package plans

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
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
	montilla = "/planes/i-plan-innovacion-2021-2023"
	example  = "/planes/plan-de-ejemplo"
)

// site is the pages as a person reaches them.
type site struct {
	*testing.T
	http.Handler
	pool *pgxpool.Pool
}

func open(t *testing.T) site {
	t.Helper()
	pool := dbtest.New(t)
	p := Pages{Pool: pool, Today: func() date.Date { return today }}
	r := chi.NewRouter()
	for path, handle := range map[string]func(http.ResponseWriter, *http.Request) error{
		"/": p.Home, "/planes": p.List, "/planes/{plan}": p.Show,
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
	return site{t, r, pool}
}

func openDemo(t *testing.T) site {
	t.Helper()
	s := open(t)
	if err := demo.Load(t.Context(), s.pool, today); err != nil {
		t.Fatal(err)
	}
	return s
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

func TestHomePage(t *testing.T) {
	p := openDemo(t).get("/")
	p.has("h1", "Cómo van los planes")
	p.has(".lead", "hay 2 planes: 1 en vigor y 1 finalizado.")
	p.count("article.plan-card", 1)
	p.has("article.plan-card .stage", "En vigor")
	p.has("article.plan-card", "Ha pasado el 52 % del plazo: 570 de 1096 días")
	p.has("article.plan-card .facts", "desde entonces")
	p.count("article.plan-card a[href='"+example+"/cuadro-de-mando']", 2)
	p.count("article.plan-card details.explain", 1)
	p.count("article.plan-row", 1)
	p.has("article.plan-row .plan-row-figures", "64,9 % Con retraso")
	p.has("article.plan-row .plan-row-figures", "Previsto 73,4 %, a 30 de noviembre de 2022 · 21 de 21 indicadores con dato")
	p.has("article.plan-row .plan-row-name", "Finalizado")
	p.has("article.plan-row .plan-row-name", "Terminó el 30 de junio de 2023")
	p.has("article.plan-row .plan-row-links a[href^='"+montilla+"/seguimientos/']", "Seguimiento noviembre 2022")
	if p.Find("[style], script:not([src])").Length() > 0 {
		t.Error("inline style or script, which the policy of content blocks")
	}
}

func TestHomePageOfNothing(t *testing.T) {
	p := open(t).get("/")
	p.has(".empty", "Todavía no hay ningún plan")
	p.count(".empty a", 1)
	p.count("article", 0)
}

func TestListPage(t *testing.T) {
	s := openDemo(t)
	p := s.get("/planes")
	p.count(".plan-table tbody tr", 2)
	p.has(".filters-result", "2 planes")
	p.has(".plan-table tbody tr:first-child", "En vigor")
	p.has(".plan-table tbody tr:last-child", "64,9 % a 30/11/2022")
	p.has(".plan-table tbody tr:last-child", "21 de 21")
	p.count("details.explain", 1)

	p = s.get("/planes?texto=INNOVACION+montilla")
	p.count(".plan-table tbody tr", 1)
	p.has(".plan-table tbody th", "I Plan de Innovación")
	p.has(".filters-result", "1 plan coincide")
	if got := p.Find("input[name=texto]").AttrOr("value", ""); got != "INNOVACION montilla" {
		t.Errorf("the search forgets what was typed: %q", got)
	}
	p = s.get("/planes?texto=%3Cscript%3E")
	p.has(".empty-title", "«<script>»")
	p.count(".empty a[href='/planes']", 1)
}

func TestListPagesOfHundreds(t *testing.T) {
	s := open(t)
	err := db.Tx(t.Context(), s.pool, func(tx pgx.Tx) error {
		for n := range 60 {
			doc := plan.Document{Plan: testPlan(plan.Active, -n, n)}
			doc.Slug, doc.Title = fmt.Sprintf("plan-%d", n), fmt.Sprintf("Plan número %d", n)
			if _, err := plan.Create(t.Context(), tx, doc); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for address := "/planes"; address != ""; {
		p := s.get(address)
		p.Find(".plan-table tbody th a").Each(func(_ int, a *goquery.Selection) {
			if seen[a.Text()] {
				t.Errorf("%s: %q again", address, a.Text())
			}
			seen[a.Text()] = true
		})
		address = p.Find(".pagination a[rel=next]").AttrOr("href", "")
	}
	if len(seen) != 60 {
		t.Errorf("the pages have %d plans, want 60", len(seen))
	}
	s.get("/planes?pagina=3").has(".filters-result", "60 planes; se muestran del 51 al 60")
	if got := s.status("/planes?pagina=4"); got != http.StatusNotFound {
		t.Errorf("a page beyond the last one: %d, want 404", got)
	}
	home := s.get("/")
	home.count("article", homePlans)
	home.has("main a[href='/planes']", "Ver los 60 planes")
	if got := s.get("/planes?texto=numero+7&pagina=1").Find(".plan-table tbody tr").Length(); got != 6 {
		t.Errorf("%d plans with «numero» and a 7, want 6: from 7 to 57", got)
	}
}

func TestPlanPage(t *testing.T) {
	s := openDemo(t)
	p := s.get(montilla)
	p.has("h1", "I Plan de Innovación en Servicios Sociales 2021-2023")
	p.has(".plan-side .panel", "64,9 % Con retraso")
	p.has(".plan-side .panel", "Seguimiento noviembre 2022, datos a 30 de noviembre de 2022")
	p.has(".plan-side .panel", "3 líneas, 12 objetivos y 21 indicadores")
	p.has("#objetivo-general", "emplear la innovación como instrumento")
	p.has("#calendario", "Terminó el 30 de junio de 2023.")
	p.count("#calendario .period-past", 3)
	p.count("#calendario svg[role=img][aria-label]", 1)
	p.count("#objetivos .plan-line", 4)
	p.has("#objetivos .plan-line:last-of-type", "O.E.12")
	p.has("#objetivos .plan-line:last-of-type", "17 % Crítico")
	p.count("#objetivos details.explain", 3)
	p.count("#texto .plan-section", 7)
	p.has("#texto .plan-section:nth-of-type(2) strong", "Ley 9/2016, de 27 de diciembre, de Servicios Sociales de Andalucía")
	p.count("#marcos .standards li", 13)
	p.count("#marcos .standards-title", 3)
	p.count("#estados dt", 7)
	p.Find(".plan-contents a").Each(func(_ int, a *goquery.Selection) {
		if target := a.AttrOr("href", ""); p.Find(target).Length() != 1 {
			t.Errorf("the contents lead to %q, which is not there", target)
		}
	})
	ids := map[string]bool{}
	p.Find("[id]").Each(func(_ int, e *goquery.Selection) {
		if id := e.AttrOr("id", ""); ids[id] {
			t.Errorf("id %q twice", id)
		} else {
			ids[id] = true
		}
	})
	if p.Find("[style], main script").Length() > 0 {
		t.Error("inline style or script, which the policy of content blocks")
	}
}

func TestPlanPageUnderWay(t *testing.T) {
	p := openDemo(t).get(example)
	p.has("#calendario .timeline-words", "Ha pasado el 52 % del plazo: 570 de 1096 días. Quedan 526 días.")
	p.has("#calendario .period-now", "En curso")
	p.has("#calendario .timeline-label.timeline-today", "Hoy")
	p.has("#objetivos", "Cancelado")
	p.has("#objetivos", "no hay alternativa asequible")
	p.has("#objetivos", "peso 0: no cuenta")
}

func TestPlanPageKeepsTheDateAsked(t *testing.T) {
	s := openDemo(t)
	p := s.get(example + "?fecha=2025-12-31")
	p.has(".plan-side .panel", "Datos a 31 de diciembre de 2025")
	p.has("#calendario", "Datos: 31/12/2025")
	p.Find("#objetivos a, #marcos a, .page-head-actions a").Each(func(_ int, a *goquery.Selection) {
		if href := a.AttrOr("href", ""); strings.HasPrefix(href, "/planes/") && !strings.HasSuffix(href, "?fecha=2025-12-31") {
			t.Errorf("%q forgets the date", href)
		}
	})
	p = s.get(montilla + "?fecha=2022-06-30")
	p.has(".plan-side .panel", "Datos a 30 de junio de 2022")
}

func TestHostileAddresses(t *testing.T) {
	s := openDemo(t)
	hostile := []string{"'", "--", "%27%3B+DROP+TABLE+plans", "%F0%9F%92%A9", "../../etc/passwd", "1e9", "-1", "0", "NaN", "99999999999999999999", "2022-02-30", "9999-12-31", ""}
	for _, value := range hostile {
		for _, name := range []string{"texto", "pagina", "fecha", "seguimiento", "otra"} {
			for _, path := range []string{"/", "/planes", example, montilla} {
				if got := s.status(path + "?" + name + "=" + value); got != 200 && got != 400 && got != 404 {
					t.Errorf("%s?%s=%s: %d", path, name, value, got)
				}
			}
		}
	}
	for address, want := range map[string]int{
		"/planes/no-existe": 404, "/planes/" + url.PathEscape("' OR 1=1"): 404,
		example + "?fecha=ayer": 400, example + "?fecha=1899-12-31": 400, example + "?fecha=2200-12-31": 200, example + "?fecha=1900-01-01": 200,
		example + "?seguimiento=0": 400, example + "?seguimiento=999999": 404, "/planes?pagina=99999": 404, "/planes?pagina=x": 200,
	} {
		if got := s.status(address); got != want {
			t.Errorf("%s: %d, want %d", address, got, want)
		}
	}
}
