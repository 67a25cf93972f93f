package challenges

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"hito/web/ui/pagetest"
)

func TestEachReadsTheirOwnList(t *testing.T) {
	h := enter(t)
	h.some()
	for _, c := range []struct{ who, query, want string }{
		{"technician", "", "Tarde, Anónimo, Compartido, Asignado, Decisión, Privado del público"},
		{"director", "", "Tarde, Anónimo, Compartido, Asignado, Decisión, Privado del público"},
		{"director", "ver=mios", "Tarde, Anónimo, Compartido, Asignado, Decisión, Privado del público"},
		{"ana", "", "Asignado, Decisión, Privado del público, Compartido, Tarde"},
		{"ana", "ver=unidad", ""},
		{"luis", "", "Asignado"}, {"luis", "ver=mios", ""}, {"luis", "ver=asignados", "Asignado"}, {"luis", "ver=unidad", "Compartido"}, {"luis", "ver=publicos", "Público"},
		{"luis", "ver=unidad&unidad=1&tarde=1&asignado=nadie&urgencia=alta&desde=2030-01-01", "Compartido"},
		{"admin", "", "Público"}, {"admin", "ver=seguidos", "Público"}, {"admin", "ver=mios", ""},
		{"nobody", "", "Público"}, {"nobody", "ver=mios", "Público"}, {"nobody", "ver=unidad", "Público"},
		{"nobody", "texto=privado", ""}, {"luis", "ver=publicos&texto=problema", ""}, {"luis", "ver=publicos&texto=público", "Público"},
	} {
		if got := titles(h.as(c.who).see("/retos?"+c.query, http.StatusOK)); got != c.want {
			t.Errorf("%s reads %q at ?%s, want %q", c.who, got, c.query, c.want)
		}
	}
}

// No list and no figure tells who wrote a reto that does not tell it, or what is said inside.
func TestSecurity09ListsNameNoAuthor(t *testing.T) {
	h := enter(t)
	h.some()
	for who := range h.people {
		for _, address := range []string{
			"/retos", "/retos?ver=mios", "/retos?ver=asignados", "/retos?ver=unidad", "/retos?ver=seguidos", "/retos?ver=publicos", "/retos?texto=Candelaria",
			"/retos?texto=canario", "/retos?orden=apoyos", "/retos?desde=ayer", "/retos/cifras",
		} {
			if strings.Contains(address, "cifras") && who != "technician" && who != "director" {
				continue
			}
			w := h.as(who).do(httptest.NewRequestWithContext(t.Context(), http.MethodGet, address, nil))
			body := strings.ReplaceAll(w.Body.String(), `value="Candelaria"`, "")
			for _, secret := range []string{"canario@ejemplo.es", "Nota interna"} {
				if strings.Contains(body, secret) {
					t.Errorf("%s at %s is told %q", who, address, secret)
				}
			}
			if strings.Contains(body, listCanary) && who != "ana" { // who reads her own name in the header
				t.Errorf("%s at %s is told the author's name", who, address)
			}
		}
	}
}

func TestVisitorsReadWhatBecameOfPublicRetos(t *testing.T) {
	h := enter(t)
	empty := h.as("nobody").see("/retos", http.StatusOK)
	h.says(empty, ".empty", "Todavía no hay retos públicos")
	h.count(empty, "main form", 0)
	h.some()
	doc := h.see("/retos", http.StatusOK)
	h.says(doc, ".reto-card", "Público", "Para todo el mundo", "Implantado", "desde el 5 de octubre de 2026", "Ya funciona", "21 de octubre de 2026", "Afecta también a 1 persona más")
	h.says(doc, ".reto-what", "Qué es un reto", "20 días hábiles", "Entre para presentar un reto")
	h.count(doc, `.reto-what a[href="/entrar?volver=%2Fretos%2Fnuevo"]`, 1)
	h.count(doc, `a[href="/retos/consulta"]`, 1)
	h.count(doc, `.reto-card a[href="/retos/DDDDD-DDDDD-DDDDD"]`, 1)
	h.number(`INSERT INTO settings (name, value) VALUES ('challenges', '{"open": true, "answer_days": 1}') RETURNING 1`)
	doc = h.see("/retos", http.StatusOK)
	h.says(doc, ".reto-what", "1 día hábil", "sin cuenta")
	h.count(doc, `.reto-what a[href="/retos/nuevo"]`, 1)
	h.says(h.see("/retos?texto=nada", http.StatusOK), ".empty", "Ningún reto coincide")
	h.see("/retos?pagina=2", http.StatusNotFound)
}

