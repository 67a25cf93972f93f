package challenges

import (
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/db/dbtest"
	"hito/internal/user"
	"hito/web/ui/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// fill gives a reto everything that a page may show.
func (d *desk) fill(path string) {
	d.Helper()
	address := path
	if d.number(`SELECT count(*) FROM challenges WHERE code = $1 AND privacy = 'anonymous'`, bare(path)) == 1 {
		d.as("secret")
		address = secretPath
	} else {
		d.as("author")
	}
	d.post(address+"/mensajes", "clase", "autor", "text", "Lo que añade").is(303)
	d.upload(address+"/ficheros", "", "del autor.txt", "Uno").is(303)
	d.as("technician").post(path+"/mensajes", "clase", "respuesta", "text", "Lo que se responde").is(303)
	d.post(path+"/mensajes", "clase", "interno", "text", canaryInside).is(303)
	d.upload(path+"/ficheros", "si", "interno canario.txt", "Dos").is(303)
	d.exec(`
		INSERT INTO challenge_moves (challenge_id, from_state, to_state, moved_at, moved_on, moved_by, public_note, internal_note)
		SELECT id, 'received', 'analysis', now(), submitted_on, $2, 'Nota para todo el mundo', 'Nota interna canario' FROM challenges WHERE code = $1`,
		bare(path), d.people["technician"].ID)
	d.exec(`
		INSERT INTO challenge_followers (challenge_id, user_id, supports, follows, since)
		SELECT id, $2, true, true, now() FROM challenges WHERE code = $1`, bare(path), d.people["stranger"].ID)
}

// What is confidential is in no answer to whoever may not know it: page by page, reader by reader.
func TestSecurity09WhoReadsWhat(t *testing.T) {
	const inside, outside, supporter = canaryInside, "Lo que se responde", "La persona stranger"
	for _, privacy := range []challenge.Privacy{challenge.Named, challenge.Confidential, challenge.Anonymous} {
		d := sit(t)
		path := d.reto(privacy, challenge.Analysis)
		d.fill(path)
		d.open(path)
		for who, c := range map[string]struct{ whole, works, names bool }{
			"technician": {true, true, true}, "director": {true, true, false}, "assigned": {true, true, false}, "colleague": {true, false, false},
			"stranger": {}, "admin": {}, "visitor": {},
		} {
			a := d.as(who).get(path).is(200)
			name := c.names || c.whole && privacy == challenge.Named
			if strings.Contains(a.body, canaryName) != (name && privacy != challenge.Anonymous) {
				t.Errorf("%s, %s: the author's name is told, or not: %v", who, privacy, !name)
			}
			if strings.Contains(a.body, canaryContact) != (c.names && privacy == challenge.Anonymous) {
				t.Errorf("%s, %s: the contact is told, or not", who, privacy)
			}
			for _, hidden := range []struct {
				text string
				told bool
			}{
				{inside, c.works}, {"Nota interna canario", c.works}, {"interno canario.txt", c.works}, {"Solo para quienes gestionan el reto", c.works},
				{outside, c.whole}, {"Lo que añade", c.whole}, {"del autor.txt", c.whole}, {"Comunican toda la mañana", c.whole},
				{"Nota para todo el mundo", true}, {"Texto público", true}, {"Afecta también a 1\u00a0persona.", true},
			} {
				if strings.Contains(a.body, hidden.text) != hidden.told {
					t.Errorf("%s, %s: %q is told: %v", who, privacy, hidden.text, !hidden.told)
				}
			}
			if strings.Contains(a.Find("main").Text(), supporter) != c.names {
				t.Errorf("%s, %s: who is affected too is told, or not", who, privacy)
			}
			a.silent(who, secretCode, secretPath, network)
		}
	}
}

func TestAnAuthorReadsTheirOwn(t *testing.T) {
	d := sit(t)
	path := d.reto(challenge.Confidential, challenge.Received)
	d.fill(path)
	a := d.as("author").get(path).is(200).silent("the author", canaryInside, "Nota interna canario", "interno canario.txt", "La persona stranger")
	a.says(".challenge-summary", "Usted, de forma confidencial", "Afecta también a 1 persona.").says("#conversacion", "Lo que añade", "Lo que se responde")
	a.counts("#interno", 0).counts(".challenge-actions", 0).counts("a[href$='/editar']", 1).counts("#apoyo form", 0).counts("#reason", 1)
	for privacy, says := range map[challenge.Privacy]string{challenge.Named: canaryName, challenge.Anonymous: "De forma anónima"} {
		d.as("technician").get(d.reto(privacy, challenge.Received)).is(200).says(".challenge-summary", says)
	}
	d.get(path).says(".challenge-summary", canaryName+" (confidencial: no diga su nombre)").says("#conversacion .challenge-entry:first-child", canaryName, "Recibido")
	d.as("colleague").get(path).says(".challenge-summary", "De forma confidencial").says("#conversacion .challenge-entry:first-child", theAuthor)
}

// The code that an anonymous author keeps opens the page of its author, to whoever has it, and is told to nobody else.
func TestThePageOfAnAnonymousAuthor(t *testing.T) {
	d := sit(t)
	path := d.reto(challenge.Anonymous, challenge.Received)
	d.fill(path)
	for _, who := range []string{"visitor", "stranger", "technician", "admin"} {
		a := d.as(who).get(strings.ToLower(secretPath)).is(200).silent(who, canaryInside, "interno canario.txt", strings.TrimPrefix(path, "/retos/"))
		for name, want := range map[string]string{"Cache-Control": "no-store", "Referrer-Policy": "strict-origin", "X-Robots-Tag": "noindex"} {
			if got := a.header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", who, name, got, want)
			}
		}
		a.counts("meta[name=referrer][content=strict-origin]", 1).says(".challenge-summary", "Usted, de forma anónima").counts("#interno", 0).counts(".challenge-actions", 0)
		if who == "visitor" {
			a.counts(`.session a[href*="K7MD2"]`, 0)
		}
		for _, action := range a.Find("main form").Map(func(_ int, s *goquery.Selection) string { return s.AttrOr("action", "") }) {
			if !strings.HasPrefix(action, secretPath+"/") {
				t.Errorf("a form goes to %s", action)
			}
		}
	}
	d.exec(`UPDATE challenges SET answered_at = NULL`)
	d.as("visitor").get(secretPath+"?hecho=enviado").
		says(".challenge-sent", "K7MD2-9PX4T-RA3CE", "Apunte este código: es la única forma de volver", "11 de abril de 2026")
	d.exec(`UPDATE challenges SET contact_email = ''`)
	d.get(secretPath+"?hecho=enviado").says(".challenge-sent", "no ha dejado contacto")
	d.as("author").get(d.reto(challenge.Named, challenge.Received)+"?hecho=enviado").says(".challenge-sent", "Hemos recibido su reto", "entre los suyos").counts("[data-print]", 1)
	d.as("technician").get(path+"?hecho=enviado").counts(".challenge-sent", 0)
}

