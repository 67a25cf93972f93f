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
	"time"

	"hito/internal/access"
	"hito/internal/user"
	"hito/web/ui"
)

// wrongCode is the n-th of the codes that nobody has.
func wrongCode(n int) string {
	const letters = "2345679ACDEFHKMN"
	return "KKKKK-KKKKK-KK" + string(letters[n/16%16]) + letters[n%16:n%16+1] + "K"
}

// waysIn are all ways in which somebody unknown can try a code.
var waysIn = map[string]func(v visitor, code string) *httptest.ResponseRecorder{
	"page": func(v visitor, code string) *httptest.ResponseRecorder { return v.get("/retos/" + code) },
	"HEAD": func(v visitor, code string) *httptest.ResponseRecorder {
		return v.do(http.MethodHead, "/retos/"+code, nil)
	},
	"edit": func(v visitor, code string) *httptest.ResponseRecorder { return v.get("/retos/" + code + "/editar") },
	"file": func(v visitor, code string) *httptest.ResponseRecorder {
		return v.get("/retos/" + code + "/ficheros/1")
	},
	"message": func(v visitor, code string) *httptest.ResponseRecorder {
		return v.post("/retos/"+code+"/mensajes", url.Values{"clase": {"autor"}, "text": {"x"}})
	},
	"support": func(v visitor, code string) *httptest.ResponseRecorder {
		return v.post("/retos/"+code+"/apoyo", url.Values{"apoyo": {"si"}})
	},
	"save": func(v visitor, code string) *httptest.ResponseRecorder {
		return v.post("/retos/"+code+"/editar", url.Values{"version": {"1"}})
	},
	"leave": func(v visitor, code string) *httptest.ResponseRecorder {
		return v.post("/retos/"+code+"/retirada", nil)
	},
	"remove": func(v visitor, code string) *httptest.ResponseRecorder {
		return v.post("/retos/"+code+"/ficheros/1/retirada", nil)
	},
	"look up": func(v visitor, code string) *httptest.ResponseRecorder {
		return v.post("/retos/consulta", url.Values{"code": {code}})
	},
}

// After twenty wrong codes, in whatever way they come and whatever a header says of where from, right ones are refused
// too until the time is over; whoever is signed in goes on.
func TestSecurity02CodesCannotBeTriedWithoutEnd(t *testing.T) {
	c := settle(t)
	secret := c.submit("visitor", c.intake("visitor", "title", "Madrugada anónima", "problem", "Uno"))
	code, v := strings.TrimPrefix(secret, "/retos/"), c.people["visitor"]
	for way, try := range waysIn {
		c.do(`DELETE FROM attempts`)
		for n := range 20 {
			if got := try(v, wrongCode(n)).Code; got != http.StatusNotFound && got != http.StatusUnprocessableEntity {
				t.Fatalf("%s: wrong code %d answers %d", way, n, got)
			}
		}
		for other, again := range waysIn {
			for _, one := range []string{wrongCode(30), code} {
				if got := again(v, one).Code; got != http.StatusTooManyRequests {
					t.Errorf("%s, then %s of %s: %d", way, other, one, got)
				}
			}
		}
		forged := http.Header{"X-Forwarded-For": {"203.0.113.9"}, "X-Real-Ip": {"203.0.113.9"}, "Forwarded": {"for=203.0.113.9"}}
		if got := c.site.do(http.MethodGet, secret, forged).Code; got != http.StatusTooManyRequests {
			t.Errorf("%s: with a forged address: %d", way, got)
		}
		if got := c.people["stranger"].get(secret).Code; got != http.StatusOK {
			t.Errorf("%s: whoever is signed in is held back: %d", way, got)
		}
		c.do(`UPDATE attempts SET ends_at = $1`, now.Add(-time.Second))
		if got := v.get(secret).Code; got != http.StatusOK {
			t.Errorf("%s: when the time is over: %d", way, got)
		}
	}
}

// What a code is not for is answered as one that nobody has, in every way, but for what is drawn for each request.
func TestSecurity08AForbiddenRetoIsAsOneThatIsNot(t *testing.T) {
	c := settle(t)
	c.submit("author", c.intake("author", "title", "Noche cerrada", "problem", "Uno", "privacy", "confidential"))
	closed := c.handled()
	secret := c.submit("visitor", c.intake("visitor", "title", "Madrugada anónima", "problem", "Uno"), enclosed{"nota.txt", "x"})
	unsigned := c.handled()
	const unknown = "/retos/KKKKK-KKKKK-KKKKK"
	for _, who := range []string{"visitor", "stranger", "colleague", "admin", "assigned"} {
		for _, route := range routesOf(t, &c.site) {
			method, path, _ := strings.Cut(route, " ")
			below, of := strings.CutPrefix(path, "/retos/{code}")
			if !of && !strings.HasPrefix(path, "/api/v1/challenges/{code}") {
				continue
			}
			for _, there := range []string{closed, unsigned, secret} {
				if there == secret && !accountOnly(below) {
					continue // the page of its author, for whoever has the code
				}
				ask := func(reto string) string {
					c.do(`DELETE FROM attempts`)
					address := reto + strings.NewReplacer("{file}", "1", "{id}", "1").Replace(below)
					if !of {
						address = "/api/v1/challenges/" + strings.TrimPrefix(reto, "/retos/")
					}
					var answer *httptest.ResponseRecorder
					switch {
					case strings.HasSuffix(below, "/ficheros") && method == http.MethodPost:
						answer = c.people[who].enclose(t, address, url.Values{}, enclosed{"a.txt", "x"})
					case method == http.MethodPost:
						answer = c.people[who].post(address, url.Values{
							"version": {"1"}, "clase": {"autor"}, "text": {"x"}, "apoyo": {"si"}, "seguir": {"si"}, "score_impact": {"4"}, "title": {"T"}, "a": {"analysis"}, "desde": {"received"},
						})
					default:
						answer = c.people[who].do(method, address, nil)
					}
					return alike(answer, reto)
				}
				if got, want := ask(there), ask(unknown); got != want {
					t.Errorf("%s, %s of %s: %.500s\nwhere there is none: %.500s", who, route, there, got, want)
				}
			}
		}
	}
}

