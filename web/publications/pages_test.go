package publications_test

import (
	"encoding/xml"
	"html"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/demo/demotest"
	"hito/internal/opendata"
	"hito/internal/plan"
	"hito/web/publications"
	"hito/web/ui/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const (
	example  = "/publico/plan-de-ejemplo"
	montilla = "/publico/i-plan-innovacion-2021-2023"
	origin   = "https://hito.example"
)

var today = date.New(2026, time.November, 21)

type site struct {
	*testing.T
	pool *pgxpool.Pool
	http.Handler
}

func open(t *testing.T) site {
	t.Helper()
	pool := demotest.New(t, today)
	p := publications.Pages{
		Data: opendata.Store{Pool: pool, Today: func() date.Date { return today }}, Location: time.UTC, PublicURL: origin,
	}
	r := chi.NewRouter()
	r.Get("/publico/{plan}", pagetest.Answered(t, p.Show))
	r.Get("/publico/{plan}/panel", pagetest.Answered(t, p.Panel))
	r.Get("/publico/{plan}/seguimientos.atom", pagetest.Answered(t, p.Feed))
	return site{t, pool, r}
}

func (s site) exec(sql string, args ...any) {
	s.Helper()
	if _, err := s.pool.Exec(s.Context(), sql, args...); err != nil {
		s.Fatalf("%.60s: %v", sql, err)
	}
}

func (s site) shows(parts ...plan.Part) {
	s.Helper()
	s.exec(`UPDATE plans SET shows = $1, version = version + 1`, append([]plan.Part{}, parts...))
}

