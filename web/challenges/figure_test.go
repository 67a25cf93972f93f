package challenges

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"hito/internal/date"
)

// Days are those of Madrid: what was received on 31 January there, and answered past midnight, is told by that calendar.
func TestFiguresOfAYear(t *testing.T) {
	h := enter(t)
	h.reto("A", "Enero", "submitted_on = '2026-01-31', answer_due_on = '2026-02-28', answered_at = '2026-02-02 23:30+00', state = 'implemented'")
	h.reto("C", "Febrero", "submitted_on = '2026-02-01', answer_due_on = '2026-02-10', answered_at = '2026-02-10 23:30+00', state = 'discarded'")
	h.reto("D", "Otro", "submitted_on = '2026-02-28', answer_due_on = '2026-03-10', unit_id = NULL, area = 'Centro de día'")
	h.reto("E", "Antes", "submitted_on = '2025-12-31', answer_due_on = '2026-03-10'")
	doc := h.see("/retos/cifras", http.StatusOK)
	h.says(doc, ".lead", "del 1 de enero de 2026 al 31 de diciembre de 2026")
	// Answered after 3 and 10 days; the second one a day late, for in Madrid it was the 11th; the third is overdue.
	h.says(doc, ".kpis", "Recibidos 3", "6,5 mediana; la media es 6,5", "33,3 % 1 de 3", "33,3 % 1 de 3")
	h.count(doc, "#por-meses tbody tr", 11)
	h.says(doc, "#por-meses tbody", "enero de 2026 1 febrero de 2026 2 marzo de 2026 0", "noviembre de 2026 0")
	h.says(doc, "#por-estados", "Implantado 1", "Descartado 1", "Recibido 1")
	h.says(doc, "#por-unidades", "Norte 2", "Centro de día 1")
	h.says(doc, "#respuesta", "Contestados 2", "De ellos, en plazo 1", "Sin contestar, fuera de plazo 1", "¿Cómo se calcula?", "1 / (2 + 1) = 33,3 %")
	h.says(doc, "#implantados", "Con decisión tomada 2", "50,0 %", "1 / 2 = 50,0 %")
	h.count(doc, `#por-meses a[href="/retos?desde=2026-02-01&hasta=2026-02-28"]`, 1)
	h.count(doc, `#por-estados .chart-title[href="/retos?desde=2026-01-01&estado=descartado&hasta=2026-12-31"]`, 1)
	h.count(doc, `.chips a[aria-current]`, 1)
	h.says(h.see("/retos/cifras?desde=2026-02-01&hasta=2026-02-28", http.StatusOK), ".kpis", "Recibidos 2")
	h.says(h.see("/retos/cifras?desde=1900-01-01&hasta=2200-12-31", http.StatusOK), ".kpis", "Recibidos 4")
	h.says(h.as("director").see("/retos/cifras?hasta=2025-12-31", http.StatusOK), ".kpis", "Recibidos 1", "sin dato")
}

func TestFiguresOfNothingSayWhatToDo(t *testing.T) {
	h := enter(t)
	h.says(h.see("/retos/cifras", http.StatusOK), ".empty", "Todavía no se ha recibido ningún reto")
	h.reto("A", "Uno", "")
	doc := h.see("/retos/cifras?desde=2020-01-01&hasta=2020-12-31", http.StatusOK)
	h.says(doc, ".empty", "No se recibió ningún reto en esas fechas", "5 de octubre de 2026")
	h.count(doc, `.empty a[href="/retos/cifras?desde=2026-10-05&hasta=2026-11-27"]`, 1)
	h.count(doc, "form[action='/retos/cifras/exportar']", 0)
}