// accountOnly tells what is done with an account alone, below the page of a reto.
func accountOnly(below string) bool {
	for _, part := range []string{"/estado", "/decision", "/asignacion", "/fusion", "/publicacion", "/evaluacion", "/vinculos", "/proyecto", "/hitos"} {
		if strings.HasPrefix(below, part) {
			return true
		}
	}
	return false
}

var drawnText = regexp.MustCompile(`[A-Z2-7]{26}|[A-Z2-7]{12}|[A-Z2-7]{8,}[0-9a-f]{24}|KEY[0-9]{20}`)

// alike is an answer without its address and what is drawn for it.
func alike(answer *httptest.ResponseRecorder, reto string) string {
	code := strings.TrimPrefix(reto, "/retos/")
	all := fmt.Sprint(answer.Code, "\n", told(answer))
	all = strings.NewReplacer(code, "CODE", bareCode(reto), "CODE").Replace(all)
	return drawnText.ReplaceAllString(all, "DRAWN")
}

// The code that an anonymous author keeps leads to their page and nowhere else, whoever has it.
func TestSecurity08TheCodeOfAnAuthorOpensTheirPageAlone(t *testing.T) {
	c := settle(t)
	secret := c.submit("visitor", c.intake("visitor", "title", "Madrugada anónima", "problem", "Uno"))
	c.submit("author", c.intake("author", "title", "Noche cerrada", "problem", "Dos"))
	another := c.handled()
	for _, who := range []string{"technician", "director"} {
		for below, form := range map[string]url.Values{
			"/estado":      {"desde": {"received"}, "a": {"discarded"}, "public": {"No"}},
			"/fusion":      {"version": {"1"}, "con": {strings.TrimPrefix(another, "/retos/")}},
			"/asignacion":  {"version": {"1"}, "person": {""}, "unit": {""}, "answer_due_on": {"2027-01-31"}},
			"/publicacion": {"version": {"1"}, "accion": {"publicar"}, "public_title": {"T"}, "public_text": {"T"}},
			"/evaluacion":  {"version": {"0"}, "score_impact": {"4"}},
			"/mensajes":    {"clase": {"respuesta"}, "text": {"x"}},
		} {
			want := map[string]int{"/mensajes": http.StatusUnauthorized}[below]
			if got := c.people[who].post(secret+below, form).Code; got != http.StatusNotFound && (want == 0 || got < 400) {
				t.Errorf("%s writes by %s: %d", who, below, got)
			}
			if below != "/mensajes" {
				if got := c.people[who].get(secret + below).Code; got != http.StatusNotFound && got != http.StatusForbidden {
					t.Errorf("%s reads by %s: %d", who, below, got)
				}
			}
		}
	}
	c.sends("technician", another+"/fusion", http.StatusUnprocessableEntity, "version", "1", "con", strings.TrimPrefix(secret, "/retos/"))
	if n := c.number(`SELECT count(*) FROM challenges WHERE state <> 'received' AND id > (SELECT max(id) - 2 FROM challenges)`); n != 0 {
		t.Errorf("%d retos were changed", n)
	}
}

// Browsers send the forms of a page with the origin that its policy lets them: the author's, whose address is a secret, are
// taken on sites without encryption too, where nothing else tells where a form comes from.
func TestSecurity10FormsOfPrivatePagesSayWhereTheyComeFrom(t *testing.T) {
	c := settle(t)
	secret := c.submit("visitor", c.intake("visitor", "title", "Madrugada anónima", "problem", "Uno"))
	_, link, err := c.site.users().Invite(t.Context(), access.Actor{Kind: access.Command}, rand.Text(), user.Draft{Email: "otra@pueblo.example", Name: "Otra", Role: access.Staff})
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{secret, secret + "/editar", "/enlace/" + link} {
		answer := c.people["visitor"].get(address)
		page := c.read(answer).is(http.StatusOK)
		policy := answer.Header().Get("Referrer-Policy")
		if meta := page.Find("meta[name=referrer]").AttrOr("content", policy); policy != ui.PrivateReferrer || meta != policy {
			t.Errorf("%.12s…: the policy is %q, and %q in the page", address, policy, meta)
		}
		if policy == "no-referrer" || answer.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%.12s…: forms come from nowhere, or it is kept: %q", address, answer.Header().Get("Cache-Control"))
		}
	}
	for from, want := range map[string]int{origin: http.StatusSeeOther, "null": http.StatusForbidden, "https://evil.example": http.StatusForbidden} {
		r := httptest.NewRequest(http.MethodPost, secret+"/mensajes", strings.NewReader("clase=autor&text=Algo&clave_envio=KEYKEYKEYKEYKEYKEYKEYKEY"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", from)
		w := httptest.NewRecorder()
		c.site.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("a form from %q: %d, want %d", from, w.Code, want)
		}
	}
}
