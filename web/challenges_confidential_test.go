package web_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"hito/web/ui"
)

const (
	authorName, authorEmail   = "Nombre-author", "correo-author@pueblo.example"
	contactName, contactEmail = "Contacto-Zarzuela", "zarzuela-contacto@pueblo.example"
)

// secrets are the texts of the town that are not for everybody, and who may read each of them.
var secrets = map[string][]string{
	authorName: {"author", "technician"}, authorEmail: {"author"}, contactName: {"technician"}, contactEmail: {"technician"},
	"Secreto-interno": inside, "Secreto-nota": inside, "Secreto-fichero": inside, "Secreto-contenido": inside, "Secreto-evaluado": {"technician", "director", "assigned"},
	"Secreto-problema": {"author", "technician", "director"}, "Secreto-compartido": append([]string{"author", "colleague"}, inside...),
	"Secreto-escrito": append([]string{"author", "colleague"}, inside...), "Secreto-anonimo": {"technician", "director"}, "Secreto-borrador": {"author"},
}

// inside are those who handle the retos of the town, or work on those that are assigned to them.
var inside = []string{"technician", "director", "assigned", "by unit"}

// confide fills the town with retos that are not for everybody, through the pages. It returns the addresses of the one
// that is shared and public, of the one that is not, of the anonymous one, and of that by the code of its author.
func (c *town) confide() (shared, closed, unsigned, secret string) {
	c.Helper()
	c.submit("author", with(c.intake("author", "title", "Tarde compartida", "problem", "Secreto-compartido", "privacy", "confidential"), "shared", "confidential", "unit", fmt.Sprint(c.team)),
		enclosed{"nota.txt", "Secreto-escrito"})
	shared = c.handled()
	c.submit("author", c.intake("author", "title", "Noche cerrada", "problem", "Secreto-problema", "privacy", "confidential"))
	closed = c.handled()
	secret = c.submit("visitor", c.intake("visitor", "title", "Madrugada anónima", "problem", "Secreto-anonimo", "contact_name", contactName, "contact_email", contactEmail))
	unsigned = c.handled()
	c.sends("technician", shared+"/estado", 303, "desde", "received", "a", "analysis", "public", "Se estudia", "internal", "Secreto-nota")
	c.assign(shared)
	c.sends("technician", shared+"/mensajes", 303, "clase", "interno", "text", "Secreto-interno")
	c.sends("technician", shared+"/mensajes", 303, "clase", "respuesta", "text", "Gracias")
	c.taken(c.people["technician"].enclose(c, shared+"/ficheros", url.Values{"interno": {"si"}}, enclosed{"Secreto-fichero.txt", "Secreto-contenido"}))
	c.sends("assigned", shared+"/evaluacion", 303, "version", "0", "score_impact", "4", "comment", "Secreto-evaluado")
	c.sends("technician", shared+"/publicacion", 303, "version", c.version(shared), "accion", "publicar", "public_title", "Tarde para todo el mundo", "public_text", "Un resumen")
	for _, who := range []string{"follower", "stranger"} {
		c.sends(who, shared+"/apoyo", 303, "apoyo", "si")
	}
	c.sends("follower", shared+"/aviso", 303, "seguir", "si")
	c.act(shared, closed, secret)
	c.sends("author", "/retos/borrador", 303, "persona", c.text(`SELECT id::text FROM users WHERE name = $1`, authorName), "title", "Secreto-borrador", "problem", "Uno", "urgency", "normal")
	return shared, closed, unsigned, secret
}

// act is all that authors who are not to be known do with what they wrote.
func (c *town) act(shared, closed, secret string) {
	c.Helper()
	c.sends("author", shared+"/mensajes", 303, "clase", "autor", "text", "Secreto-escrito")
	c.taken(c.people["author"].enclose(c, shared+"/ficheros", url.Values{}, enclosed{"mio.txt", "Uno"}))
	mine := c.text(`SELECT max(id)::text FROM challenge_files WHERE name = 'mio.txt'`)
	c.sends("author", shared+"/ficheros/"+mine+"/retirada", 303)
	for _, one := range []struct{ who, path string }{{"author", closed}, {"visitor", secret}} {
		path := one.path
		c.sends(one.who, path+"/editar", 303, "version", "1", "title", "Corregido el título "+one.who, "problem", map[string]string{"author": "Secreto-problema", "visitor": "Secreto-anonimo"}[one.who], "urgency", "low")
		c.sends(one.who, path+"/mensajes", 303, "clase", "autor", "text", "Una cosa más")
	}
	c.sends("author", closed+"/retirada", 303, "reason", "Ya no hace falta")
	c.people["author"].get("/avisos")
}