func TestPeriodsThatAreAskedFor(t *testing.T) {
	today, first := date.New(2026, time.November, 27), date.New(2025, time.March, 3)
	for _, c := range []struct {
		from, until string
		first       date.Date
		want        string
	}{
		{"", "", first, "2026-01-01 2026-12-31"}, {"2026-02-01", "", first, "2026-02-01 2026-11-27"}, {"", "2025-12-31", first, "2025-03-03 2025-12-31"},
		{"", "2024-01-01", first, "2024-01-01 2024-01-01"}, {"", "2024-01-01", 0, "2024-01-01 2024-01-01"}, {"2027-01-01", "", first, "2027-01-01 2027-01-01"},
		{"1/2/2026", "28/2/2026", first, "2026-02-01 2026-02-28"},
	} {
		p, wrong := readPeriod(c.from, c.until, c.first, today)
		if got := p.from.String() + " " + p.until.String(); wrong != nil || got != c.want {
			t.Errorf("%q to %q: %s, %v, want %s", c.from, c.until, got, wrong, c.want)
		}
	}
	if _, wrong := readPeriod("2026-02-02", "2026-02-01", first, today); wrong["hasta"] == "" {
		t.Errorf("backwards: %v", wrong)
	}
	if _, wrong := readPeriod("", "", 0, today); wrong != nil {
		t.Errorf("nothing: %v", wrong)
	}
}

func TestExportsAreAsTheyShouldBe(t *testing.T) {
	h := enter(t)
	h.some()
	for n, title := range []string{`=HYPERLINK("https://evil.example";"x")`, "+1", "@SUM(A1)", "-1+1", "＝1+1", `a;b"c`, payload} {
		h.reto("KMNPRTU"[n:n+1], title, "submitted_on = '2026-09-01', state_since = '2026-09-01 22:30+00'")
	}
	w := h.post(exportPath, url.Values{"desde": {"2026-09-01"}, "orden": {"titulo"}, "ver": {"mios"}})
	head := w.Header()
	if w.Code != http.StatusOK || head.Get("Content-Type") != "text/csv; charset=utf-8" || head.Get("Content-Disposition") != `attachment; filename="retos-2026-11-27.csv"` ||
		head.Get("X-Content-Type-Options") != "nosniff" || head.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %v", w.Code, head)
	}
	golden(t, "export.csv", w.Body.String())
	if lines := strings.Count(h.post(exportPath, url.Values{"desde": {"2026-10-01"}}).Body.String(), "\r\n"); lines != 7 {
		t.Errorf("%d lines from October on", lines)
	}
	if n := h.number(`SELECT count(*) FROM audit_events WHERE action = 'challenge.export' AND after = '{"from": "2026-10-01", "count": 6}'`); n != 1 {
		t.Errorf("%d events", n)
	}
}

// golden compares with a file of testdata; with UPDATE_GOLDEN=1 it writes it anew.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := "testdata/" + name
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs:\n%s\nwant\n%s", name, got, want)
	}
}

func TestSecurity09ExportsNameNoAuthor(t *testing.T) {
	h := enter(t)
	h.some()
	for _, fields := range []url.Values{{}, {"texto": {listCanary}}, {"estado": {"implantado"}}} {
		body := h.post(exportPath, fields).Body.String()
		for _, secret := range []string{listCanary, "canario@ejemplo.es", "Problema de", "Nota interna", "ana@", "confidential", "Corre prisa"} {
			if strings.Contains(body, secret) {
				t.Errorf("%v tells %q", fields, secret)
			}
		}
	}
	for who, status := range map[string]int{"nobody": 401, "ana": 403, "luis": 403, "admin": 403} {
		if w := h.as(who).post(exportPath, url.Values{}); w.Code != status || w.Body.Len() > 0 {
			t.Errorf("%s: %d, want %d: %s", who, w.Code, status, w.Body)
		}
	}
	if w := h.as("technician").post(exportPath, url.Values{"desde": {"NaN"}}); w.Code != http.StatusUnprocessableEntity || w.Header().Get("Content-Disposition") != "" {
		t.Errorf("a day that is none: %d", w.Code)
	}
	if n := h.number(`SELECT count(*) FROM audit_events WHERE action = 'challenge.export'`); n != 3 {
		t.Errorf("%d events", n)
	}
}
