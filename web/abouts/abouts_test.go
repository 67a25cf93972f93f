package abouts_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"hito/web/abouts"
)

func get(t *testing.T, page func(http.ResponseWriter, *http.Request) error) *goquery.Document {
	t.Helper()
	w := httptest.NewRecorder()
	if err := page(w, httptest.NewRequest(http.MethodGet, "/", nil)); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// The statement holds what RD 1112/2018 asks for, in its order.
func TestAccessibilityStatement(t *testing.T) {
	doc := get(t, abouts.New(abouts.Config{}).Accessibility)
	headings := doc.Find("main h2").Map(func(_ int, s *goquery.Selection) string { return s.Text() })
	want := "Situación de cumplimiento|Contenido no accesible|Preparación de esta declaración|Observaciones y contacto|Quejas y solicitudes de información accesible|Reclamaciones"
	if got := strings.Join(headings, "|"); got != want {
		t.Errorf("headings %s", got)
	}
	if doc.Find("main h1").Length() != 1 {
		t.Error("no single h1")
	}
}

func TestContactIsHonestWhenItIsNotConfigured(t *testing.T) {
	doc := get(t, abouts.New(abouts.Config{}).Accessibility)
	if !strings.Contains(doc.Find(".notice-warning").Text(), "Faltan los datos de contacto") {
		t.Error("a missing contact is not told")
	}
}

func TestContactAsConfigured(t *testing.T) {
	doc := get(t, abouts.New(abouts.Config{Body: "Ayuntamiento de Prueba", Contact: abouts.Contact{
		Form: "https://sede.example/formulario", Phone: "+34 957 00 00 00", Office: "Calle Mayor, 1", Email: "acceso@example.org", Appeal: "Secretaría General",
	}}).Accessibility)
	for _, href := range []string{"https://sede.example/formulario", "tel:+34957000000", "mailto:acceso@example.org"} {
		if doc.Find(`main a[href="`+href+`"]`).Length() != 1 {
			t.Errorf("no link to %s", href)
		}
	}
	text := doc.Find("main").Text()
	for _, want := range []string{"Calle Mayor, 1", "Secretaría General", "Ayuntamiento de Prueba quiere"} {
		if !strings.Contains(text, want) {
			t.Errorf("the statement does not say %q", want)
		}
	}
	if doc.Find(".notice-warning").Length() != 0 {
		t.Error("the contact is said to be missing")
	}
}

func TestAboutTellsMethodLicenceAndVersion(t *testing.T) {
	doc := get(t, abouts.New(abouts.Config{Version: "1.2.3", Data: "/api/v1/plans"}).About)
	if doc.Find("h2#metodo").Length() != 1 || doc.Find(".rules dt").Length() != 7 {
		t.Error("the method is not told")
	}
	text := doc.Find("main").Text()
	for _, want := range []string{"EUPL 1.2", "Versión 1.2.3", "Public Sans", "ECharts"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if doc.Find(`main a[href="/api/v1/plans"]`).Length() != 1 {
		t.Error("no link to the data")
	}
}
