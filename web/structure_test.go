package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"hito/internal/access"
	"hito/web/ui/pagetest"
)

const example = "/planes/plan-de-ejemplo"

// bench is the workbench of the technician, on a site of its own.
type bench struct {
	*testing.T
	site       wholeSite
	technician visitor
}

func newBench(t *testing.T) bench {
	t.Helper()
	s := open(t)
	return bench{t, s, s.visitor(t, access.Technician)}
}

// sheet is what an address answered.
type sheet struct {
	bench
	*goquery.Document
	code     int
	location string
}

func (b bench) read(w *httptest.ResponseRecorder) sheet {
	b.Helper()
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		b.Fatal(err)
	}
	return sheet{b, doc, w.Code, w.Header().Get("Location")}
}

func (b bench) get(address string) sheet { b.Helper(); return b.read(b.technician.get(address)) }

func (b bench) post(address string, fields url.Values) sheet {
	b.Helper()
	return b.read(b.technician.post(address, fields))
}

func (s sheet) is(code int) sheet {
	s.Helper()
	if s.code != code {
		s.Fatalf("status %d, want %d: %.800s", s.code, code, pagetest.Text(s.Find("main")))
	}
	return s
}

// leads checks where a form leads to.
func (s sheet) leads(to string) {
	s.Helper()
	s.is(http.StatusSeeOther)
	if s.location != to {
		s.Errorf("leads to %q, want %q", s.location, to)
	}
}

func (s sheet) says(selector string, words ...string) sheet {
	s.Helper()
	text := pagetest.Parted(s.Find(selector))
	for _, word := range words {
		if !strings.Contains(text, word) {
			s.Errorf("%q is not in %s: %.800q", word, selector, text)
		}
	}
	return s
}

func (s sheet) counts(selector string, want int) sheet {
	s.Helper()
	if got := s.Find(selector).Length(); got != want {
		s.Errorf("%d of %s, want %d", got, selector, want)
	}
	return s
}

// fields are what the form that is sent to an address holds.
func (s sheet) fields(action string) url.Values {
	s.Helper()
	form := s.Find(`form[action="` + action + `"]`).First()
	if form.Length() == 0 {
		s.Fatalf("no form leads to %s", action)
	}
	values := url.Values{}
	form.Find("input, textarea").Each(func(_ int, field *goquery.Selection) {
		_, checked := field.Attr("checked")
		if kind := field.AttrOr("type", ""); (kind == "checkbox" || kind == "radio") && !checked {
			return
		}
		values.Add(field.AttrOr("name", ""), field.AttrOr("value", field.Text()))
	})
	return values
}

// with returns fields with others in their place.
func with(values url.Values, pairs ...string) url.Values {
	changed := url.Values{}
	for name, list := range values {
		changed[name] = list
	}
	for n := 0; n < len(pairs); n += 2 {
		changed.Set(pairs[n], pairs[n+1])
	}
	return changed
}

// count returns the number that a query gives.
func (b bench) count(sql string, args ...any) (n int) {
	b.Helper()
	if err := b.site.pool.QueryRow(b.Context(), sql, args...).Scan(&n); err != nil {
		b.Fatal(err)
	}
	return n
}

func (b bench) exec(sql string) {
	b.Helper()
	if _, err := b.site.pool.Exec(b.Context(), sql); err != nil {
		b.Fatal(err)
	}
}

