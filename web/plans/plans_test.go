package plans

import (
	"fmt"
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
	"hito/internal/plan"
	"hito/web/ui/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const (
	montilla = pagetest.Montilla
	example  = pagetest.Example
)

// site is the pages as a person reaches them.
type site struct {
	pagetest.Site
	*testing.T
}

func siteOn(t *testing.T, pool *pgxpool.Pool) site {
	p := Pages{Pool: pool, Today: func() date.Date { return today }}
	return site{pagetest.Site{"/": p.Home, "/planes": p.List, "/planes/{plan}": p.Show}, t}
}

func openDemo(t *testing.T) site {
	t.Helper()
	return siteOn(t, demotest.New(t, today))
}

func (s site) page(address string) pagetest.Page {
	s.Helper()
	return s.Page(s.T, address)
}

func TestHomePage(t *testing.T) {
	p := openDemo(t).page("/")
	p.Says("h1", "Cómo van los planes")
	p.Says(".lead", "hay 2 planes: 1 en vigor y 1 finalizado.")
	p.Count("article.plan-card", 1)
	p.Says("article.plan-card .stage", "En vigor")
	p.Says("article.plan-card", "Ha pasado el 52 % del plazo: 570 de 1096 días")
	p.Says("article.plan-card .facts", "desde entonces")
	p.Count("article.plan-card a[href='"+example+"/cuadro-de-mando']", 2)
	p.Count("article.plan-card details.explain", 1)
	p.Count("article.plan-row", 1)
	p.Says("article.plan-row .plan-row-figures", "64,9 % Con retraso")
	p.Says("article.plan-row .plan-row-figures", "Previsto 73,4 %, a 30 de noviembre de 2022 · 21 de 21 indicadores con dato")
	p.Says("article.plan-row .plan-row-name", "Finalizado")
	p.Says("article.plan-row .plan-row-name", "Terminó el 30 de junio de 2023")
	p.Says("article.plan-row .plan-row-links a[href^='"+montilla+"/seguimientos/']", "Seguimiento noviembre 2022")
	if p.Find("[style], script:not([src])").Length() > 0 {
		t.Error("inline style or script, which the policy of content blocks")
	}
}

func TestHomePageOfNothing(t *testing.T) {
	p := siteOn(t, dbtest.New(t)).page("/")
	p.Says(".empty", "Todavía no hay ningún plan")
	p.Count(".empty a", 1)
	p.Count("article", 0)
}

func TestListPage(t *testing.T) {
	s := openDemo(t)
	p := s.page("/planes")
	p.Count(".plan-table tbody tr", 2)
	p.Says(".filters-result", "2 planes")
	p.Says(".plan-table tbody tr:first-child", "En vigor")
	p.Says(".plan-table tbody tr:last-child", "64,9 % a 30/11/2022")
	p.Says(".plan-table tbody tr:last-child", "21 de 21")
	p.Count("details.explain", 1)

	p = s.page("/planes?texto=INNOVACION+montilla")
	p.Count(".plan-table tbody tr", 1)
	p.Says(".plan-table tbody th", "I Plan de Innovación")
	p.Says(".filters-result", "1 plan coincide")
	if got := p.Find("input[name=texto]").AttrOr("value", ""); got != "INNOVACION montilla" {
		t.Errorf("the search forgets what was typed: %q", got)
	}
	p = s.page("/planes?texto=%3Cscript%3E")
	p.Says(".empty-title", "«<script>»")
	p.Count(".empty a[href='/planes']", 1)
}

