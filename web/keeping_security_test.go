package web_test

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"hito/internal/access"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

// A form that comes after its session has ended is given back to the site's own pages alone, and kept nowhere.
func TestSecurity10ALostFormIsGivenBackToOwnPagesAlone(t *testing.T) {
	s := open(t)
	const action = example + "/resultados"
	fields := url.Values{"clave_envio": {rand.Text()}, "title": {canary + ` </textarea><script>alert("canario")</script>`}, "description": {"\n\r\n" + canary}}
	for from, headers := range map[string]http.Header{
		"own":        {"Sec-Fetch-Site": {"same-origin"}, "Origin": {origin}},
		"cross-site": {"Sec-Fetch-Site": {"cross-site"}},
		"same-site":  {"Sec-Fetch-Site": {"same-site"}},
		"evil":       {"Origin": {"https://evil.example"}},
		"null":       {"Origin": {"null"}},
	} {
		r := httptest.NewRequest(http.MethodPost, action, strings.NewReader(fields.Encode()))
		r.Header = headers
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		before := s.dump(t)
		s.ServeHTTP(w, r)
		body := w.Body.String()
		if s.dump(t) != before || w.Header().Get("Set-Cookie") != "" || w.Header().Get("Cache-Control") != "no-store" || strings.Contains(body, "<script>alert") {
			t.Errorf("%s: something was kept, or is markup: %v", from, w.Header())
		}
		if given := strings.Contains(body, canary); given != (from == "own") {
			t.Errorf("%s: what was typed comes back: %v", from, given)
		}
		if from != "own" {
			continue
		}
		page := bench{T: t, site: s}.read(w).is(http.StatusUnauthorized)
		for name, got := range page.fields(action) { // browsers send lines with both ends again
			if want := strings.ReplaceAll(fields.Get(name), "\r\n", "\n"); got[0] != want {
				t.Errorf("%s comes back as %q, want %q", name, got[0], want)
			}
		}
	}
	if strings.Contains(s.log.String(), canary) {
		t.Error("the log holds what was typed")
	}
}

// private is what stands in the database and is not for everybody: what each text is, and the one page, if any, on
// which staff of the unit read it.
var private = map[string]string{
	"Canario Tecnica": "/bandeja", "canario-nota": "/bandeja", "canario-revision": "/bandeja", "canario-anulada": "", "canario-enviado": "/bandeja",
	"canario-retirado": "", "canario-motivo": "", "canario-fichero": "", "canario-borrador": "", "canario-historia": "",
}

func (b bench) hideCanaries() {
	b.Helper()
	b.post(example+"/apartados", url.Values{"heading": {"canario-historia"}, "body": {"Uno"}}).is(http.StatusSeeOther)
	b.exec(`DELETE FROM plan_sections WHERE heading = 'canario-historia'`) // the audit still tells of it
	for _, sql := range []string{
		`UPDATE users SET name = 'Canario Tecnica' WHERE role = 'technician'`,
		`UPDATE rounds SET note = 'canario-nota' WHERE closed_at IS NULL AND cancelled_at IS NULL`,
		`INSERT INTO rounds (plan_id, title, measured_on, due_on, note, opened_at, cancelled_at, cancel_reason)
		 SELECT plan_id, 'Otra', measured_on, due_on, 'canario-anulada', opened_at, opened_at + interval '1 hour', 'canario-anulada' FROM rounds LIMIT 1`,
		`UPDATE round_entries SET review = 'canario-revision' WHERE state = 'returned'`,
		`UPDATE round_entries SET comment = 'canario-enviado' WHERE state IN ('sent', 'returned')`,
		`UPDATE results SET title = 'canario-retirado', description = 'canario-retirado', withdrawn_at = now(), withdraw_reason = 'canario-motivo'
		  WHERE id = (SELECT max(id) FROM results WHERE plan_id = (SELECT id FROM plans WHERE slug = 'plan-de-ejemplo'))`,
		`INSERT INTO result_files (plan_id, result_id, name, media_type, size, content, added_at, withdrawn_at)
		 SELECT plan_id, id, 'canario-fichero.txt', 'text/plain', 4, 'Acta', now(), now() FROM results WHERE withdrawn_at IS NULL`,
		`UPDATE plans SET published_at = NULL, state = 'draft', title = 'canario-borrador ' || title WHERE slug <> 'plan-de-ejemplo'`,
	} {
		b.exec(sql)
	}
}

