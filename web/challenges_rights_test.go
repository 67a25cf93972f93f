package web_test

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// stages are the states of retos, by the letters that rights name them by.
var stages = []struct{ letter, state string }{
	{"R", "received"}, {"A", "analysis"}, {"W", "waiting"}, {"D", "admitted"}, {"P", "project"}, {"T", "pilot"}, {"I", "implemented"},
	{"X", "discarded"}, {"M", "merged"}, {"B", "withdrawn"},
}

// gates are whom an address asks for before it looks which reto it is about.
const (
	anybody   = "anybody"
	anAccount = "an account"
	aHandler  = "a handler"
)

// rights are what may be done to a reto by its forms: the form, who is let as far as the reto, who may, and in which states.
var rights = map[string]struct {
	below, gate, who, states string
	form                     func(c *town) url.Values
}{
	"inform":  {"/mensajes", anybody, "author,secret", "RAWDPTIX", fixed("clase", "autor", "text", "x")},
	"answer":  {"/mensajes", anybody, "assigned,by unit,director,technician", "RAWDPTIX", fixed("clase", "respuesta", "text", "x")},
	"comment": {"/mensajes", anybody, "assigned,by unit,director,technician", "RAWDPTIXMB", fixed("clase", "interno", "text", "x")},
	"edit": {"/editar", anybody, "author,secret", "RW", func(*town) url.Values {
		return fixed("version", "VERSION", "title", rand.Text(), "problem", "x", "urgency", "low")(nil)
	}},
	"withdraw":    {"/retirada", anybody, "author,secret", "RAWD", fixed("reason", "x")},
	"support":     {"/apoyo", anybody, "colleague,follower,assigned,by unit,director,technician", "RAWDPT", fixed("apoyo", "si")},
	"follow":      {"/aviso", anybody, "colleague,follower,assigned,by unit,director,technician", "RAWDPTIX", fixed("seguir", "si")},
	"evaluate":    {"/evaluacion", anAccount, "assigned,by unit,director,technician", "RAWD", fixed("version", "0", "score_impact", "4")},
	"link":        {"/vinculos", anAccount, "technician", "DPTI", func(c *town) url.Values { return fixed("plan", "plan-de-ejemplo", "end", c.anEnd())(nil) }},
	"project":     {"/proyecto", anAccount, "technician", "DPT", fixed("version", "0", "title", "T", "starts_on", "2026-11-01", "ends_on", "2027-06-30")},
	"assign":      {"/asignacion", aHandler, "technician", "RAWDPT", fixed("version", "VERSION", "person", "", "unit", "", "answer_due_on", "2027-01-31")},
	"ask":         {"/decision", aHandler, "technician", "A", fixed("version", "VERSION", "pedir", "si")},
	"merge":       {"/fusion", aHandler, "technician", "RAWD", func(*town) url.Values { return fixed("version", "VERSION", "con", project)(nil) }},
	"publish":     {"/publicacion", aHandler, "technician", "RAWDPTIX", fixed("version", "VERSION", "accion", "publicar", "public_title", "T", "public_text", "T")},
	"add a file":  {"/ficheros", anybody, "author,secret,assigned,by unit,director,technician", "RAWDPTIX", fixed()},
	"file inside": {"/ficheros", anybody, "assigned,by unit,director,technician", "RAWDPTIXMB", fixed("interno", "si")},
}

func fixed(pairs ...string) func(*town) url.Values {
	return func(*town) url.Values { return with(url.Values{}, pairs...) }
}

func (c *town) anEnd() string {
	return "objective-" + c.text(`SELECT min(o.id)::text FROM objectives o JOIN plans p ON p.id = o.plan_id WHERE p.slug = 'plan-de-ejemplo'`)
}

// twins are two retos that are always in the same state: a confidential one, and an anonymous one that is found by the code
// of its author. Nobody but those whom the town's parts name has to do with the first.
type twins struct{ signed, secret string }

