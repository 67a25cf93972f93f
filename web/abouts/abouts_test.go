package abouts_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/setting"
	"hito/web/abouts"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const payload = `<script>alert(1)</script> <img src=x onerror=alert(2)> [x](javascript:alert(3))`

func get(t *testing.T, page func(http.ResponseWriter, *http.Request) error) *goquery.Document {
	t.Helper()
	w := httptest.NewRecorder()
	if err := page(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)); err != nil {
		t.Fatal(err)
	}
	if got := w.Header().Get("Cache-Control"); got != "no-cache" || w.Header().Get("Set-Cookie") != "" {
		t.Errorf("kept as %q, with the cookie %q", got, w.Header().Get("Set-Cookie"))
	}
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if doc.Find("main h1").Length() != 1 {
		t.Error("no single h1")
	}
	if doc.Find("script:not([src]), [style], main script, main img, main [onerror], a[href^=javascript]").Length() > 0 {
		t.Error("a script, a style or an image")
	}
	return doc
}

func says(t *testing.T, doc *goquery.Document, selector string, words ...string) {
	t.Helper()
	text := strings.Join(strings.Fields(doc.Find(selector).Text()), " ")
	for _, word := range words {
		if !strings.Contains(text, word) {
			t.Errorf("%q is not in %s: %.2000s", word, selector, text)
		}
	}
}