func TestPeopleFollowTheirOwnRetos(t *testing.T) {
	h := enter(t)
	doc := h.as("ana").see("/retos", http.StatusOK)
	h.says(doc, ".empty", "Todavía no ha presentado ningún reto", "Presentar un reto")
	h.some()
	h.number(`UPDATE challenges SET privacy = 'named' WHERE title = 'Asignado' RETURNING 1`)
	doc = h.see("/retos", http.StatusOK)
	h.says(doc, ".reto-tabs", "Los míos (5)", "De mi unidad (0)", "Públicos (1)")
	h.count(doc, `.reto-tabs a[aria-current=page][href="/retos?ver=mios"]`, 1)
	h.count(doc, ".reto-tabs a", 3)
	h.says(doc, ".reto-card:nth-child(1)", "Asignado", "Le piden más información")
	h.says(doc, ".reto-card:nth-child(4)", "Compartido", "La primera respuesta ha de llegar como tarde el 4 de diciembre de 2026.")
	h.says(doc, ".reto-card:nth-child(5)", "Tarde", "La primera respuesta tenía que haber llegado el 3 de noviembre de 2026.")
	doc = h.as("luis").see("/retos?ver=unidad", http.StatusOK)
	h.says(doc, ".reto-tabs", "Los míos (0)", "Asignados a mí (1)", "De mi unidad (1)", "Públicos (1)")
	h.count(doc, `main .filters input[type=hidden][name=ver][value=unidad]`, 1)
}

func TestTheTableShowsWhatWaits(t *testing.T) {
	h := enter(t)
	h.says(h.see("/retos", http.StatusOK), ".empty", "Todavía no se ha recibido ningún reto")
	h.some()
	doc := h.see("/retos", http.StatusOK)
	h.says(doc, ".reto-table tbody tr:nth-child(1)", "Tarde", "AAAAA-AAAAA-AAAAA", "Recibido", "Norte", "Sin asignar", "5/10/2026", "24 días de retraso")
	h.says(doc, ".reto-table tbody tr:nth-child(3)", "Compartido", "hasta el 4/12/2026")
	h.says(doc, ".reto-table tbody tr:nth-child(4)", "Asignado", "Luis", "Contestado")
	h.says(doc, ".reto-table tbody tr:nth-child(5)", "Urgencia alta", "Espera decisión")
	h.says(doc, ".reto-table tbody tr:nth-child(6)", "Privado del público", "Público", "Implantado")
	h.says(doc, ".reto-states", "Recibido 3", "En análisis 1", "Pendiente de información 1", "Implantado 1")
	h.says(doc, ".reto-quick", "Con retraso (2)", "Esperan decisión (1)")
	h.says(doc, ".filters-result", "6 retos")
	h.count(doc, `.page-head a[href="/retos/nuevo"]`, 1)
	h.count(doc, `.reto-states a[href="/retos?estado=en-analisis"]`, 1)
	h.count(doc, `form[action="/retos/cifras/exportar"]`, 1)
}

func TestFiltersNarrowTheTable(t *testing.T) {
	h := enter(t)
	h.some()
	unit, luis := fmt.Sprint(h.units["Norte"]), fmt.Sprint(h.people["luis"].ID)
	for query, want := range map[string]string{
		"estado=en-analisis&estado=pendiente": "Asignado, Decisión", "tarde=1": "Tarde, Anónimo", "decision=1": "Decisión", "urgencia=alta": "Decisión",
		"asignado=persona-" + luis: "Asignado", "asignado=mios": "", "unidad=" + unit + "&texto=compart": "Compartido", "texto=problemas+decisiones": "Decisión",
		"texto=EEEEE-EEEEE-EEEEE": "Decisión", "orden=titulo&estado=recibido": "Anónimo, Compartido, Tarde", "hasta=4/10/2026": "", "desde=5+de+octubre+de+2026&tarde=1": "Tarde, Anónimo",
		"orden=apoyos&estado=implantado&estado=en-analisis": "Privado del público, Decisión", "orden=recientes&tarde=1": "Anónimo, Tarde",
	} {
		if got := titles(h.see("/retos?"+query, http.StatusOK)); got != want {
			t.Errorf("?%s finds %q, want %q", query, got, want)
		}
	}
	doc := h.see("/retos?estado=recibido&tarde=1&texto=tarde&orden=titulo&desde=1/10/2026&unidad="+unit, http.StatusOK)
	for selector, want := range map[string]string{
		"#retos-texto": "tarde", "#retos-orden option[selected]": "titulo", "#retos-desde[type=date]": "2026-10-01", "#retos-unidad option[selected]": unit,
		".reto-filters input[name=estado]": "recibido", ".reto-filters input[name=tarde]": "1",
	} {
		if got := doc.Find(selector).AttrOr("value", ""); got != want {
			t.Errorf("%s is %q, want %q", selector, got, want)
		}
	}
	h.count(doc, "#mas-filtros[open]", 1)
	h.count(doc, `.reto-states a[aria-current][href="/retos?desde=2026-10-01&orden=titulo&tarde=1&texto=tarde&unidad=`+unit+`"]`, 1)
	h.count(doc, `.reto-quick a[aria-current]`, 1)
	h.count(doc, `.reto-filters a[href="/retos"]`, 1)
}