func (c *town) twins() twins {
	c.Helper()
	c.submit("author", with(c.intake("author", "title", "Noche cerrada", "problem", "x", "privacy", "confidential"), "shared", "confidential", "unit", fmt.Sprint(c.team)))
	signed := c.handled()
	return twins{signed, c.submit("visitor", c.intake("visitor", "title", "Madrugada anónima", "problem", "x"))}
}

// put has both in a state, with nothing done to them.
func (c *town) put(t twins, state string) {
	c.Helper()
	c.do(`
		UPDATE challenges
		   SET state = $1, published_at = NULL, public_title = '', public_text = '', decision_asked_at = NULL,
		       merged_into = CASE WHEN $1 = 'merged' THEN (SELECT id FROM challenges WHERE code = $2) END
		 WHERE id > (SELECT max(id) - 2 FROM challenges)`, state, bareCode(project))
	c.do(`UPDATE challenges SET assignee_id = $2, assigned_unit_id = $3 WHERE code = $1`, bareCode(t.signed), c.ids["assigned"], c.other)
	for _, sql := range []string{
		`DELETE FROM challenge_followers WHERE challenge_id = (SELECT id FROM challenges WHERE code = $1) AND $2::bigint > 0`,
		`INSERT INTO challenge_followers (challenge_id, user_id, supports, follows, since) SELECT id, $2, true, true, now() FROM challenges WHERE code = $1`,
		`DELETE FROM challenge_links WHERE challenge_id = (SELECT id FROM challenges WHERE code = $1) AND $2::bigint > 0`,
		`DELETE FROM challenge_projects WHERE challenge_id = (SELECT id FROM challenges WHERE code = $1) AND $2::bigint > 0`,
		`DELETE FROM challenge_scores WHERE challenge_id = (SELECT id FROM challenges WHERE code = $1) AND $2::bigint > 0`,
		`DELETE FROM challenge_evaluations WHERE challenge_id = (SELECT id FROM challenges WHERE code = $1) AND $2::bigint > 0`,
	} {
		c.do(sql, bareCode(t.signed), c.ids["follower"])
	}
	c.do(`UPDATE challenge_files SET withdrawn_at = now() WHERE withdrawn_at IS NULL`)
	c.do(`DELETE FROM attempts`)
}

// outcome is what an operation answers to somebody in a state.
func outcome(who, gate string, may, now bool) int {
	unsigned, handles := who == "visitor" || who == "secret", who == "director" || who == "technician"
	reads := !slices.Contains([]string{"visitor", "stranger", "admin"}, who)
	switch {
	case gate != anybody && unsigned:
		return http.StatusUnauthorized
	case gate == aHandler && !handles:
		return http.StatusForbidden
	case !reads:
		return http.StatusNotFound
	case !may && unsigned:
		return http.StatusUnauthorized
	case !may:
		return http.StatusForbidden
	case !now:
		return http.StatusConflict
	default:
		return http.StatusSeeOther
	}
}

// Every form of a reto, sent by everybody, in every state: carried out for those alone who may, where the state allows it.
func TestSecurity07WhoMayDoWhatToARetoByItsForms(t *testing.T) {
	c := settle(t)
	both := c.twins()
	for name, r := range rights {
		for _, stage := range stages {
			for _, who := range []string{"visitor", "secret", "author", "colleague", "follower", "assigned", "by unit", "stranger", "admin", "director", "technician"} {
				c.put(both, stage.state)
				path, v := both.signed, c.people[who]
				if who == "secret" {
					path, v = both.secret, c.people["visitor"]
				}
				form := r.form(&c)
				if form.Get("version") == "VERSION" {
					form.Set("version", c.version(both.signed))
					if who == "secret" {
						form.Set("version", c.text(`SELECT version::text FROM challenges ORDER BY id DESC LIMIT 1`))
					}
				}
				before := c.kept()
				var got int
				if r.below == "/ficheros" {
					got = v.enclose(t, path+r.below, form, enclosed{"a.txt", "x"}).Code
				} else {
					got = v.post(path+r.below, form).Code
				}
				may := slices.Contains(strings.Split(r.who, ","), who)
				want := outcome(who, r.gate, may, strings.Contains(r.states, stage.letter))
				if got != want {
					t.Errorf("%s by the %s where it is %s: %d, want %d", name, who, stage.state, got, want)
				}
				if wrote := c.kept() != before; wrote && want != http.StatusSeeOther {
					t.Errorf("%s by the %s where it is %s: something was written", name, who, stage.state)
				}
			}
		}
	}
}