// One that there is not and one that is not for whoever asks are answered alike.
func TestUnknownAndForbiddenAreTheSame(t *testing.T) {
	d := sit(t)
	path := d.reto(challenge.Confidential, challenge.Analysis)
	d.fill(path)
	file := d.as("technician").get(path).Find(".challenge-files a").First().AttrOr("href", "")
	for _, who := range []string{"visitor", "admin"} {
		d.as(who)
		for _, rest := range []string{"", "/editar", strings.TrimPrefix(file, path)} {
			forbidden, unknown := d.get(path+rest), d.get("/retos/CCCCC-CCCCC-CCCCC"+rest)
			if forbidden.code != 404 || unknown.code != 404 || forbidden.body != unknown.body || !maps.EqualFunc(forbidden.header, unknown.header, slices.Equal) {
				t.Errorf("%s%s: %d and %d, %v and %v", who, rest, forbidden.code, unknown.code, forbidden.header, unknown.header)
			}
		}
		d.exec(`DELETE FROM attempts`)
	}
	d.as("technician").get(path + "/ficheros/999").is(404)
	d.get(path + "/ficheros/x").is(404)
}

func TestSecurity09CodesCannotBeGuessed(t *testing.T) {
	d := sit(t)
	path := d.reto(challenge.Anonymous, challenge.Received)
	d.open(path)
	d.as("visitor")
	d.get("/retos/no-es-un-codigo").is(404) // no code, and not counted
	for n := range user.WrongCodes.Most {
		if n%2 == 0 {
			d.get("/retos/CCCCC-CCCCC-CCCCC").is(404)
		} else {
			d.post("/retos/CCCCC-CCCCC-CCCCC/mensajes", "clase", "autor", "text", "Hola").is(404)
		}
	}
	for _, address := range []string{"/retos/CCCCC-CCCCC-CCCCC", path, secretPath, secretPath + "/ficheros/1"} {
		d.get(address).is(429)
	}
	d.post(secretPath+"/mensajes", "clase", "autor", "text", "Hola").is(429)
	d.as("technician").get(path).is(200) // nobody beside them is locked out of their work
	d.now = d.now.Add(16 * time.Minute)
	d.as("visitor").get(secretPath).is(200)
	d.as("stranger")
	for range user.WrongCodes.Most {
		d.get("/retos/CCCCC-CCCCC-CCCCC").is(404)
	}
	d.get(path).is(429)
	d.as("visitor").get(path).is(429) // an account is no licence to guess
}