func TestSecurity09WhatIsKeptForThoseWhoKeepPlansIsShownToNobodyElse(t *testing.T) {
	b := newBench(t)
	b.hideCanaries()
	find := func(role access.Role, found map[string]bool) func(string, *httptest.ResponseRecorder) {
		return func(address string, answer *httptest.ResponseRecorder) {
			for text, own := range private {
				if !strings.Contains(answer.Body.String(), text) {
					continue
				}
				found[text] = true
				path, _, _ := strings.Cut(address, "?")
				if text == "Canario Tecnica" && role == access.Staff && strings.HasPrefix(path, ui.ChallengesPath+"/") {
					continue // whoever submits a reto is told who answers
				}
				if role != access.Technician && (role == access.Nobody || path != own) {
					t.Errorf("%s shows %q to %q", address, text, role)
				}
			}
		}
	}
	for _, role := range []access.Role{access.Nobody, access.Staff, access.Technician} {
		found, v := map[string]bool{}, b.site.visitor(t, role)
		look := find(role, found)
		v.crawl(t, look)
		for _, place := range b.site.places {
			if answer := v.get(place.address); answer.Code == http.StatusOK {
				look(place.address, answer)
			}
		}
		look("/planes/…/resultados?estado=retirados", v.get(example+"/resultados?estado=retirados"))
		look("/planes/…/rondas", v.get(example+"/rondas"))
		if role == access.Technician && len(found) < len(private)-1 { // a withdrawn file is shown to nobody
			t.Errorf("those who keep plans see only %v: this test sees too little", found)
		}
	}
	if log := b.site.log.String(); regexp.MustCompile(`(?i)canario`).MatchString(log) {
		t.Error("the log holds private texts")
	}
}

var drawnOrCounted = regexp.MustCompile(`\b[A-Z2-7]{12}\b|[0-9]+`)

// told is what a page says of what was asked for, whatever its numbers.
func (s sheet) told() string {
	return drawnOrCounted.ReplaceAllString(pagetest.Text(s.Find("main h1, [role=alert], .field-error, .lost")), "N")
}

