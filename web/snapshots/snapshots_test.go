package snapshots

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/jackc/pgx/v5"

	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/demo/demotest"
	"hito/internal/plan"
	"hito/web/ui/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const (
	montilla = pagetest.Montilla + "/seguimientos"
	example  = pagetest.Example + "/seguimientos"
	bare     = "/planes/plan/seguimientos"
)

// site is the pages as a person reaches them, with both demo plans and one without snapshots.
type site struct {
	pagetest.Site
	*testing.T
}

func open(t *testing.T) site {
	t.Helper()
	pool := demotest.New(t, today)
	err := db.Tx(t.Context(), pool, func(tx pgx.Tx) error {
		p := testPlan()
		p.PublishedAt = time.Now()
		_, err := plan.Create(t.Context(), tx, plan.Document{Plan: p})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	p := Pages{Pool: pool, Today: func() date.Date { return today }}
	return site{pagetest.Site{"/planes/{plan}/seguimientos": p.List, "/planes/{plan}/seguimientos/{id}": p.Show}, t}
}

func (s site) page(address string) pagetest.Page {
	s.Helper()
	return s.Page(s.T, address)
}

func TestListPage(t *testing.T) {
	s := open(t)
	p := s.page(example)
	p.Says("h1", "Seguimientos cerrados")
	p.Count(".snapshot-table tbody tr", 4)
	p.Says(".snapshot-table tbody tr:first-child", "Seguimiento de julio de 2026")
	p.Says(".snapshot-table tbody tr:first-child", "31/7/2026")
	p.Says(".snapshot-table tbody tr:first-child td[data-label=Cambio]", "p. p.")
	p.Says(".snapshot-table tbody tr:last-child td[data-label=Cambio]", "es el primero")
	p.Count("figure[data-chart]", 1)
	p.Count("details.explain", 1)
	p.Says(".tabs [aria-current=page]", "Seguimientos cerrados")

	p = s.page(montilla)
	p.Count(".snapshot-table tbody tr", 1)
	p.Says(".snapshot-table tbody tr", "64,9 %")
	p.Count("figure[data-chart]", 0)

	p = s.page(bare)
	p.Says(".empty", "Todavía no se ha cerrado ningún seguimiento")
	p.Count(".empty a[href='/planes/plan/cuadro-de-mando']", 1)
	p.Count("table", 0)
}

// first returns the address of the newest follow-up in a list.
func (s site) first(list string) string {
	s.Helper()
	return s.page(list).Find(".snapshot-table tbody th a").First().AttrOr("href", "")
}

func TestSnapshotPage(t *testing.T) {
	s := open(t)
	address := s.first(montilla)
	p := s.page(address)
	p.Says("h1", "Seguimiento noviembre 2022")
	p.Says(".headline-value", "64,9 % Con retraso")
	p.Says(".facts", "73,4 %")
	p.Says(".facts", "21 de 21 indicadores con dato")
	p.Says("#publicado .panel-text", "se publicaron 33 porcentajes: 31 coinciden con lo que dan las reglas de cálculo y 2 no.")
	p.Count(".published-item", 2)
	p.Says(".published-item:first-child", "Indicador I.12.1")
	p.Says(".published-item:first-child .published-figures", "Publicado 0,00 % Calculado 33,33 %")
	p.Says(".published-item:first-child .published-why", "Con valor inicial 0, meta 3 y valor 1 a esa fecha, el resultado es 33,33 %.")
	p.Says(".published-item:last-child", "Objetivo O.E.12")
	p.Says(".published-item:last-child .published-figures", "Publicado 0 % Calculado 17 %")
	p.Says(".published-item:last-child .published-why", "Se debe a la diferencia anterior: con I.12.1 (33,33 %), la media de 2 indicadores es 17 %.")
	p.Count("#publicado details:not(.explain) tbody tr", 21)
	p.Count("#publicado details:not(.explain) .differs", 1)
	p.Count("#objetivos .objective-table tbody tr", 12)
	p.Count("#objetivos .objective-table .differs", 1)
	p.Says("#objetivos .objective-table tbody tr:last-child", "17 %")
	p.Says("#cambios", "Es el primer seguimiento de este plan")
	p.Count(".neighbour", 0)

	id := address[strings.LastIndex(address, "/")+1:]
	p.Count("a[href='/planes/i-plan-innovacion-2021-2023/cuadro-de-mando?seguimiento="+id+"']", 1)
	p.Count("a[href='/planes/i-plan-innovacion-2021-2023/seguimiento?seguimiento="+id+"']", 1)
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
	p := s.page(s.first(example))
	p.Count("#publicado", 0)
	p.Says("#cambios .panel-text", "el plan pasó de")
	if p.Find(".snapshot-changes tbody tr").Length() == 0 {
		t.Error("nothing changed in three months")
	}
	p.Count(".neighbour[rel=prev]", 1)
	p.Count(".neighbour[rel=next]", 0)
	older := s.page(p.Find(".neighbour[rel=prev]").AttrOr("href", ""))
	older.Count(".neighbour", 2)
	p.Says("#objetivos", "Anulado")
}

// What a follow-up says is what was frozen, whatever date the address names besides.
func TestSnapshotPageKeepsItsOwnDate(t *testing.T) {
	s := open(t)
	p := s.page(s.first(montilla) + "?fecha=2021-12-31")
	p.Says(".headline-value", "64,9 %")
	if href := p.Find(".tabs a").First().AttrOr("href", ""); !strings.HasSuffix(href, "?fecha=2021-12-31") {
		t.Errorf("the tabs lead to %q, without the date that was asked for", href)
	}
}

func TestHostileAddresses(t *testing.T) {
	s := open(t)
	own := s.first(montilla)
	id := own[strings.LastIndex(own, "/")+1:]
	for _, of := range []string{"0", "-1", "x", "1e3", "99999999999999999999", "999999", "%27", "1;select", "+1x"} {
		if got := s.Status(t, montilla+"/"+of); got != http.StatusNotFound {
			t.Errorf("%s/%s: %d, want 404", montilla, of, got)
		}
	}
	if got := s.Status(t, example+"/"+id); got != http.StatusNotFound {
		t.Errorf("another plan's follow-up: %d, want 404", got)
	}
	for address, want := range map[string]int{
		"/planes/no-existe/seguimientos": 404, "/planes/no-existe/seguimientos/1": 404,
		"/planes/" + url.PathEscape("' OR 1=1") + "/seguimientos": 404,
		montilla + "?fecha=ayer":                                  400, montilla + "?seguimiento=x": 400, own + "?fecha=2022-02-30": 400,
		montilla + "?fecha=2200-12-31": 200, own + "?otra=" + url.QueryEscape("<script>"): 200,
	} {
		if got := s.Status(t, address); got != want {
			t.Errorf("%s: %d, want %d", address, got, want)
		}
	}
}