func TestTheOutlineShowsTheWholeStructure(t *testing.T) {
	b := newBench(t)
	p := b.get(example + "/estructura").is(200)
	p.says("nav [aria-current=page]", "Editar el plan")
	p.counts("#lineas .outline-item", 4).counts("#objetivos > ul > .outline-item", 10).counts("#marcos .outline-item", 1)
	p.says(`[id="o-O1"]`, "Líneas L1, L2", "peso 2", "indicadores")
	p.says(`[id="o-O8"]`, "peso 0: no cuenta")
	p.says(`[id="o-O10"]`, "Anulado desde el", "El local previsto se destina a otro uso")
	p.says(`[id="i-I1.1"]`, "→")
	for selector, want := range map[string]int{
		`a[href="` + example + `/editar"]`: 1, `a[href="` + example + `/apartados"]`: 1, `a[href="` + example + `/lineas/nueva"]`: 1,
		`a[href="` + example + `/objetivos/nuevo"]`: 1, `a[href="` + example + `/marcos/nuevo"]`: 1, `a[href="` + example + `/objetivos/O1/editar"]`: 1,
		`a[href="` + example + `/indicadores/nuevo?objetivo=O1"]`: 1, `a[href="` + example + `/indicadores/I1.1/editar"]`: 1,
		`form[action="` + example + `/objetivos/orden"]`: 10, `form[action="` + example + `/lineas/orden"]`: 4,
		`[id="o-O1"] > .outline-head button[value=arriba][disabled]`: 1, `[id="o-O1"] > .outline-head button[value=abajo]:not([disabled])`: 1,
		`[id="o-O10"] > .outline-head button[value=abajo][disabled]`: 1, "#primeros-pasos": 0,
	} {
		p.counts("main "+selector, want)
	}
}

func TestTheOutlineLeadsWhoeverBegins(t *testing.T) {
	b := newBench(t)
	b.exec(`INSERT INTO plans (slug, title, body, starts_on, ends_on) VALUES ('vacio', 'Vacío', 'Entidad', '2026-01-01', '2027-12-31')`)
	p := b.get("/planes/vacio/estructura").is(200)
	p.says("#primeros-pasos li:nth-child(1)", "Líneas estratégicas (opcional)").says("#primeros-pasos li:nth-child(2)", "Objetivos")
	p.counts("#primeros-pasos .button:not(.button-quiet)", 1).says("#primeros-pasos .button:not(.button-quiet)", "Añadir objetivo")
	p.counts("#lineas, #objetivos", 0).counts("#marcos", 1)
	form := b.get("/planes/vacio/objetivos/nuevo").is(200)
	typed := form.fields("/planes/vacio/objetivos")
	if typed.Get("code") != "O.E.1" || typed.Get("weight") != "1" {
		t.Errorf("the form begins with %v", typed)
	}
	b.post("/planes/vacio/objetivos", with(typed, "title", "El primero")).leads("/planes/vacio/estructura?hecho=objetivo-creado#o-O.E.1")
	p = b.get("/planes/vacio/estructura?hecho=objetivo-creado").is(200)
	p.says("[role=status]", "Lo siguiente son sus indicadores").says("#primeros-pasos", "Hay 1 objetivo.", "Añadir indicador a O.E.1")
}

func TestALargePlanListsOneObjectiveAtATime(t *testing.T) {
	b := newBench(t)
	b.exec(`
		INSERT INTO indicators (plan_id, objective_id, position, code, title, target)
		SELECT o.plan_id, o.id, 1000 + n, 'X.' || n, 'Otro', 10
		  FROM objectives o
		  JOIN plans p ON p.id = o.plan_id AND p.slug = 'plan-de-ejemplo'
		 CROSS JOIN generate_series(1, 500) n
		 WHERE o.code = 'O2'`)
	p := b.get(example + "/estructura").is(200)
	p.counts(`[id^="i-"]`, 0).says(`[id="o-O2"] .outline-more`, "Ver los indicadores de O2", "indicadores")
	p = b.get(example + "/estructura?objetivo=O1").is(200)
	p.counts(`[id="o-O1"] details[open]`, 1).counts(`[id="i-I1.1"]`, 1).counts(`[id="i-X.1"]`, 0)
	b.get(example+"/estructura?objetivo=nada").is(200).counts(`[id^="i-"]`, 0)
}

