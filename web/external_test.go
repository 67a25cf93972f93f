package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"hito/internal/access"
	"hito/web/sessions/openid/openidtest"
)

const (
	viaCuentas = "/entrar/con/cuentas"
	unknown    = "Su cuenta no está dada de alta"
	unfinished = "No se ha completado la entrada"
)

// withOpenID is an organisation whose accounts are those of a real OpenID provider, which its settings know twice:
// as "cuentas", with more, and as "otras".
func withOpenID(t *testing.T, more string) (*organisation, *openidtest.Provider) {
	t.Helper()
	o := organise(t)
	p := openidtest.Start(t, o.url+viaCuentas+"/respuesta", o.url+"/entrar/con/otras/respuesta")
	o.admit(t, openID(p, more))
	return o, p
}

func openID(p *openidtest.Provider, more string) string {
	one := func(name, issuer, more string) string {
		return fmt.Sprintf(`{"name": %q, "title": "Cuenta municipal", "issuer": %q, "client_id": %q, "client_secret": %q, "groups_claim": "groups"%s}`,
			name, issuer, openidtest.ClientID, openidtest.ClientSecret, more)
	}
	return `{"openid": [` + one("cuentas", p.Lean, more) + `, ` + one("otras", p.Full, "") + `]}`
}

// byGroups gives roles by group, with a second factor at the provider.
const byGroups = `, "second_factor": true, "roles": {"personal": "staff", "planificacion": "technician", "direccion": "director"}`

// away follows the way to the provider, signs a person in there, and returns the address that they come back to.
func (g *guest) away(start, person string) string {
	g.t.Helper()
	answer := g.get(start)
	if answer.StatusCode != http.StatusSeeOther {
		g.t.Fatalf("%s: status %d: %s", start, answer.StatusCode, answer.page.Find("main").Text())
	}
	back := openidtest.SignIn(g.t, answer.Header.Get("Location"), person)
	return strings.TrimPrefix(back.String(), g.site.url)
}

// through goes the whole way and returns the answer to whoever comes back.
func (g *guest) through(start, person string) reply {
	g.t.Helper()
	return g.get(g.away(start, person))
}

func TestAnInvitationIsAnsweredWithTheOrganisationsAccount(t *testing.T) {
	o, p := withOpenID(t, "")
	id, token := o.invite(t, "carla@ayuntamiento.example", access.Staff)
	g := o.guest(t)
	button := g.get("/enlace/" + token).page.Find(`.providers a`).First()
	if button.Text() != "Cuenta municipal" {
		t.Fatalf("the button says %q", button.Text())
	}
	g.through(button.AttrOr("href", ""), openidtest.Luis).wants(t, "the invitation", http.StatusSeeOther, "/")
	g.in("after the invitation", "carla@ayuntamiento.example", access.Staff)
	o.guest(t).get("/enlace/"+token).wants(t, "the invitation again", http.StatusNotFound, "Este enlace no sirve")

	again := o.guest(t)
	again.through(viaCuentas, openidtest.Luis).wants(t, "without an invitation", http.StatusSeeOther, "/")
	again.in("the next time", "carla@ayuntamiento.example", access.Staff)
	entered := fmt.Sprintf(`session.start {"provider": %q, "confirmed": true}`, p.Lean)
	o.told(t, 1, fmt.Sprintf(`user.link {"provider": %q}`, p.Lean), entered, entered)
	if linked := o.ask(t, `SELECT concat_ws(' ', issuer, subject, user_id) FROM identities`); linked != fmt.Sprintf("%s luis %d", p.Lean, id) {
		t.Errorf("linked: %s", linked)
	}
}

func TestAnUnknownAccountOfTheOrganisationIsToldSo(t *testing.T) {
	o, _ := withOpenID(t, "")
	o.invite(t, "ana.ruiz@example.org", access.Admin) // her e-mail is no proof
	before := o.rows(t)
	for _, start := range []string{viaCuentas, viaCuentas + "?invitacion=invented"} {
		g := o.guest(t)
		answer := g.through(start, openidtest.Ana)
		answer.wants(t, start, http.StatusForbidden, unknown)
		if text := answer.page.Find("main").Text(); !strings.Contains(text, "Cuenta municipal") || answer.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %s", start, text)
		}
		g.in(start, "", "")
	}
	if after := o.rows(t); after != before {
		t.Errorf("what is stored went from %s to %s", before, after)
	}
	o.told(t, 1, "session.refuse", "session.refuse")
}