func TestWhatComesNextIsTold(t *testing.T) {
	d := sit(t)
	path := d.reto(challenge.Named, challenge.Received)
	d.as("author").get(path).says(".challenge-next", "Tendrá una primera respuesta, como tarde, el 11 de abril de 2026.").counts(".badge-critical", 0)
	d.as("technician").get(path).says(".challenge-next", "La primera respuesta se debe dar hasta el 11 de abril de 2026.").counts(".badge-critical", 0)
	d.exec(`UPDATE challenges SET submitted_on = submitted_on - 90, answer_due_on = submitted_on - 3`)
	d.as("author").get(path).says(".challenge-next", "Sentimos el retraso").counts(".badge-critical", 0)
	d.as("technician").get(path).says(".badge-critical", "3 días de retraso")
	d.as("colleague").get(path).counts(".badge-critical", 0)
	d.exec(`UPDATE challenges SET answered_at = now()`)
	d.as("technician").get(path).counts(".badge-critical", 0)
	for state, says := range nextSteps {
		if state != challenge.Merged {
			d.exec(`UPDATE challenges SET state = $1`, state)
			d.get(path).says(".challenge-next", says)
		}
	}
	d.exec(`UPDATE challenges SET state = 'waiting'`)
	d.as("author").get(path).says(".challenge-next", "Necesitamos más información").says("#conversacion label", "Añadir la información que se le pide")
}

func TestWhoeverHandlesARetoIsLedOn(t *testing.T) {
	d := sit(t)
	path := d.reto(challenge.Confidential, challenge.Analysis)
	for who, want := range map[string]string{
		"technician": "Cambiar de estado|Asignar|Evaluar|Fusionar|Publicar", "director": "Cambiar de estado|Evaluar", "assigned": "Evaluar", "author": "", "colleague": "",
	} {
		a := d.as(who).get(path)
		if got := strings.Join(pagetest.Texts(a.Find(".challenge-actions a")), "|"); got != want {
			t.Errorf("%s is led to %q, want %q", who, got, want)
		}
	}
	d.exec(`UPDATE challenges SET state = 'admitted'`)
	d.as("technician").get(path).says(".challenge-actions", "Vincular", "Proyecto").counts(".challenge-actions a[href='"+path+"/proyecto']", 1)
}

func TestMergedRetosLeadToEachOther(t *testing.T) {
	d := sit(t)
	target, from := d.reto(challenge.Confidential, challenge.Analysis), d.reto(challenge.Named, challenge.Analysis)
	d.exec(`UPDATE challenges SET state = 'merged', merged_into = (SELECT id FROM challenges WHERE code = $2) WHERE code = $1`, bare(from), bare(target))
	d.as("technician").get(from).is(200).counts(".challenge-next a[href='"+target+"']", 1)
	d.get(target).says("#fusionados", "Citas por teléfono").counts("#fusionados a[href='"+from+"']", 1)
	d.as("colleague").get(target).counts("#fusionados", 0)
	d.exec(`UPDATE challenges SET shared = false WHERE code = $1`, bare(target))
	d.get(from).says(".challenge-next", "junto a otro reto").counts(".challenge-next a", 0)
}

// The parts of other features come last, as their reader may know them.
func TestSectionsOfOthersComeLast(t *testing.T) {
	d := sit(t)
	path := d.reto(challenge.Named, challenge.Analysis)
	asked := ""
	d.pages.Sections = []Section{
		func(context.Context, pgx.Tx, access.Actor, challenge.Challenge) (templ.Component, error) {
			return nil, nil
		},
		func(_ context.Context, _ pgx.Tx, a access.Actor, c challenge.Challenge) (templ.Component, error) {
			asked = a.Name + " " + c.Code
			return templ.Raw(`<section id="ajeno">Algo más</section>`), nil
		},
	}
	d.router = routed(t, d.pages)
	d.as("technician").get(path).says("#ajeno", "Algo más")
	if asked != "La persona technician "+bare(path) {
		t.Errorf("asked for %q", asked)
	}
}

func TestASessionThatEndedLosesNothing(t *testing.T) {
	d := sit(t)
	path := d.reto(challenge.Named, challenge.Analysis)
	d.as("visitor")
	for _, address := range []string{path, "/retos/CCCCC-CCCCC-CCCCC"} {
		r := pagetest.Form(t, address+"/mensajes", map[string][]string{"clase": {"autor"}, "text": {"Lo que escribí"}})
		r.AddCookie(&http.Cookie{Name: "hito", Value: "de antes"})
		if err := r.ParseForm(); err != nil { // as the shell does before the handler
			t.Fatal(err)
		}
		a := d.send(r).is(401)
		if !strings.Contains(a.body, "Lo que escribí") || a.header.Get("Cache-Control") != "no-store" {
			t.Error("what was typed is lost, or kept by others")
		}
	}
	d.open(path)
	d.post(path+"/mensajes", "clase", "autor", "text", "Lo que escribí").is(401).silent("nobody", "Comunican toda la mañana")
	d.upload(path+"/ficheros", "", "a.txt", "a").is(401)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path+"/editar", nil)
	if a := d.send(r); a.code != 401 { // the shell leads to the way in
		t.Errorf("status %d", a.code)
	}
}