func TestOrderByButtonAndByPlace(t *testing.T) {
	b := newBench(t)
	p := b.get(example + "/estructura?codigos=siguen").is(200)
	p.says(".outline-codes [aria-current]", "los códigos se quedan en su lugar")
	typed := p.fields(example + "/objetivos/orden") // of O1
	if typed.Get("codigos") != "siguen" {
		t.Errorf("the form carries %v", typed)
	}
	b.post(example+"/objetivos/orden", with(typed, "mover", "abajo")).leads(example + "/estructura?hecho=orden&codigos=siguen#o-O2")
	b.get(example+"/estructura?hecho=orden").says("[role=status]", "El orden ha cambiado").says(`[id="o-O2"] .outline-title`, "Acortar las esperas")
	b.post(example+"/objetivos/orden", with(typed, "posicion", "10", "codigos", "quedan", "clave_envio", strings.Repeat("K", 26))).
		leads(example + "/estructura?hecho=orden#o-O2")
	if last := b.get(example + "/estructura").Find("#objetivos > ul > .outline-item").Last(); last.AttrOr("id", "") != "o-O2" {
		t.Errorf("last is %s", last.AttrOr("id", ""))
	}
	lines := b.get(example + "/estructura").fields(example + "/lineas/orden")
	b.post(example+"/lineas/orden", with(lines, "mover", "abajo")).leads(example + "/estructura?hecho=orden#l-L1")
	b.post(example+"/lineas/orden", url.Values{"id": {"999999"}, "mover": {"abajo"}}).is(404)
	b.post(example+"/objetivos/orden", with(typed, "mover", "lado", "clave_envio", strings.Repeat("L", 26))).is(400)
	b.get(example + "/estructura?codigos=x").is(400)
}

func TestWhoMayKeepTheStructure(t *testing.T) {
	b := newBench(t)
	addresses := []string{
		"/estructura", "/lineas/nueva", "/lineas/L1/editar", "/objetivos/nuevo", "/objetivos/O1/editar", "/marcos/nuevo", "/marcos/GUIA/editar",
	}
	for role, want := range map[access.Role]int{access.Nobody: 303, access.Staff: 403, access.Director: 403, access.Admin: 403} {
		v := b.site.visitor(t, role)
		for _, address := range addresses {
			if got := v.get(example + address); got.Code != want {
				t.Errorf("%s as %s: %d, want %d", address, role, got.Code, want)
			}
		}
	}
	for _, address := range addresses {
		b.get("/planes/ninguno" + address).is(404)
	}
	for _, address := range []string{"/lineas/L9/editar", "/objetivos/O99/editar", "/marcos/X/editar"} {
		b.get(example + address).is(404)
	}
	b.exec(`UPDATE plans SET state = 'closed' WHERE slug = 'plan-de-ejemplo'`)
	p := b.get(example + "/estructura").is(200)
	p.says(".notice", "El plan está cerrado: para cambiarlo hay que reabrirlo").counts("main form", 0).counts(`main a[href$="/editar"]`, 0)
	b.get(example+"/objetivos/O1/editar").is(409).says("main", "El plan está cerrado", "reabrirlo").counts(`main a[href="`+example+`"]`, 1)
}

func TestObjectiveAndLineTellTheirChangesToThoseWhoKeepThem(t *testing.T) {
	b := newBench(t)
	for _, kind := range []struct{ path, saved string }{{example + "/objetivos/O1", "objetivo"}, {example + "/lineas/L1", "línea"}} {
		edit := b.get(kind.path).is(200).counts(`main a[href="`+kind.path+`/editar"]`, 1)
		edit.says("#historial", "Todavía no hay cambios")
		typed := b.get(kind.path + "/editar").fields(kind.path + "/editar")
		b.post(kind.path+"/editar", with(typed, "title", "Otro título")).is(303)
		p := b.get(kind.path)
		p.says("#historial li", "Técnica", "Otro título", kind.saved).counts("#historial a[href*='/administracion/']", 0)
		b.get(kind.path+"/editar").says("#historial li", "Otro título")
		b.read(b.site.visitor(t, access.Director).get(kind.path)).is(200).counts("#historial li", 1).counts(`a[href="`+kind.path+`/editar"]`, 0)
		b.read(b.site.visitor(t, access.Admin).get(kind.path)).is(200).counts("#historial a[href*='/administracion/auditoria']", 1)
		b.read(b.site.visitor(t, access.Nobody).get(kind.path)).is(200).counts("#historial", 0).counts(`a[href="`+kind.path+`/editar"]`, 0)
		b.get(kind.path+"?seguimiento="+b.site.closed).is(200).counts("#historial", 0).counts(`main a[href="`+kind.path+`/editar"]`, 0)
	}
}