func TestGroupsGiveAndChangeTheRole(t *testing.T) {
	o, p := withOpenID(t, byGroups)
	g := o.guest(t)
	g.through(viaCuentas, openidtest.Ana).wants(t, "two groups", http.StatusSeeOther, "/")
	g.in("two groups", "ana.ruiz@example.org", access.Director)
	p.SetGroups(t, openidtest.Ana, "planificacion", "another")
	o.guest(t).through(viaCuentas, openidtest.Ana).wants(t, "another group", http.StatusSeeOther, "/")
	g.in("the session from before", "ana.ruiz@example.org", access.Technician)
	p.SetGroups(t, openidtest.Ana, "another")
	before := o.rows(t)
	o.guest(t).through(viaCuentas, openidtest.Ana).wants(t, "no group with a role", http.StatusForbidden, unknown)
	o.guest(t).through(viaCuentas, openidtest.Eva).wants(t, "no groups", http.StatusForbidden, unknown)
	o.guest(t).through(viaCuentas, openidtest.Luis).wants(t, "an e-mail that is not verified", http.StatusForbidden, unknown)
	if after := o.rows(t); after != before {
		t.Errorf("what is stored went from %s to %s", before, after)
	}
	entered := fmt.Sprintf(`session.start {"provider": %q, "confirmed": true}`, p.Lean)
	o.told(t, 0, `user.create {"role": "director"}`, fmt.Sprintf(`user.link {"provider": %q}`, p.Lean), entered,
		`user.update {"role": "director"} {"role": "technician"}`, entered, "session.refuse", "session.refuse", "session.refuse")
}

func TestSecurity04TheSecondFactorIsAskedForWhereTheProviderDoesNot(t *testing.T) {
	o, p := withOpenID(t, byGroups)
	p.SetGroups(t, openidtest.Ana, "planificacion")
	g := o.guest(t)
	g.through(viaCuentas, openidtest.Ana).wants(t, "the provider asks", http.StatusSeeOther, "/")
	if answer := g.get("/cuenta"); answer.StatusCode != http.StatusOK {
		t.Errorf("the account: status %d", answer.StatusCode)
	}
	o.admit(t, openID(p, strings.Replace(byGroups, "true", "false", 1)))
	g = o.guest(t)
	g.through(viaCuentas+"?volver=%2Fcuenta", openidtest.Ana).wants(t, "it does not", http.StatusSeeOther, "/entrar/segundo-factor?volver=%2Fcuenta")
	if answer := g.get("/cuenta"); answer.StatusCode == http.StatusOK {
		t.Error("the account is shown before there is a second factor")
	}
	if _, err := o.site.pool.Exec(t.Context(), `UPDATE users SET totp_secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'`); err != nil {
		t.Fatal(err)
	}
	o.guest(t).through(viaCuentas, openidtest.Ana).wants(t, "with a second factor", http.StatusSeeOther, "/entrar/codigo")
}

func TestSecurity11AfterTheProviderOnlyOwnPagesAreReturnedTo(t *testing.T) {
	o, _ := withOpenID(t, byGroups)
	for asked, want := range map[string]string{
		"/planes?texto=agua&pagina=2": "/planes?texto=agua&pagina=2", "/cuenta": "/cuenta", "": "/", "//evil.example": "/", "/\\evil.example": "/",
		"https://evil.example/": "/", "/%2f%2fevil.example": "/", "/entrar": "/", "javascript:alert(1)": "/",
	} {
		start := viaCuentas + "?" + url.Values{"volver": {asked}}.Encode()
		o.guest(t).through(start, openidtest.Ana).wants(t, asked, http.StatusSeeOther, want)
	}
	g := o.guest(t)
	page := g.get("/entrar?volver=%2Fplanes%3Fx%3D1")
	g.through(page.page.Find(".providers a").First().AttrOr("href", ""), openidtest.Ana).wants(t, "from the sign-in", http.StatusSeeOther, "/planes?x=1")
}

func TestWhoIsDisabledIsRefusedByEveryWay(t *testing.T) {
	o, _ := withOpenID(t, byGroups)
	g := o.guest(t)
	g.through(viaCuentas, openidtest.Ana).wants(t, "before", http.StatusSeeOther, "/")
	id := o.ask(t, `SELECT id::text FROM users`)
	if _, err := o.site.pool.Exec(t.Context(), `UPDATE users SET disabled_at = now(), role = 'staff' WHERE id = $1::bigint`, id); err != nil {
		t.Fatal(err)
	}
	before := o.rows(t)
	again := o.guest(t)
	again.through(viaCuentas, openidtest.Ana).wants(t, "disabled", http.StatusForbidden, unknown)
	again.in("disabled", "", "")
	g.in("the session from before", "", "")
	if after, role := o.rows(t), o.ask(t, `SELECT role FROM users`); after != before || role != string(access.Staff) {
		t.Errorf("what is stored went from %s to %s, and the role became %s", before, after, role)
	}
}