// kept is what is written about retos, counted.
func (c *town) kept() string {
	c.Helper()
	return c.text(`
		SELECT concat_ws(' ', (SELECT count(*) FROM challenge_messages), (SELECT count(*) FROM challenge_files), (SELECT count(*) FROM challenge_moves),
		       (SELECT count(*) FROM challenge_followers), (SELECT count(*) FROM challenge_links), (SELECT count(*) FROM challenge_projects),
		       (SELECT count(*) FROM challenge_scores), (SELECT sum(version) FROM challenges), (SELECT count(*) FROM notices))`)
}

// changes are all changes of state by the form of those who handle retos: d where the director may too.
var changes = map[string]string{
	"received": "analysis discarded/d", "analysis": "waiting admitted/d discarded/d", "waiting": "analysis discarded/d",
	"admitted": "analysis project implemented discarded/d", "project": "admitted pilot implemented discarded/d", "pilot": "project implemented discarded/d",
	"implemented": "project", "discarded": "analysis/d", "merged": "", "withdrawn": "",
}

// Every change of state, asked for by everybody from every state.
func TestSecurity07WhoMayMoveARetoByItsForm(t *testing.T) {
	c := settle(t)
	both := c.twins()
	for _, from := range stages {
		for _, to := range stages {
			for _, who := range []string{"visitor", "author", "colleague", "assigned", "admin", "director", "technician"} {
				c.put(both, from.state)
				got := c.people[who].post(both.signed+"/estado", url.Values{"desde": {from.state}, "a": {to.state}, "public": {"x"}}).Code
				ways := strings.Fields(changes[from.state])
				decides, known := slices.Contains(ways, to.state+"/d"), slices.Contains(ways, to.state) || slices.Contains(ways, to.state+"/d")
				want := http.StatusForbidden
				switch {
				case who == "visitor":
					want = http.StatusUnauthorized
				case who != "director" && who != "technician":
				case !known:
					want = http.StatusUnprocessableEntity
				case who == "technician" || decides:
					want = http.StatusSeeOther
				}
				if got != want {
					t.Errorf("from %s to %s by the %s: %d, want %d", from.state, to.state, who, got, want)
				}
			}
		}
	}
	c.put(both, "analysis")
	if got := c.people["technician"].post(both.signed+"/estado", url.Values{"desde": {"received"}, "a": {"analysis"}}).Code; got != http.StatusConflict {
		t.Errorf("from where it is no more: %d", got)
	}
}

