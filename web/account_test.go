package web_test

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/pquerna/otp/totp"

	"hito/internal/access"
	"hito/internal/user"
)

const passphrase = "tortuga mesa faro lluvia"

// member is a person of the staff with a password whose browser is signed in; telephone is the secret of a second factor, blank for none.
func (o *organisation) member(t *testing.T, email, telephone string) *guest {
	t.Helper()
	_, token := o.invite(t, email, access.Staff)
	if telephone != "" {
		_, err := o.site.pool.Exec(t.Context(), `UPDATE users SET totp_secret = $2 WHERE email = $1`, email, telephone)
		if err != nil {
			t.Fatal(err)
		}
	}
	g := o.guest(t)
	g.post("/enlace/"+token, url.Values{"password": {passphrase}})
	if telephone != "" {
		g.post("/entrar/codigo", url.Values{"code": {o.code(t, telephone)}})
	}
	g.in(email, email, access.Staff)
	return g
}

// code is what the telephone with a secret shows now.
func (o *organisation) code(t *testing.T, secret string) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, o.site.now())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

const telephone = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

const codesWereSeen = "Los códigos se mostraron una sola vez: si no los guardó, pida otros"

// leadsTo checks that an answer leads to a page that says something of it.
func (g *guest) leadsTo(answer reply, what, to, says string) {
	g.t.Helper()
	answer.wants(g.t, what, http.StatusSeeOther, to)
	if page := g.get(to); !strings.Contains(page.page.Find("[role=status]").Text(), says) {
		g.t.Errorf("%s: the page says %q, not %q", what, page.page.Find("[role=status]").Text(), says)
	}
}

func TestRecoveryCodesAreShownOnce(t *testing.T) {
	o := organise(t)
	g := o.member(t, "ana@example.org", "")
	secret := g.get("/cuenta/segundo-factor").page.Find("input[name=secret]").AttrOr("value", "")
	form := url.Values{"clave_envio": {rand.Text()}, "secret": {secret}, "code": {o.code(t, secret)}, "current": {passphrase}}
	if page := g.post("/cuenta/segundo-factor", form); page.page.Find(".recovery li").Length() != user.RecoveryCodes {
		t.Fatalf("status %d: %s", page.StatusCode, page.page.Find("main").Text())
	}
	g.leadsTo(g.post("/cuenta/segundo-factor", form), "enabled again", "/cuenta/segundo-factor?hecho=con-factor", codesWereSeen)
	form = url.Values{"clave_envio": {rand.Text()}, "current": {passphrase}}
	if page := g.post("/cuenta/codigos", form); page.page.Find(".recovery li").Length() != user.RecoveryCodes {
		t.Fatalf("status %d: %s", page.StatusCode, page.page.Find("main").Text())
	}
	g.leadsTo(g.post("/cuenta/codigos", form), "renewed again", "/cuenta/segundo-factor?hecho=codigos", codesWereSeen)
	o.told(t, 3, "user.enable_factor", "user.renew_codes")
}

func TestASecondFactorThatIsSetUpTwiceLeadsOn(t *testing.T) {
	o := organise(t)
	_, token := o.invite(t, "ana@example.org", access.Technician)
	g := o.guest(t)
	g.post("/enlace/"+token, url.Values{"password": {passphrase}}).wants(t, "the link", http.StatusSeeOther, "/entrar/segundo-factor")
	secret := g.get("/entrar/segundo-factor").page.Find("input[name=secret]").AttrOr("value", "")
	form := url.Values{"secret": {secret}, "code": {o.code(t, secret)}, "volver": {"/planes"}}
	g.post("/entrar/segundo-factor", form).wants(t, "the first time", http.StatusOK, "Su cuenta está protegida")
	g.post("/entrar/segundo-factor", form).wants(t, "again", http.StatusSeeOther, "/planes")
}

func TestTheSecondFactorAsksForThePasswordAtItsField(t *testing.T) {
	o := organise(t)
	g := o.member(t, "ana@example.org", "")
	secret := g.get("/cuenta/segundo-factor").page.Find("input[name=secret]").AttrOr("value", "")
	page := g.post("/cuenta/segundo-factor", url.Values{"secret": {secret}, "code": {o.code(t, secret)}, "current": {"not it"}})
	page.wants(t, "a wrong password", http.StatusUnprocessableEntity, "Segundo paso")
	if page.page.Find("#current-error").Length() != 1 || page.page.Find("[role=alert] a[href='#current']").Length() != 1 ||
		page.page.Find("input[name=secret]").AttrOr("value", "") != secret {
		t.Errorf("refused: %s", page.page.Find("main").Text())
	}
}

