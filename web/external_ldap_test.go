package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"hito/internal/access"
	"hito/web/sessions/directory/directorytest"
)

const (
	viaDirectory = "/entrar/con/directorio"
	// ofLDAP is what the directory's groups give; it asks for no second factor.
	ofLDAP = `, "roles": {"cn=direccion,ou=groups,dc=example,dc=org": "director"}`
)

// withLDAP is an organisation whose accounts are those of a real directory.
func withLDAP(t *testing.T, more string) (*organisation, *directorytest.Server) {
	t.Helper()
	o := organise(t)
	s := directorytest.Start(t)
	o.admit(t, fmt.Sprintf(`{"ldap": [{"name": "directorio", "title": "Cuenta de red", "url": "ldap://%s", "bind_dn": %q, "bind_password": %q, "base_dn": %q%s}]}`,
		s.Plain, directorytest.Reader, directorytest.Password("reader"), directorytest.Base, more))
	return o, s
}

// enter sends the directory's form with an account and a password, and what more it holds.
func (g *guest) enter(account, password string, more ...string) reply {
	g.t.Helper()
	fields := url.Values{"account": {account}, "password": {password}}
	for n := 0; n < len(more); n += 2 {
		fields.Set(more[n], more[n+1])
	}
	return g.post(viaDirectory, fields)
}

func TestSigningInWithAnAccountOfTheDirectory(t *testing.T) {
	o, _ := withLDAP(t, ofLDAP)
	g := o.guest(t)
	form := g.get(viaDirectory + "?volver=%2Fplanes%3Fx%3D1")
	form.wants(t, "the form", http.StatusOK, "Cuenta de red")
	if form.page.Find(`main form[action="`+viaDirectory+`"][method=post] input[type=password][autocomplete=current-password]`).Length() != 1 {
		t.Error("there is no field for the password")
	}
	back := form.page.Find(`main form input[name=volver]`).AttrOr("value", "")
	g.enter(" Ana.Ruiz@example.org ", directorytest.Password("ana"), "volver", back).wants(t, "right", http.StatusSeeOther, "/planes?x=1")
	g.in("right", "ana.ruiz@example.org", access.Director)
	o.guest(t).enter("ana.ruiz@example.org", directorytest.Password("ana"), "volver", "//evil.example").wants(t, "elsewhere", http.StatusSeeOther, "/")
	o.told(t, 0, `user.create {"role": "director"}`, `user.link {"provider": "ldap:directorio"}`,
		`session.start {"provider": "ldap:directorio", "confirmed": true}`, `session.start {"provider": "ldap:directorio", "confirmed": true}`)
}

func TestSecurity02AWrongAccountOfTheDirectoryIsRefusedWithoutAReason(t *testing.T) {
	o, _ := withLDAP(t, ofLDAP)
	before := o.rows(t)
	answers := map[string]bool{}
	for _, c := range []struct{ account, password string }{
		{"ana.ruiz@example.org", "not the password"}, {"ana.ruiz@example.org", directorytest.Password("luis")}, {"ana.ruiz@example.org", ""},
		{"nobody@example.org", "not the password"}, {"*", "not the password"}, {"", "not the password"}, {"", ""}, {`"><script>alert(1)</script>`, "not the password"},
	} {
		g := o.guest(t)
		answer := g.enter(c.account, c.password)
		answer.wants(t, c.account, http.StatusUnprocessableEntity, "Cuenta de red")
		form := answer.page.Find(`main form[action="` + viaDirectory + `"]`)
		if kept := form.Find(`input[name=account]`).AttrOr("value", ""); kept != c.account {
			t.Errorf("%q is kept as %q", c.account, kept)
		}
		if kept, _ := form.Find(`input[name=password]`).Attr("value"); kept != "" || c.password != "" && strings.Contains(answer.body, c.password) {
			t.Errorf("%q: the password comes back", c.account)
		}
		answers[answer.page.Find(".notice-error").Text()+form.Find("#account-error").Text()] = true
		g.in(c.account, "", "")
	}
	if len(answers) != 1 || answers[""] {
		t.Errorf("different reasons, or none: %v", answers)
	}
	if after := o.rows(t); after != before {
		t.Errorf("what is stored went from %s to %s", before, after)
	}
}