// What an address holds that is none of ours asks for nothing; days that are none are told.
func TestHostileQueriesAreHarmless(t *testing.T) {
	h := enter(t)
	h.some()
	long := strings.Repeat("a", 5000)
	for _, query := range []string{
		"estado=x", "estado=recibido%27--", "unidad=-1", "unidad=0", "unidad=99999999999999999999", "unidad=1e3", "asignado=persona-", "asignado=persona--1",
		"asignado=nadie-1", "asignado=" + long, "urgencia=ALTA", "toca=plan-x", "toca=objetivo-99999999999999999999", "tarde=si", "decision=2", "orden=1;drop", "pagina=0", "pagina=-1",
		"pagina=x", "pagina=1e9", "pagina=99999999999999999999", "ver=todo", "hecho=" + payload, "texto=%25", "desde=&hasta=", "pagina=1", "nada=nada",
		"estado=" + strings.Repeat("recibido&estado=", 500),
	} {
		h.see("/retos?"+query, http.StatusOK)
	}
	for _, text := range []string{payload, "'", `\`, "a'&'b", ":*", "!", "(", "&", "|", "<->", long, "\u202e", "🚀🚀", "\u0301\u0301", "{}", "NaN", "100%", "_"} {
		doc := h.see("/retos?texto="+url.QueryEscape(text), http.StatusOK)
		h.count(doc, "main script", 0)
		h.as("nobody").see("/retos?texto="+url.QueryEscape(text), http.StatusOK)
		h.as("technician")
	}
	for query, field := range map[string]string{
		"desde=ayer": "desde", "hasta=2026-02-31": "hasta", "desde=0001-01-01": "desde", "hasta=9999-12-31": "hasta", "desde=2026-07-15&hasta=2026-07-14": "hasta",
		"desde=" + url.QueryEscape(payload): "desde", "hasta=NaN": "hasta", "desde=%E2%80%AE2026-07-14": "desde",
	} {
		for _, path := range []string{"/retos", "/retos/cifras"} {
			doc := h.see(path+"?"+query, http.StatusUnprocessableEntity)
			h.count(doc, `[role=alert] a[href="#retos-`+field+`"]`, 1)
			h.count(doc, `#retos-`+field+`[aria-invalid=true]`, 1)
			h.count(doc, ".reto-table, .kpis, main script", 0)
		}
	}
	h.see("/retos?pagina=2", http.StatusNotFound)
	h.see("/retos?unidad=999999", http.StatusOK)
	h.says(h.see("/retos?unidad=999999&toca=plan-99", http.StatusOK), "#mas-filtros", "Otra opción, ya sin retos")
}

func TestLongListsComeInPages(t *testing.T) {
	h := enter(t)
	h.number(`
		WITH more AS (
			INSERT INTO challenges (code, title, problem, privacy, author_id, state_since, submitted_at, submitted_on, answer_due_on)
			SELECT 'AAAAAAAAAAAA' || translate(n::text, '01', 'CD'), 'R' || n, 'P', 'named', $1, now(), now(), '2026-01-01', '2026-02-01'
			  FROM generate_series(200, 299) n
			RETURNING 1)
		SELECT count(*) FROM more`, h.people["ana"].ID)
	seen, pages := map[string]bool{}, 0
	for address := "/retos?orden=titulo"; address != ""; pages++ {
		doc := h.see(address, http.StatusOK)
		for _, title := range pagetest.Texts(doc.Find(".reto-table tbody th a")) {
			seen[title] = true
		}
		address = doc.Find(".pagination a[rel=next]").AttrOr("href", "")
	}
	if len(seen) != 100 || pages != 4 {
		t.Errorf("%d retos in %d pages", len(seen), pages)
	}
	h.says(h.see("/retos?pagina=2&tarde=1", http.StatusOK), ".filters-result", "100 retos; se muestran del 26 al 50")
	h.says(h.as("ana").see("/retos?pagina=4", http.StatusOK), ".filters-result", "100 retos; se muestran del 76 al 100")
}

func TestTitlesStayText(t *testing.T) {
	h := enter(t)
	h.reto("A", payload, "public_title = '"+payload+"', public_text = '"+payload+"', published_at = now()")
	for who := range h.people {
		doc := h.as(who).see("/retos", http.StatusOK)
		h.count(doc, "main script", 0)
		if who != "luis" && titles(doc) != payload {
			t.Errorf("%s reads %q", who, titles(doc))
		}
	}
}