func TestAMalformedSecretIsRefusedWhereverItIsSent(t *testing.T) {
	o := organise(t)
	g := o.member(t, "ana@example.org", "")
	for path, want := range map[string]int{"/cuenta/codigos": 422, "/cuenta/segundo-factor/baja": 422, "/cuenta/segundo-factor": 400} {
		for _, secret := range []string{"zz", "", strings.Repeat("A", 33), telephone + "\n"} {
			answer := g.post(path, url.Values{"secret": {secret}, "code": {"000000"}, "clave_envio": {rand.Text()}})
			if answer.StatusCode != want || answer.page.Find("main a[href='#current']").Length() > 0 {
				t.Errorf("%s with %q: status %d, want %d", path, secret, answer.StatusCode, want)
			}
		}
	}
}

func TestWhatWasRefusedStandsAtItsOwnField(t *testing.T) {
	o := organise(t)
	g := o.member(t, "ana@example.org", telephone)
	for path, field := range map[string]string{"/cuenta/codigos": "current", "/cuenta/segundo-factor/baja": "current-baja"} {
		answer := g.post(path, url.Values{"current": {"not it"}, "clave_envio": {rand.Text()}})
		answer.wants(t, path, http.StatusUnprocessableEntity, "Segundo paso")
		open := answer.page.Find("details.confirm[open]")
		if open.Length() != 1 || open.Find("#"+field+"-error").Length() != 1 || answer.page.Find(".field-error").Length() != 1 ||
			answer.page.Find("[role=alert] a[href='#"+field+"']").Length() != 1 {
			t.Errorf("%s: %d are open, %d messages", path, open.Length(), answer.page.Find(".field-error").Length())
		}
	}
	if page := g.get("/cuenta/segundo-factor").page; page.Find("details.confirm").Length() != 2 || page.Find("details.confirm[open]").Length() != 0 {
		t.Error("an act is open that nobody asked for")
	}
}

func TestAUsedLinkLeadsWhoeverIsInOn(t *testing.T) {
	o := organise(t)
	_, token := o.invite(t, "ana@example.org", access.Staff)
	g := o.guest(t)
	chosen := url.Values{"password": {passphrase}}
	g.post("/enlace/"+token, chosen).wants(t, "the first time", http.StatusSeeOther, "/")
	g.post("/enlace/"+token, chosen).wants(t, "again", http.StatusSeeOther, "/")
	g.get("/enlace/"+token).wants(t, "opened again", http.StatusSeeOther, "/")
	g.in("after all", "ana@example.org", access.Staff)
	other := o.guest(t).get("/enlace/" + token)
	other.wants(t, "in another browser", http.StatusNotFound, "Este enlace no sirve")
	if text := other.page.Find("main").Text(); !strings.Contains(text, "Si acaba de usarlo para elegir su contraseña, entre ya con ella.") {
		t.Errorf("it says %s", text)
	}
}

func TestAConfirmedEmailIsToldWhereItIsOpened(t *testing.T) {
	o := organise(t)
	g := o.member(t, "ana@example.org", "")
	other := o.member(t, "eva@example.org", "")
	ask := func(email string) string {
		t.Helper()
		session, err := o.site.users().Resume(t.Context(), g.cookie("hito"))
		if err != nil {
			t.Fatal(err)
		}
		token, err := o.site.users().ChangeEmail(t.Context(), session.User, user.Proof{Key: rand.Text(), Password: passphrase}, email, true)
		if err != nil {
			t.Fatal(err)
		}
		return "/enlace/" + token
	}
	g.leadsTo(g.post(ask("ana.ruiz@example.org"), nil), "where she is in", "/cuenta?hecho=correo", "Su correo ha cambiado")
	nobody := o.guest(t)
	nobody.leadsTo(nobody.post(ask("ana.gil@example.org"), nil), "where nobody is", "/entrar?hecho=correo", "está confirmada")
	other.post(ask("ana@example.org"), nil).wants(t, "where somebody else is", http.StatusSeeOther, "/entrar?hecho=correo")
}