func TestSecurity02AttemptsOnTheDirectoryAreLimited(t *testing.T) {
	o, _ := withLDAP(t, ofLDAP)
	for range 10 {
		o.guest(t).enter("ana.ruiz@example.org", "not the password").wants(t, "wrong", http.StatusUnprocessableEntity, "Cuenta de red")
	}
	for _, account := range []string{"ana.ruiz@example.org", " ANA.RUIZ@EXAMPLE.ORG"} {
		g := o.guest(t)
		g.enter(account, directorytest.Password("ana")).wants(t, "the eleventh", http.StatusTooManyRequests, "Demasiados intentos")
		g.in("the eleventh", "", "")
	}
	o.guest(t).enter("luis.gil@example.org", directorytest.Password("luis")).wants(t, "somebody else", http.StatusForbidden, unknown)
	told := o.events(t, 0)
	if len(told) != 12 || told[9] != "session.refuse" || told[10] != "session.limit" {
		t.Errorf("the audit tells %q", told)
	}
}

func TestAnInvitationIsAnsweredWithTheDirectorysAccount(t *testing.T) {
	o, _ := withLDAP(t, "")
	_, token := o.invite(t, "carla@ayuntamiento.example", access.Staff)
	o.guest(t).enter("luis.gil@example.org", directorytest.Password("luis")).wants(t, "without an invitation", http.StatusForbidden, unknown)
	g := o.guest(t)
	form := g.get(g.get("/enlace/"+token).page.Find(`.providers a`).AttrOr("href", ""))
	kept := form.page.Find(`main form input[name=invitacion]`).AttrOr("value", "")
	wrong := g.enter("luis.gil@example.org", "not the password", "invitacion", kept)
	if wrong.page.Find(`main form input[name=invitacion]`).AttrOr("value", "") != token {
		t.Error("a wrong password loses the invitation")
	}
	g.enter("luis.gil@example.org", directorytest.Password("luis"), "invitacion", kept).wants(t, "the invitation", http.StatusSeeOther, "/")
	g.in("the invitation", "carla@ayuntamiento.example", access.Staff)
	again := o.guest(t)
	again.enter("luis.gil@example.org", directorytest.Password("luis")).wants(t, "the next time", http.StatusSeeOther, "/")
	again.in("the next time", "carla@ayuntamiento.example", access.Staff)
}

func TestADirectoryThatIsDownIsToldAndComesBack(t *testing.T) {
	o, s := withLDAP(t, ofLDAP)
	s.Stop()
	g := o.guest(t)
	for range 3 {
		g.enter("ana.ruiz@example.org", directorytest.Password("ana")).wants(t, "down", http.StatusServiceUnavailable, "Cuenta de red no responde")
	}
	if page := g.get("/entrar"); page.StatusCode != http.StatusOK || page.page.Find(`form input[name=email]`).Length() != 1 {
		t.Errorf("the sign-in page: status %d", page.StatusCode)
	}
	s.Restart(t)
	g.enter("ana.ruiz@example.org", directorytest.Password("ana")).wants(t, "up again", http.StatusSeeOther, "/")
}

func TestSecurity21TheLogHoldsNothingOfTheDirectory(t *testing.T) {
	o, s := withLDAP(t, ofLDAP)
	_, token := o.invite(t, "carla@ayuntamiento.example", access.Staff)
	g := o.guest(t)
	g.enter("ana.ruiz@example.org", directorytest.Password("ana"))
	session := g.cookie("hito")
	g.enter("ana.ruiz@example.org", "not the password")
	g.enter("luis.gil@example.org", directorytest.Password("luis"))
	g.enter("luis.gil@example.org", directorytest.Password("luis"), "invitacion", token)
	s.Stop()
	g.enter("ana.ruiz@example.org", directorytest.Password("ana"))
	o.server.Close()
	lines := o.log.String()
	if strings.Count(lines, `"route":"/entrar/con/{provider}"`) != 5 || !strings.Contains(lines, `"error":"sign in with ldap:directorio: the directory is unavailable`) {
		t.Errorf("the log: %s", lines)
	}
	for _, text := range []string{"ana", "luis", "example.org", "dc=example", "password-1", "not the password", "0f7a8f9e", token, session, "direccion"} {
		if strings.Contains(lines, text) {
			t.Errorf("the log holds %q: %s", text, lines)
		}
	}
}