// What is another's, or in another plan, is not there: neither in an address nor in a field of a form.
func TestSecurity08WhatIsInAnotherPlanIsNotThere(t *testing.T) {
	b := newBench(t)
	const other = "(SELECT id FROM plans WHERE slug <> 'plan-de-ejemplo')"
	b.exec(`INSERT INTO result_files (plan_id, result_id, name, media_type, size, content, added_at)
		SELECT plan_id, id, 'otro.txt', 'text/plain', 4, 'Acta', now() FROM results WHERE plan_id = ` + other + ` ORDER BY id LIMIT 1`)
	theirs := func(table string) string {
		return fmt.Sprint(b.count(`SELECT min(id) FROM ` + table + ` WHERE plan_id = ` + other))
	}
	const unknown = "987654"
	result, section, snapshot, file := theirs("results"), theirs("plan_sections"), theirs("snapshots"), theirs("result_files")
	alike := func(what, id string, answer func(id string) *httptest.ResponseRecorder) {
		b.Helper()
		before := b.site.dump(t)
		got, none := b.read(answer(id)), b.read(answer(unknown))
		if got.code < 400 || got.code >= 500 || got.code != none.code || got.told() != none.told() {
			t.Errorf("%s: another's answers %d and %q, an unknown one %d and %q", what, got.code, got.told(), none.code, none.told())
		}
		if b.site.dump(t) != before {
			t.Fatalf("%s: something was written", what)
		}
	}
	for address, id := range map[string]string{
		"/resultados/%s": result, "/resultados/%s/editar": result, "/apartados/%s": section, "/seguimientos/%s": snapshot,
		"/seguimientos/nuevo?corrige=%s": snapshot, "/comparar?de=%s&a=hoy": snapshot, "/cuadro-de-mando?seguimiento=%s": snapshot,
		"/resultados/" + b.site.result + "/ficheros/%s": file, "/hoja/fila?valor=1&indicador=%s": theirs("indicators"),
	} {
		alike(address, id, func(id string) *httptest.ResponseRecorder {
			return b.technician.get(example + fmt.Sprintf(address, id))
		})
	}
	for _, c := range []struct {
		address, id string
		fields      url.Values // %s is the number
	}{
		{"/resultados/%s", result, url.Values{"version": {"1"}, "title": {"T"}}},
		{"/resultados/%s/retirada", result, url.Values{"version": {"1"}, "reason": {"R"}}},
		{"/resultados/%s/restauracion", result, url.Values{"version": {"1"}}},
		{"/resultados/" + b.site.result + "/ficheros/%s/retirada", file, nil},
		{"/resultados", theirs("indicators"), url.Values{"title": {"T"}, "indicators": {"%s"}}},
		{"/apartados/%s", section, url.Values{"version": {"1"}, "heading": {"H"}, "body": {"B"}}},
		{"/apartados/%s/baja", section, url.Values{"version": {"1"}}},
		{"/apartados/orden", section, url.Values{"id": {"%s"}, "mover": {"abajo"}}},
		{"/lineas", theirs("standards"), url.Values{"code": {"L9"}, "title": {"T"}, "standards": {"%s"}}},
		{"/lineas/orden", theirs("strategic_lines"), url.Values{"id": {"%s"}, "mover": {"abajo"}}},
		{"/lineas/L1/editar", theirs("strategic_lines"), url.Values{"id": {"%s"}, "version": {"1"}, "code": {"L1"}, "title": {"T"}}},
		{"/lineas/L1/baja", theirs("strategic_lines"), url.Values{"id": {"%s"}, "version": {"1"}}},
		{"/objetivos", theirs("strategic_lines"), url.Values{"code": {"O9"}, "title": {"T"}, "lines": {"%s"}}},
		{"/objetivos", theirs("standards"), url.Values{"code": {"O9"}, "title": {"T"}, "standards": {"%s"}}},
		{"/objetivos/orden", theirs("objectives"), url.Values{"id": {"%s"}, "mover": {"abajo"}}},
		{"/objetivos/O1/editar", theirs("objectives"), url.Values{"id": {"%s"}, "version": {"1"}, "code": {"O1"}, "title": {"T"}}},
		{"/objetivos/O1/anulacion", theirs("objectives"), url.Values{"id": {"%s"}, "version": {"1"}, "cancelled_on": {"2026-11-01"}, "cancel_reason": {"R"}}},
		{"/marcos/GUIA/editar", theirs("frameworks"), url.Values{"id": {"%s"}, "version": {"1"}, "code": {"GUIA"}, "title": {"T"}}},
		{"/marcos/GUIA/baja", theirs("frameworks"), url.Values{"id": {"%s"}, "version": {"1"}}},
		{"/marcos", theirs("standards"), url.Values{"code": {"M9"}, "title": {"T"}, "standard_id": {"%s"}, "standard_code": {"1"}, "standard_title": {"T"}}},
		{"/indicadores/orden", theirs("indicators"), url.Values{"id": {"%s"}, "mover": {"abajo"}}},
		{"/indicadores/I1.1/editar", theirs("indicators"), url.Values{"id": {"%s"}, "version": {"1"}, "code": {"I1.1"}, "title": {"T"}}},
		{"/indicadores/I1.1/anulacion", theirs("indicators"), url.Values{"id": {"%s"}, "version": {"1"}, "cancelled_on": {"2026-11-01"}, "cancel_reason": {"R"}}},
		{"/indicadores/I1.1/baja", theirs("indicators"), url.Values{"id": {"%s"}, "version": {"1"}}},
		{"/rondas", theirs("objectives"), url.Values{"title": {"R"}, "measured_on": {"2026-11-20"}, "due_on": {"2026-12-20"}, "which": {"objectives"}, "objectives": {"%s"}}},
		{"/rondas/" + b.site.round + "/aceptaciones", theirs("indicators"), url.Values{"entry": {"%s:1"}}},
		{"/seguimientos", snapshot, url.Values{"title": {"S"}, "taken_on": {"2026-11-20"}, "note": {"N"}, "replaces": {"%s"}}},
		{"/hoja", theirs("indicators"), url.Values{"valor-%s": {"5"}}},
	} {
		alike("POST "+c.address, c.id, func(id string) *httptest.ResponseRecorder {
			fields := url.Values{}
			for name, values := range c.fields {
				fields.Set(strings.ReplaceAll(name, "%s", id), strings.ReplaceAll(values[0], "%s", id))
			}
			return b.technician.post(example+strings.ReplaceAll(c.address, "%s", id), fields)
		})
	}
	// A round is in no other plan than its own.
	elsewhere := strings.Replace(b.site.fill("/planes/{plan}/rondas/{id}"), "plan-de-ejemplo", "i-plan-innovacion-2021-2023", 1)
	for _, below := range []string{"", "/cierre", "/valores/I1.1"} {
		if got := b.technician.get(elsewhere + below).Code; got != http.StatusNotFound {
			t.Errorf("%s answers %d", elsewhere+below, got)
		}
	}
	// What is in a draft is not there for staff, even where their units answer for it.
	b.exec(`UPDATE plans SET state = 'draft', published_at = NULL WHERE slug = 'plan-de-ejemplo'`)
	staff := b.site.visitor(t, access.Staff)
	before := b.site.dump(t)
	own := fmt.Sprint(b.count(`SELECT id FROM indicators WHERE code = 'I1.1' AND plan_id <> ` + other))
	for address, fields := range map[string]url.Values{
		"/bandeja":                            {"row": {"plan-de-ejemplo/" + b.site.round + "/" + own}, "version-" + b.site.round + "-" + own: {"1"}, "value-" + b.site.round + "-" + own: {"5"}},
		example + "/hoja":                     {"valor-" + own: {"5"}},
		example + "/resultados":               {"title": {"T"}, "indicators": {own}},
		example + "/indicadores/I1.1/valores": {"version": {"0"}, "value": {"5"}, "measured_on": {"2026-11-20"}},
	} {
		if got := staff.post(address, fields).Code; got != http.StatusNotFound {
			t.Errorf("%s of a draft answers %d to staff", address, got)
		}
	}
	if b.site.dump(t) != before {
		t.Error("staff wrote into a draft")
	}
}