func TestListPagesOfHundreds(t *testing.T) {
	pool := dbtest.New(t)
	s := siteOn(t, pool)
	err := db.Tx(t.Context(), pool, func(tx pgx.Tx) error {
		for n := range 60 {
			doc := plan.Document{Plan: testPlan(plan.Active, -n, n)}
			doc.PublishedAt = time.Now()
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
		p := s.page(address)
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
	s.page("/planes?pagina=3").Says(".filters-result", "60 planes; se muestran del 51 al 60")
	if got := s.Status(t, "/planes?pagina=4"); got != http.StatusNotFound {
		t.Errorf("a page beyond the last one: %d, want 404", got)
	}
	home := s.page("/")
	home.Count("article", homePlans)
	home.Says("main a[href='/planes']", "Ver los 60 planes")
	if got := s.page("/planes?texto=numero+7&pagina=1").Find(".plan-table tbody tr").Length(); got != 6 {
		t.Errorf("%d plans with «numero» and a 7, want 6: from 7 to 57", got)
	}
}

func TestPlanPage(t *testing.T) {
	s := openDemo(t)
	p := s.page(montilla)
	p.Says("h1", "I Plan de Innovación en Servicios Sociales 2021-2023")
	p.Says(".plan-side .panel", "64,9 % Con retraso")
	p.Says(".plan-side .panel", "Seguimiento noviembre 2022, datos a 30 de noviembre de 2022")
	p.Says(".plan-side .panel", "3 líneas, 12 objetivos y 21 indicadores")
	p.Says("#objetivo-general", "emplear la innovación como instrumento")
	p.Says("#calendario", "Terminó el 30 de junio de 2023.")
	p.Count("#calendario .period-past", 3)
	p.Count("#calendario svg[role=img][aria-label]", 1)
	p.Count("#objetivos .plan-line", 4)
	p.Says("#objetivos .plan-line:last-of-type", "O.E.12")
	p.Says("#objetivos .plan-line:last-of-type", "17 % Crítico")
	p.Count("#objetivos details.explain", 3)
	p.Count("#texto .plan-section", 7)
	p.Says("#texto .plan-section:nth-of-type(2) strong", "Ley 9/2016, de 27 de diciembre, de Servicios Sociales de Andalucía")
	p.Count("#marcos .standards li", 13)
	p.Count("#marcos .standards-title", 3)
	p.Count("#estados dt", 7)
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
	p := openDemo(t).page(example)
	p.Says("#calendario .timeline-words", "Ha pasado el 52 % del plazo: 570 de 1096 días. Quedan 526 días.")
	p.Says("#calendario .period-now", "En curso")
	p.Says("#calendario .timeline-label.timeline-today", "Hoy")
	p.Says("#objetivos", "Anulado")
	p.Says("#objetivos", "no hay alternativa asequible")
	p.Says("#objetivos", "peso 0: no cuenta")
}

func TestPlanPageKeepsTheDateAsked(t *testing.T) {
	s := openDemo(t)
	p := s.page(example + "?fecha=2025-12-31")
	p.Says(".plan-side .panel", "Datos a 31 de diciembre de 2025")
	p.Says("#calendario", "Datos: 31/12/2025")
	p.Find("#objetivos a, #marcos a, .page-head-actions a").Each(func(_ int, a *goquery.Selection) {
		if href := a.AttrOr("href", ""); strings.HasPrefix(href, "/planes/") && !strings.HasSuffix(href, "?fecha=2025-12-31") {
			t.Errorf("%q forgets the date", href)
		}
	})
	p = s.page(montilla + "?fecha=2022-06-30")
	p.Says(".plan-side .panel", "Datos a 30 de junio de 2022")
}

func TestHostileAddresses(t *testing.T) {
	s := openDemo(t)
	hostile := []string{"'", "--", "%27%3B+DROP+TABLE+plans", "%F0%9F%92%A9", "../../etc/passwd", "1e9", "-1", "0", "NaN", "99999999999999999999", "2022-02-30", "9999-12-31", ""}
	for _, value := range hostile {
		for _, name := range []string{"texto", "pagina", "fecha", "seguimiento", "otra"} {
			for _, path := range []string{"/", "/planes", example, montilla} {
				if got := s.Status(t, path+"?"+name+"="+value); got != 200 && got != 400 && got != 404 {
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
		if got := s.Status(t, address); got != want {
			t.Errorf("%s: %d, want %d", address, got, want)
		}
	}
}