func (c *town) assign(path string) {
	c.Helper()
	c.sends("technician", path+"/asignacion", 303, "version", c.version(path), "person", c.text(`SELECT id::text FROM users WHERE name = $1`, nameOf("assigned")),
		"unit", c.text(`SELECT id::text FROM units WHERE name = 'Otro equipo'`), "answer_due_on", "2027-01-31")
}

func (c *town) taken(answer *httptest.ResponseRecorder) {
	c.Helper()
	if answer.Code != http.StatusSeeOther {
		c.Fatalf("status %d: %.900s", answer.Code, answer.Body)
	}
}

// told is all of an answer: its headers and what it says.
func told(answer *httptest.ResponseRecorder) string {
	var b strings.Builder
	_ = answer.Header().Write(&b)
	return b.String() + "\n" + answer.Body.String()
}

// addresses are what is asked for as anybody: every page, those of all retos of the town, and searches for what is hidden.
func (c *town) addresses(retos ...string) (list []string) {
	for _, place := range c.site.places {
		list = append(list, place.address)
		for _, path := range retos {
			if below, of := strings.CutPrefix(place.route, "/retos/{code}"); of {
				file := c.text(`SELECT coalesce(max(f.id), 0)::text FROM challenge_files f JOIN challenges c ON c.id = f.challenge_id WHERE c.code = $1`, bareCode(path))
				list = append(list, path+strings.NewReplacer("{file}", file, "{id}", "1").Replace(below))
			}
			if strings.HasPrefix(place.route, "/api/v1/challenges/{code}") {
				list = append(list, "/api/v1"+strings.Replace(path, "/retos", "/challenges", 1))
			}
		}
	}
	for _, path := range retos {
		list = append(list, path+"/evaluacion?ver=todas", path+"?hecho=enviado", path+"/fusion?q=noche")
	}
	for _, word := range slices.Collect(maps.Keys(secrets)) {
		asked := url.QueryEscape(searched(word))
		for _, before := range []string{
			"/retos?texto=", "/retos?ver=publicos&orden=titulo&texto=", "/retos/similares?titulo=", "/retos/similares?parte=lista&titulo=", "/retos/tablero?texto=", "/retos/mapa?texto=",
			"/retos/cifras?texto=", "/api/v1/challenges?text=", "/administracion/auditoria?texto=",
		} {
			list = append(list, before+asked)
		}
	}
	for _, sort := range []string{"", "recientes", "apoyos", "titulo", "autor", "author"} {
		list = append(list, "/retos?orden="+sort)
	}
	return append(list, "/retos?pagina=2", "/no-existe", "/retos/K7MD2-9PX4T-RA3CE", "/administracion/auditoria?tema=retos", "/administracion/auditoria?antes=99999")
}

// searched is a hidden text as somebody looks for it: found by it all the same, and not the same where it is given back.
func searched(text string) string { return strings.ReplaceAll(strings.ToLower(text), "-", " ") }

// Every answer that anybody gets is searched for what is hidden from them.
func TestSecurity09NobodyLearnsWhoWroteAConfidentialReto(t *testing.T) {
	c := settle(t)
	shared, closed, unsigned, secret := c.confide()
	addresses, found := c.addresses(shared, closed, unsigned), map[string]map[string]bool{}
	for _, who := range slices.Sorted(maps.Keys(parts)) {
		v := c.people[who]
		found[who] = map[string]bool{}
		look := func(address string, answer *httptest.ResponseRecorder) {
			c.search(who, address, answer, found[who], secret)
		}
		v.crawl(t, look)
		for _, address := range addresses {
			look(address, v.get(address))
		}
		for _, name := range []string{authorName, authorEmail, contactName, contactEmail} {
			for _, list := range []string{"/retos?texto=", "/retos?ver=publicos&texto=", "/retos/tablero?texto=", "/retos/similares?titulo=", "/api/v1/challenges?text="} {
				body := v.get(list + url.QueryEscape(searched(name))).Body.String()
				for _, path := range []string{shared, closed, unsigned} {
					if strings.Contains(body, strings.TrimPrefix(path, "/retos/")) {
						t.Errorf("%s finds %s by %q in %s", who, path, name, list)
					}
				}
			}
		}
		look("HEAD", v.do(http.MethodHead, shared, nil))
		look("CSV", v.post("/retos/cifras/exportar", url.Values{}))
		look("audit", v.post("/administracion/auditoria/exportar", url.Values{}))
		look("refused", v.post(shared+"/editar", url.Values{"version": {"1"}}))
		look("nothing to say", v.post(shared+"/mensajes", url.Values{"clase": {"interno"}}))
		look("unknown", v.do(http.MethodDelete, shared, nil))
	}
	for text, may := range secrets {
		for _, who := range may {
			if !found[who][text] {
				t.Errorf("%q is not even told to the %s: this test sees too little", text, who)
			}
		}
	}
	c.searchKept(secret)
}