func put(t *testing.T, pool *pgxpool.Pool, name setting.Name, value any) {
	t.Helper()
	err := db.Tx(t.Context(), pool, func(tx pgx.Tx) error {
		_, err := setting.Put(t.Context(), tx, setting.Change{Name: name, Value: value})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The statement holds what RD 1112/2018 asks for, in its order.
func TestAccessibilityStatement(t *testing.T) {
	doc := get(t, abouts.New(abouts.Config{Pool: dbtest.New(t)}).Accessibility)
	headings := doc.Find("main h2").Map(func(_ int, s *goquery.Selection) string { return s.Text() })
	want := "Situación de cumplimiento|Contenido no accesible|Preparación de esta declaración|Observaciones y contacto|Quejas y solicitudes de información accesible|Reclamaciones"
	if got := strings.Join(headings, "|"); got != want {
		t.Errorf("headings %s", got)
	}
	if got := doc.Find("main h3").Length(); got != 3 {
		t.Errorf("%d groups of content that is not accessible, want 3", got)
	}
	says(t, doc, "main", "es parcialmente conforme con el Real Decreto 1112/2018, por los aspectos", "Los gráficos interactivos", "axe-core",
		"Se preparó el 21 de noviembre de 2026. Última revisión: 21 de noviembre de 2026.", "Aún no hay una evaluación independiente")
}

func TestContactIsHonestWhenItIsNotConfigured(t *testing.T) {
	doc := get(t, abouts.New(abouts.Config{Pool: dbtest.New(t)}).Accessibility)
	says(t, doc, ".notice-warning", "Faltan los datos de contacto")
}

func TestContactAsConfigured(t *testing.T) {
	doc := get(t, abouts.New(abouts.Config{Pool: dbtest.New(t), Body: "Ayuntamiento de Prueba", Contact: abouts.Contact{
		Form: "https://sede.example/formulario", Phone: "+34 957 00 00 00", Office: "Calle Mayor, 1", Email: "acceso@example.org", Appeal: "Secretaría General",
	}}).Accessibility)
	for _, href := range []string{"https://sede.example/formulario", "tel:+34957000000", "mailto:acceso@example.org"} {
		if doc.Find(`main a[href="`+href+`"]`).Length() != 1 {
			t.Errorf("no link to %s", href)
		}
	}
	says(t, doc, "main", "Calle Mayor, 1", "Secretaría General", "Ayuntamiento de Prueba quiere")
	if doc.Find(".notice-warning").Length() != 0 {
		t.Error("the contact is said to be missing")
	}
}

func TestStatementAsWritten(t *testing.T) {
	pool := dbtest.New(t)
	pages := abouts.New(abouts.Config{Pool: pool, Contact: abouts.Contact{Phone: "957 11 11 11"}})
	put(t, pool, setting.AccessibilityName, setting.Accessibility{
		Conformance: setting.FullyConformant, Prepared: date.New(2026, time.January, 2), Reviewed: date.New(2027, time.January, 3),
		Method: "Método " + payload, Extra: "# Extra\n\n" + payload, OutOfScope: payload, Contact: setting.Contact{Email: "otro@example.org", Office: payload, Appeal: payload},
	})
	doc := get(t, pages.Accessibility)
	says(t, doc, "main", "es totalmente conforme con el Real Decreto 1112/2018. El objetivo", "No se conoce ningún contenido que incumpla", "No se aplica esta excepción",
		"Se preparó el 2 de enero de 2026. Última revisión: 3 de enero de 2027.", "Otras medidas", "otro@example.org")
	if got := strings.Count(doc.Find("main").Text(), "<script>alert(1)</script>"); got != 5 {
		t.Errorf("the payload stands %d times as text, want 5", got)
	}
	if strings.Contains(doc.Find("main").Text(), "957 11 11 11") {
		t.Error("the contact of the start is told although another was written")
	}
}

func TestLegalTextsBeginAsModels(t *testing.T) {
	pages := abouts.New(abouts.Config{Pool: dbtest.New(t), Body: "Ayuntamiento de Prueba"})
	for name, c := range map[string]struct {
		page     func(http.ResponseWriter, *http.Request) error
		title    string
		headings int
	}{"privacy": {pages.Privacy, "Protección de datos", 10}, "legal": {pages.Legal, "Aviso legal", 6}} {
		doc := get(t, c.page)
		says(t, doc, "h1", c.title)
		says(t, doc, ".notice-warning", "Este texto es un modelo")
		says(t, doc, "main", "Ayuntamiento de Prueba", "[Complete: dirección postal]", "Última revisión: todavía ninguna")
		if got := doc.Find("main h2").Length(); got != c.headings {
			t.Errorf("%s has %d headings, want %d", name, got, c.headings)
		}
	}
	if get(t, pages.Privacy).Find("main table").Length() != 1 {
		t.Error("the first layer is no table")
	}
}

func TestLegalTextsAsWritten(t *testing.T) {
	pool := dbtest.New(t)
	pages := abouts.New(abouts.Config{Pool: pool})
	text := setting.Legal{Text: "## Titular\n\n" + payload + " [sede](https://sede.example)", Reviewed: date.New(2026, time.November, 27)}
	put(t, pool, setting.PrivacyName, text)
	put(t, pool, setting.LegalName, text)
	for _, page := range []func(http.ResponseWriter, *http.Request) error{pages.Privacy, pages.Legal} {
		doc := get(t, page)
		says(t, doc, "main h2", "Titular")
		says(t, doc, "main", "<script>alert(1)</script>", "Última revisión: 27 de noviembre de 2026")
		if doc.Find(".notice").Length() != 0 || doc.Find(`main a[href="https://sede.example"]`).Length() != 1 || doc.Find(`main .prose a`).Length() != 1 {
			t.Errorf("notices or links are others: %s", doc.Find("main").Text())
		}
	}
}

func TestCookiesAreTold(t *testing.T) {
	doc := get(t, abouts.New(abouts.Config{}).Cookies)
	says(t, doc, "main", "hito", "__Host-hito", "hito-flow", "hito-browser", "12 horas", "10 minutos", "90 días", "No se miden las visitas", "Última revisión:")
	if doc.Find("main tbody tr").Length() != 3 {
		t.Error("there are three cookies")
	}
}

func TestAboutTellsMethodLicenceAndVersion(t *testing.T) {
	doc := get(t, abouts.New(abouts.Config{Version: "1.2.3", Data: "/api/v1/plans"}).About)
	if doc.Find("h2#metodo").Length() != 1 || doc.Find(".rules dt").Length() != 7 {
		t.Error("the method is not told")
	}
	says(t, doc, "main", "EUPL 1.2", "Versión 1.2.3", "Public Sans", "ECharts", "entra con su cuenta")
	if strings.Contains(doc.Find("main").Text(), "no usan cookies") {
		t.Error("there are cookies by now")
	}
	for _, href := range []string{"/api/v1/plans", "/proteccion-de-datos", "/cookies"} {
		if doc.Find(`main a[href="`+href+`"]`).Length() != 1 {
			t.Errorf("no link to %s", href)
		}
	}
}