// What is of another reto, or somebody else's, is not there by the address of one's own.
func TestSecurity08WhatIsOfAnotherRetoIsNotThere(t *testing.T) {
	c := settle(t)
	both := c.twins()
	c.put(both, "project")
	own := both.signed
	c.sends("technician", own+"/proyecto", 303, "version", "0", "title", "T", "starts_on", "2026-11-01", "ends_on", "2027-06-30")
	c.do(`
		INSERT INTO challenge_files (challenge_id, name, media_type, size, content, internal, added_by, added_at)
		SELECT id, 'dentro.txt', 'text/plain', 4, 'Nota', true, $2, now() FROM challenges WHERE code = $1`, bareCode(own), c.ids["technician"])
	inner := c.text(`SELECT max(id)::text FROM challenge_files`)
	s := c.site
	for _, one := range []struct {
		who, address, id string
		form             url.Values // nil for GET
	}{
		{"author", own + "/ficheros/%s", s.paper, nil}, {"author", own + "/ficheros/%s/retirada", s.paper, url.Values{}},
		{"author", own + "/ficheros/%s", inner, nil}, {"author", own + "/ficheros/%s/retirada", inner, url.Values{}},
		{"colleague", own + "/ficheros/%s", inner, nil}, {"technician", own + "/ficheros/%s", s.paper, nil}, {"technician", own + "/ficheros/%s/retirada", s.paper, url.Values{}},
		{"technician", own + "/vinculos/%s/baja", s.link, url.Values{"version": {"1"}}}, {"technician", own + "/hitos/%s", s.milestone, nil},
		{"technician", own + "/hitos/%s", s.milestone, url.Values{"version": {"1"}, "title": {"T"}, "due_on": {"2027-01-31"}}},
		{"technician", own + "/hitos/%s/baja", s.milestone, url.Values{"version": {"1"}}}, {"technician", "/retos/vistas/%s/baja", s.view, url.Values{}},
		{"technician", "/avisos/%s/lectura", s.notice, url.Values{}}, {"author", "/avisos/%s/lectura", s.notice, url.Values{}},
		{"author", "/administracion/correos/%s/descarte", s.mail, url.Values{"version": {"1"}}},
	} {
		before := c.site.dump(t, "attempts", "sessions", "audit_events", "audit_personal", "audit_heads")
		ask := func(id string) (int, string) {
			address := strings.Replace(one.address, "%s", id, 1)
			if one.form == nil {
				answer := c.people[one.who].get(address)
				return answer.Code, c.read(answer).told()
			}
			answer := c.people[one.who].post(address, with(one.form))
			return answer.Code, c.read(answer).told()
		}
		code, told := ask(one.id)
		none, silent := ask("987654")
		if code != none || told != silent || code != http.StatusNotFound && code != http.StatusForbidden {
			t.Errorf("%s, %s of another's: %d %q; of none: %d %q", one.who, one.address, code, told, none, silent)
		}
		if after := c.site.dump(t, "attempts", "sessions", "audit_events", "audit_personal", "audit_heads"); after != before {
			t.Errorf("%s, %s: something was written", one.who, one.address)
		}
	}
}

// What somebody wrote under their name or in confidence, and sends when the session has ended, is nobody's until they sign
// in, and nobody else's then.
func TestSecurity10AConfidentialFormIsNeverAnothers(t *testing.T) {
	c := settle(t)
	fields := c.intake("author", "title", "Noche cerrada", "problem", "Secreto-problema", "privacy", "confidential")
	before := c.number(`SELECT count(*) FROM challenges`)
	for who, want := range map[string]int{"visitor": http.StatusUnauthorized, "colleague": http.StatusConflict, "technician": http.StatusConflict} {
		answer := c.people[who].enclose(t, "/retos", fields)
		if answer.Code != want || !strings.Contains(answer.Body.String(), "Secreto-problema") || answer.Header().Get("Cache-Control") == "" {
			t.Errorf("sent as the %s: %d", who, answer.Code)
		}
		if answer := c.people[who].post("/retos/borrador", with(fields)); answer.Code != want {
			t.Errorf("kept as the draft of the %s: %d", who, answer.Code)
		}
	}
	ended := c.people["author"]
	c.do(`DELETE FROM sessions WHERE user_id = $1`, c.ids["author"])
	if answer := ended.enclose(t, "/retos", fields); answer.Code != http.StatusUnauthorized {
		t.Errorf("sent after the session: %d", answer.Code)
	}
	if n := c.number(`SELECT count(*) FROM challenges`) - before + c.number(`SELECT count(*) FROM challenge_drafts`); n != 0 {
		t.Errorf("%d were kept", n)
	}
	body, kind := enclose(t, fields)
	for _, from := range []http.Header{{"Sec-Fetch-Site": {"cross-site"}}, {"Sec-Fetch-Site": {"same-site"}}, {"Origin": {"https://evil.example"}}, {"Origin": {"null"}}} {
		from.Set("Content-Type", kind)
		if got := c.sendFrom(from, "/retos", string(body)); got != http.StatusForbidden {
			t.Errorf("from %v: %d", from, got)
		}
	}
}