// search tells what an answer holds and who asked must not read. What people are told of themselves, and administrators of
// everybody on the pages of accounts, is no secret.
func (c *town) search(who, address string, answer *httptest.ResponseRecorder, found map[string]bool, secret string) {
	c.Helper()
	if answer.Code >= http.StatusInternalServerError {
		c.Errorf("%s asks for %s: %d", who, address, answer.Code)
	}
	all := told(answer)
	if strings.Contains(all, bareCode(secret)) || strings.Contains(all, strings.TrimPrefix(secret, ui.ChallengesPath+"/")) {
		c.Errorf("%s: %s tells the code of an anonymous author", who, address)
	}
	for text, may := range secrets {
		if !strings.Contains(all, text) {
			continue
		}
		found[text] = true

		account := strings.HasPrefix(address, "/administracion/personas") || strings.HasPrefix(address, "/administracion/unidades") ||
			strings.HasSuffix(address, "/asignacion") || strings.HasSuffix(address, "/proyecto") // where somebody is chosen among all
		if !slices.Contains(may, who) && (text != authorName && text != authorEmail || !account) {
			c.Errorf("%s is told %q by %s: …%.300s…", who, text, address, all[max(0, strings.Index(all, text)-200):])
		}
	}
}

// searchKept looks through what is kept for others: events, e-mails, jobs, what forms have led to, and the log.
func (c *town) searchKept(secret string) {
	c.Helper()
	kept := map[string]string{"the log": c.site.log.String()}
	for _, table := range []string{"audit_events", "audit_personal", "mails", "notices", "submissions", "attempts", "river.river_job"} {
		if c.number(`SELECT count(*) FROM pg_class WHERE oid = to_regclass($1)`, table) == 0 {
			c.Fatalf("there is no %s", table)
		}
		kept[table] = c.text(`SELECT coalesce(string_agg(x::text, E'\n'), '') FROM ` + table + ` x`)
	}
	for where, all := range kept {
		for text := range secrets {
			if strings.Contains(all, text) {
				c.Errorf("%s: %q", where, text)
			}
		}
		if strings.Contains(all, bareCode(secret)) || strings.Contains(all, strings.TrimPrefix(secret, ui.ChallengesPath+"/")) {
			c.Errorf("%s: the code of an anonymous author", where)
		}
	}
	author := c.ids["author"]
	for what, sql := range map[string]string{
		"an event":                 `SELECT count(*) FROM audit_events WHERE actor_id = $1 AND action LIKE 'challenge.%'`,
		"a request of an author's": `SELECT count(*) FROM audit_events WHERE actor_id IS NULL AND object_type = 'challenge' AND request_id <> '' AND $1::bigint > 0 AND action NOT LIKE '%.limit'`,
		"a mark on the reto":       `SELECT count(*) FROM challenge_moves m WHERE m.moved_by = $1`,
		"a name on a message":      `SELECT count(*) FROM challenge_messages m WHERE m.written_by = $1`,
		"a name on a file":         `SELECT count(*) FROM challenge_files m WHERE m.added_by = $1`,
	} {
		if n := c.number(sql, author); n != 0 {
			c.Errorf("%s leads to the author: %d of them", what, n)
		}
	}
}