func (s site) get(address string, headers ...string) *httptest.ResponseRecorder {
	s.Helper()
	r := httptest.NewRequestWithContext(s.Context(), http.MethodGet, address, nil)
	for n := 0; n < len(headers); n += 2 {
		r.Header.Set(headers[n], headers[n+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if cookie := w.Header().Get("Set-Cookie"); cookie != "" {
		s.Errorf("%s sets the cookie %s", address, cookie)
	}
	return w
}

type page struct {
	*goquery.Document
	site
}

func (s site) page(address string) page {
	s.Helper()
	w := s.get(address)
	if w.Code != http.StatusOK {
		s.Fatalf("%s: %d", address, w.Code)
	}
	document, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		s.Fatal(err)
	}
	if n := document.Find("h1").Length(); n != 1 {
		s.Errorf("%s: %d of h1", address, n)
	}
	if document.Find("[style], script:not([src])").Length() > 0 {
		s.Errorf("%s: inline style or script", address)
	}
	return page{document, s}
}

func (p page) says(selector string, words ...string) {
	p.Helper()
	found := p.Find(selector)
	text, parted := strings.ReplaceAll(pagetest.Text(found), "\u00a0", " "), strings.ReplaceAll(pagetest.Parted(found), "\u00a0", " ")
	for _, word := range words {
		if !strings.Contains(text, word) && !strings.Contains(parted, word) {
			p.Errorf("%q is not in %s: %.400q", word, selector, parted)
		}
	}
}

func (p page) count(selector string, want int) {
	p.Helper()
	if got := p.Find(selector).Length(); got != want {
		p.Errorf("%d of %s, want %d", got, selector, want)
	}
}

func (s site) board(slug string) dashboard.Board {
	s.Helper()
	var b dashboard.Board
	err := db.ReadTx(s.Context(), s.pool, func(tx pgx.Tx) (err error) {
		b, err = dashboard.LoadView(s.Context(), tx, slug, dashboard.View{Today: today, Scope: access.Scope{All: true}})
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return b
}

func TestThePublicPageOfAPlanThatIsOver(t *testing.T) {
	p := open(t).page(montilla)
	p.says("h1", "I Plan de Innovación")
	p.says("#como-va", "64,9 %", "Con retraso", "73,4 %", "21 de 21 indicadores con dato", "Seguimiento noviembre 2022",
		"El plan terminó el 30 de junio de 2023. A 30 de noviembre de 2022 iba con retraso: llevaba el 64,9 % del camino, cuando se esperaba el 73,4 %.")
	p.count(".public-objective", 12)
	p.says("#objetivos .panel-text", "De sus 12 objetivos,")
	p.says("#objetivo-12", "O.E.12", "17 %", "Ha recorrido el 17 % del camino")
	p.says("#objetivo-10", "Todavía no tiene indicadores")
	p.says("#objetivo-12 tbody", "33,33 %")
	p.count(".public-objective svg.meter", 12)
	p.says("#resultados", "Qué se ha conseguido")
	p.says("#seguimientos", "Seguimiento noviembre 2022", "30 de noviembre de 2022")
	p.says("#datos", "Objetivos", "Mediciones", "CC BY 4.0")
	p.says("#en-otra-web textarea", `<iframe src="`+origin+montilla+`/panel"`, `title="I Plan de Innovación`)
	p.count(`link[rel=alternate][type="application/atom+xml"][href="`+montilla+`/seguimientos.atom"]`, 1)
	p.count(`.public-share a[href^="mailto:?subject="]`, 1)
	p.count(`[data-copy="`+origin+montilla+`"][hidden]`, 1)
	p.says(".facts", "Última actualización")
	p.count("#documentos", 0)
}

func TestThePublicPageOfAPlanUnderWay(t *testing.T) {
	s := open(t)
	b := s.board("plan-de-ejemplo")
	p := s.page(example)
	p.says("#como-va .headline-summary", "El plan va", "a 21 de noviembre de 2026 lleva el ")
	p.count(".public-objective", len(b.Objectives))
	p.count(".public-objective tbody tr", b.Size())
	p.says("#objetivos tbody", "La lista es más larga que al empezar el plan") // a comment
	s.exec(`
		INSERT INTO reports (plan_id, year, number, code, title, taken_on, options, document, issued_at)
		SELECT id, 2026, 7, 'ABCD2345EFGH', 'Informe 7/2026', '2026-10-31', '{}', '{}', now()
		  FROM plans
		 WHERE slug = 'plan-de-ejemplo'`)
	s.exec(`UPDATE plans SET version = version + 1`)
	p = s.page(example)
	p.says("#documentos", "Informe 7/2026", "31 de octubre de 2026")
	p.count(`#documentos a[href="/informes/ABCD2345EFGH"]`, 1)
}

func TestWhatIsNotShownIsNotOnThePage(t *testing.T) {
	s := open(t)
	s.shows(plan.ShowObjectives, plan.ShowIndicators, plan.ShowResults)
	p := s.page(example)
	if strings.Contains(p.Text(), "La lista es más larga que al empezar el plan") {
		t.Error("a comment is shown")
	}
	p.count("#resultados", 1)
	s.shows(plan.ShowObjectives)
	p = s.page(example)
	p.count(".public-objective", len(s.board("plan-de-ejemplo").Objectives))
	p.count(".public-objective tbody", 0)
	p.count("#resultados", 0)
	if links := p.Find(`main a[href^="/planes/"]`).Length(); links > 0 {
		t.Errorf("%d links to pages that are not for everybody", links)
	}
	s.shows()
	p = s.page(example)
	p.count("#objetivos", 0)
	p.says("#como-va", "indicadores con dato")
	p.says("#datos", "Seguimientos")
	s.exec(`UPDATE plans SET published_at = NULL WHERE slug = 'plan-de-ejemplo'`)
	for _, below := range []string{"", "/panel", "/seguimientos.atom"} {
		hidden, unknown := s.get(example+below), s.get("/publico/otro"+below)
		if hidden.Code != http.StatusNotFound || unknown.Code != http.StatusNotFound || hidden.Body.String() != unknown.Body.String() {
			t.Errorf("%s: %d and %d", below, hidden.Code, unknown.Code)
		}
	}
}

func TestAPageOfManyIndicatorsLeadsToThem(t *testing.T) {
	s := open(t)
	s.exec(`
		INSERT INTO indicators (plan_id, objective_id, position, code, title, target)
		SELECT o.plan_id, min(o.id), 1000 + n, 'X.' || n, 'Indicador ' || n, 10
		  FROM objectives o
		  JOIN plans p ON p.id = o.plan_id, generate_series(1, 300) n
		 WHERE p.slug = 'plan-de-ejemplo'
		 GROUP BY o.plan_id, n`)
	p := s.page(example)
	p.count(".public-objective tbody tr", 0)
	p.says("#objetivos", "demasiados para esta página", "Ver los indicadores")
}

func TestThePanelIsForTheFramesOfAnySite(t *testing.T) {
	s := open(t)
	w := s.get(example + "/panel")
	policy := w.Header().Get("Content-Security-Policy")
	if !strings.Contains(policy, "frame-ancestors *") || !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "script-src") {
		t.Errorf("policy %q", policy)
	}
	if w.Header().Get("X-Frame-Options") != "" || w.Header().Get("Cross-Origin-Resource-Policy") != "cross-origin" {
		t.Errorf("headers %v", w.Header())
	}
	again := s.get(example+"/panel", "If-None-Match", w.Header().Get("ETag"))
	if again.Code != http.StatusNotModified || again.Header().Get("Content-Security-Policy") != policy {
		t.Errorf("again: %d with %q, which would replace the policy", again.Code, again.Header().Get("Content-Security-Policy"))
	}
	p := s.page(example + "/panel?colores=oscuros")
	p.count("html.panel-dark[lang=es]", 1)
	p.count("script", 0)
	p.says("main", "Plan", "El plan va", "%")
	p.count(`a[target=_blank][rel=noopener][href="`+origin+example+`"]`, 1)
	s.page(example+"/panel?colores=<script>").count("html.embedded", 1)
}

func TestWhoHasThePageIsToldThatNothingIsNew(t *testing.T) {
	s := open(t)
	for _, address := range []string{example, example + "/panel", example + "/seguimientos.atom"} {
		w := s.get(address)
		tag, since := w.Header().Get("ETag"), w.Header().Get("Last-Modified")
		if tag == "" || since == "" || w.Header().Get("Cache-Control") != "no-cache" {
			t.Fatalf("%s: %v", address, w.Header())
		}
		for _, headers := range [][]string{{"If-None-Match", tag}, {"If-None-Match", `"x", ` + tag}, {"If-Modified-Since", since}} {
			if again := s.get(address, headers...); again.Code != http.StatusNotModified || again.Body.Len() > 0 {
				t.Errorf("%s with %v: %d", address, headers, again.Code)
			}
		}
		if again := s.get(address, "If-None-Match", `"x"`, "If-Modified-Since", since); again.Code != http.StatusOK {
			t.Errorf("%s with another tag: %d", address, again.Code)
		}
		s.exec(`UPDATE plans SET version = version + 1`)
		if again := s.get(address, "If-None-Match", tag); again.Code != http.StatusOK {
			t.Errorf("%s after a change: %d", address, again.Code)
		}
	}
}

// atomFeed is a feed as a reader understands it.
type atomFeed struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Author  []string `xml:"author>name"`
	Links   []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	} `xml:"link"`
	Entries []struct {
		ID      string `xml:"id"`
		Title   string `xml:"title"`
		Updated string `xml:"updated"`
		Summary struct {
			Type string `xml:"type,attr"`
			Text string `xml:",chardata"`
		} `xml:"summary"`
		Links []struct {
			Rel  string `xml:"rel,attr"`
			Href string `xml:"href,attr"`
		} `xml:"link"`
	} `xml:"entry"`
}

func (s site) feed(address string) atomFeed {
	s.Helper()
	w := s.get(address)
	if got := w.Header().Get("Content-Type"); got != "application/atom+xml; charset=utf-8" {
		s.Errorf("type %q", got)
	}
	var f atomFeed
	if err := xml.Unmarshal(w.Body.Bytes(), &f); err != nil {
		s.Fatalf("%v: %s", err, w.Body)
	}
	return f
}

func TestTheFeedOfFollowUps(t *testing.T) {
	s := open(t)
	f := s.feed(example + "/seguimientos.atom")
	b := s.board("plan-de-ejemplo")
	if len(f.Entries) != len(b.Snapshots) || len(f.Entries) < 2 {
		t.Fatalf("%d entries, want %d", len(f.Entries), len(b.Snapshots))
	}
	if len(f.Links) != 2 || f.Links[0].Rel != "alternate" || f.Links[0].Href != origin+example || f.Links[1].Rel != "self" || f.Links[1].Href != origin+example+"/seguimientos.atom" {
		t.Errorf("links %+v", f.Links)
	}
	if !strings.HasPrefix(f.ID, "tag:hito.example,2026:plan/") || len(f.Author) != 1 || f.Author[0] == "" || f.Title == "" {
		t.Errorf("feed %+v", f)
	}
	seen := map[string]bool{f.ID: true}
	for n, e := range f.Entries {
		if _, err := time.Parse(time.RFC3339, e.Updated); err != nil || e.Updated > f.Updated {
			t.Errorf("entry %d was updated %q, the feed %q: %v", n, e.Updated, f.Updated, err)
		}
		if seen[e.ID] || !strings.HasPrefix(e.ID, "tag:hito.example,2026:seguimiento/") || e.Title != b.Snapshots[n].Title || len(e.Links) != 1 {
			t.Errorf("entry %d: %+v", n, e)
		}
		seen[e.ID] = true
		if e.Summary.Type != "html" || !strings.Contains(html.UnescapeString(e.Summary.Text), "del camino, cuando se esperaba") {
			t.Errorf("summary %+v", e.Summary)
		}
	}
	// Names stay when the plan's address changes.
	s.exec(`UPDATE plans SET slug = 'otra-direccion', version = version + 1 WHERE slug = 'plan-de-ejemplo'`)
	if moved := s.feed("/publico/otra-direccion/seguimientos.atom"); moved.ID != f.ID || moved.Entries[0].ID != f.Entries[0].ID {
		t.Errorf("%s became %s", f.ID, moved.ID)
	}
}

func TestNotesInTheFeedAreText(t *testing.T) {
	s := open(t)
	s.exec(`
		INSERT INTO snapshots (plan_id, title, note, taken_on, board)
		SELECT s.plan_id, 'Con <b>nota</b>', '<script>alert(1)</script> & más', s.taken_on + 1, s.board
		  FROM snapshots s
		  JOIN plans p ON p.id = s.plan_id
		 WHERE p.slug = 'plan-de-ejemplo'
		 ORDER BY s.taken_on DESC
		 LIMIT 1`)
	e := s.feed(example + "/seguimientos.atom").Entries[0]
	if e.Title != "Con <b>nota</b>" || strings.Contains(e.Summary.Text, "<script>") || !strings.Contains(e.Summary.Text, "&lt;script&gt;") {
		t.Errorf("%+v", e)
	}
	s.shows(plan.ShowObjectives)
	e = s.feed(example + "/seguimientos.atom").Entries[0]
	if strings.Contains(e.Summary.Text, "alert") || !strings.HasSuffix(e.Links[0].Href, "#seguimientos") {
		t.Errorf("of a plan that is shown in part: %+v", e)
	}
}