// What is written into a plan stays text on every page, for those who keep it and for those who read it.
func TestSecurity12ScriptsInWhatIsKeptStayText(t *testing.T) {
	b := newBench(t)
	for _, sql := range []string{
		`UPDATE plan_sections SET heading = left($1, 200), body = $1 || E'\n\n' || $1`,
		`UPDATE strategic_lines SET title = $1, description = $1`,
		`UPDATE frameworks SET title = $1, description = $1`,
		`UPDATE standards SET title = $1`,
		`UPDATE objectives SET title = $1`,
		`UPDATE indicators SET title = $1, description = $1, method = $1, source = $1, unit_of_measure = left($1, 40)`,
		`UPDATE results SET title = $1, description = $1`,
		`UPDATE result_files SET name = left($1, 190) || '.txt'`,
		`UPDATE rounds SET title = left($1, 200), note = $1`,
		`UPDATE round_entries SET comment = $1, review = $1 WHERE state IN ('sent', 'returned', 'accepted')`,
		`UPDATE users SET name = left($1, 120) WHERE role = 'technician'`,
		`INSERT INTO measurements (plan_id, indicator_id, measured_on, revision, value, comment, reason, recorded_at)
		 SELECT plan_id, indicator_id, measured_on, max(revision) + 1, max(value), $1, $1, max(recorded_at) + interval '1 second' FROM measurements GROUP BY 1, 2, 3`,
	} {
		b.exec(strings.ReplaceAll(sql, "$1", "$text$"+strings.Join(payloads[:6], " ")+"$text$"))
	}
	for _, role := range []access.Role{access.Technician, access.Staff, access.Nobody} {
		v, shown := b.site.visitor(t, role), 0
		look := func(address string, answer *httptest.ResponseRecorder) {
			body := answer.Body.String()
			if strings.Contains(body, "canario") {
				shown++
			}
			for _, raw := range []string{`<script>alert`, `<img src=x`, `<svg onload`, `href="javascript:`} {
				if strings.Contains(body, raw) && strings.HasPrefix(answer.Header().Get("Content-Type"), "text/html") {
					t.Errorf("%s as %q: %q is markup", address, role, raw)
				}
			}
		}
		v.crawl(t, look)
		for _, place := range b.site.places {
			if answer := v.get(place.address); answer.Code == http.StatusOK {
				look(place.address, answer)
			}
		}
		if shown < 15 {
			t.Errorf("only %d pages show what was written to %q", shown, role)
		}
	}
}