// Somebody who handles retos and writes one in confidence is nobody when they do what authors do, and themselves when
// they do what those who handle retos do: neither a name nor a blank tells whose it is.
func TestSecurity09AnAuthorWhoHandlesRetosIsNotTold(t *testing.T) {
	c := settle(t)
	for _, who := range []string{"technician", "director"} {
		path := c.submit(who, c.intake(who, "title", "Lo mío "+who, "problem", "Uno", "privacy", "confidential"))
		c.sends(who, path+"/mensajes", 303, "clase", "autor", "text", "Algo más")
		c.sends(who, path+"/editar", 303, "version", "1", "title", "Lo mismo "+who, "problem", "Dos", "urgency", "low")
		c.taken(c.people[who].enclose(c, path+"/ficheros", url.Values{}, enclosed{"mio.txt", "Uno"}))
		c.taken(c.people[who].enclose(c, path+"/ficheros", url.Values{"interno": {"si"}}, enclosed{"dentro.txt", "Uno"}))
		for _, name := range []string{"mio.txt", "dentro.txt"} {
			file := c.text(`SELECT max(f.id)::text FROM challenge_files f JOIN challenges c ON c.id = f.challenge_id WHERE c.code = $1 AND f.name = $2`, bareCode(path), name)
			c.sends(who, path+"/ficheros/"+file+"/retirada", 303)
		}
		c.sends(who, path+"/mensajes", 303, "clase", "interno", "text", "Para dentro")
		c.sends(who, path+"/estado", 303, "desde", "received", "a", "discarded", "public", "No cabe")
		got := c.text(`
			SELECT string_agg(action || CASE WHEN after->>'internal' = 'true' OR before->>'internal' = 'true' THEN ' inside' ELSE '' END ||
			                  CASE WHEN actor_id IS NULL THEN '' ELSE ' named' END, ', ' ORDER BY id)
			  FROM audit_events WHERE object_type = 'challenge' AND object_id = (SELECT id FROM challenges WHERE code = $1)`, bareCode(path))
		want := "challenge.submit, challenge.inform, challenge.edit, challenge.add_file, challenge.add_file inside named, challenge.withdraw_file, " +
			"challenge.withdraw_file inside named, challenge.comment named, challenge.move named"
		if got != want {
			t.Errorf("%s: %s", who, got)
		}
		for _, other := range []string{"admin", "assigned", "stranger", "visitor"} {
			if got := c.people[other].get(path); got.Code != http.StatusNotFound {
				t.Errorf("%s reads it: %d", other, got.Code)
			}
		}
	}
}

// Who follows a reto because their own was merged into it, and leaves it, is not named: no event told that they came.
func TestSecurity09AnAuthorWhoseRetoWasMergedLeavesUnnamed(t *testing.T) {
	c := settle(t)
	c.submit("stranger", c.intake("stranger", "title", "Autobuses al taller", "problem", "Uno"))
	target := c.handled()
	c.submit("author", c.intake("author", "title", "Ordenadores lentos", "problem", "Dos", "privacy", "confidential"))
	mine := c.handled()
	c.sends("technician", mine+"/fusion", 303, "version", "1", "con", strings.TrimPrefix(target, "/retos/"))
	c.sends("author", target+"/aviso", 303, "seguir", "no")
	c.sends("author", target+"/apoyo", 303, "apoyo", "no")
	if n := c.number(`SELECT count(*) FROM audit_events WHERE actor_id = $1`, c.ids["author"]); n != 0 {
		t.Errorf("%d events name the author", n)
	}
	if n := c.number(`SELECT count(*) FROM audit_events WHERE action IN ('challenge.unfollow', 'challenge.unsupport')`); n != 2 {
		t.Errorf("%d events tell that somebody left, want 2", n)
	}
}

// Whoever follows a reto that is public no more goes on reading what they have read, and never what its author wrote.
func TestSecurity09WhatIsPublicNoMoreTellsNoMore(t *testing.T) {
	c := settle(t)
	c.submit("author", c.intake("author", "title", "Título Reservado", "problem", "Secreto-problema", "privacy", "confidential"))
	path := c.handled()
	c.sends("technician", path+"/publicacion", 303, "version", c.version(path), "accion", "publicar", "public_title", "Título para todo el mundo", "public_text", "Resumen retirado")
	c.sends("follower", path+"/apoyo", 303, "apoyo", "si")
	c.sends("technician", path+"/publicacion", 303, "version", c.version(path), "accion", "retirar")
	for _, address := range []string{path, "/retos", "/retos?ver=seguidos", "/retos?texto=Reservado", "/retos/similares?titulo=Título+Reservado", "/retos/similares?titulo=Resumen+retirado", "/avisos"} {
		body := c.people["follower"].get(address).Body.String()
		for _, hidden := range []string{"Título Reservado</", "Secreto-problema", "Resumen retirado</"} {
			if strings.Contains(body, hidden) {
				t.Errorf("%s tells a follower %q", address, hidden)
			}
		}
	}
	if answer := c.people["follower"].get("/retos?texto=todo+el+mundo"); !strings.Contains(answer.Body.String(), path) {
		t.Error("a follower finds it no more by the title that they know")
	}
	if answer := c.people["stranger"].get(path); answer.Code != http.StatusNotFound {
		t.Errorf("a stranger reads it: %d", answer.Code)
	}
}
