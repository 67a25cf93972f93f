package stories

import (
	"fmt"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"hito/internal/db/dbtest"
	"hito/web"
	"hito/web/sessions"
	"hito/web/sessions/directory/directorytest"
	"hito/web/sessions/openid/openidtest"
	"hito/web/ui"
)

// installWithAccounts is install with two ways to sign in with the accounts of the organisation.
func installWithAccounts(t *testing.T) (*installation, *openidtest.Provider) {
	t.Helper()
	i := &installation{pool: dbtest.New(t)}
	server := httptest.NewUnstartedServer(nil)
	i.url = "http://" + server.Listener.Addr().String()
	provider, directory := openidtest.Start(t, i.url+"/entrar/con/cuentas/respuesta"), directorytest.Start(t)
	server.Config.Handler = web.New(web.Config{
		Pool: i.pool, Ready: i.pool.Ping, Logger: slog.New(slog.DiscardHandler), Now: i.now, Location: time.UTC,
		Site: ui.Site{Body: "Ayuntamiento de Prueba", Version: "test"}, Users: i.users(),
		Sessions: sessions.Config{PublicURL: i.url, Providers: accounts(t, i.url, provider, directory)},
	})
	server.Start()
	t.Cleanup(server.Close)
	return i, provider
}

// accounts are the ways to sign in; the provider is known twice, the second time at an address where nobody answers.
func accounts(t *testing.T, url string, provider *openidtest.Provider, directory *directorytest.Server) []sessions.Provider {
	t.Helper()
	list, err := sessions.ReadProviders(strings.NewReader(fmt.Sprintf(`{
		"openid": [
			{"name": "cuentas", "title": "Cuenta municipal", "issuer": %q, "client_id": %q, "client_secret": %q,
				"groups_claim": "groups", "second_factor": true, "roles": {"planificacion": "technician"}},
			{"name": "otras", "title": "Cuenta de la Diputación", "issuer": "http://%s", "client_id": "hito"}],
		"ldap": [{"name": "red", "title": "Cuenta de red", "url": "ldap://%s", "bind_dn": %q, "bind_password": %q, "base_dn": %q,
			"roles": {"cn=direccion,ou=groups,dc=example,dc=org": "director"}}]}`,
		provider.Lean, openidtest.ClientID, openidtest.ClientSecret, directorytest.Free(t),
		directory.Plain, directorytest.Reader, directorytest.Password("reader"), directorytest.Base)), url)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// Ana, whom the groups of her account give a role, comes in by the provider's page; Eva, whom they give none, is told
// what to do; and so is whoever gives up there, or whose provider does not answer.
func TestSigningInWithTheOrganisationsAccounts(t *testing.T) {
	site, provider := installWithAccounts(t)
	ana := open(t, site.url)
	ana.visit("/cuenta")
	ana.looked("entrar-con-cuentas", 0)
	ana.atTheProvider(provider, openidtest.Ana)
	ana.waitFor(`location.pathname === "/cuenta"`)
	ana.wants("the account", ana.text("main"), "ana.ruiz@example.org")
	ana.checkPolicy("back from the provider")
	ana.visit("/")
	ana.wants("the person", ana.text(".session"), "Ana Ruiz")

	eva := open(t, site.url)
	eva.visit("/entrar")
	eva.atTheProvider(provider, openidtest.Eva)
	eva.wants("no account", eva.text("main"), "Su cuenta no está dada de alta")
	eva.looked("cuenta-sin-alta", 403)
	eva.follow("main a.button")
	eva.waitFor(`location.pathname === "/entrar"`)

	someone := open(t, site.url)
	someone.visit("/entrar")
	someone.atTheProvider(provider, openidtest.Nobody)
	someone.wants("given up", someone.text("main"), "No se ha completado la entrada")
	someone.looked("entrada-sin-completar", 403)
	someone.follow("main a.button")
	someone.follow(`.providers li:nth-child(2) a`)
	someone.wants("the provider is down", someone.text("main"), "no responde")
	someone.looked("proveedor-no-responde", 503)
}

// atTheProvider leaves the sign-in for the provider's page and says there who comes.
func (b tab) atTheProvider(provider *openidtest.Provider, person string) {
	b.t.Helper()
	b.follow(`.providers li:first-child a`)
	b.waitFor(`location.origin === ` + quote(provider.Lean))
	b.follow("#" + person)
	b.waitFor(`location.origin === ` + quote(b.site))
}

// With the keyboard alone: from the sign-in to the directory's form, a wrong password first, and in.
func TestSigningInWithTheDirectoryByKeyboard(t *testing.T) {
	site, _ := installWithAccounts(t)
	b := open(t, site.url)
	b.visit("/entrar?volver=/planes")
	b.reach(`.providers li:last-child a`)
	b.press(kb.Enter)
	b.waitFor(`location.pathname === "/entrar/con/red" && document.readyState === "complete"`)
	b.looked("entrar-con-directorio", 0)
	b.reach("#account")
	b.press("ana.ruiz@example.org")
	b.reach("#password")
	b.press("no es esta")
	b.press(kb.Enter)
	b.waitFor(`document.querySelector(".notice-error") !== null && document.readyState === "complete"`)
	b.looked("entrar-con-directorio-mal", 422)
	if kept := eval[string](b, `document.querySelector("#account").value`); kept != "ana.ruiz@example.org" {
		t.Errorf("the account became %q", kept)
	}
	b.reach("#password")
	b.press(directorytest.Password("ana"))
	b.reach("main form button[type=submit]")
	b.press(kb.Enter)
	b.waitFor(`location.pathname === "/planes"`)
	b.wants("the person", b.text(".session"), "Ana Ruiz")
	b.checkPolicy("after the directory")
}

// reach moves the focus with the tabulator until it is where it should be.
func (b tab) reach(selector string) {
	b.t.Helper()
	for range 60 {
		if eval[bool](b, `document.activeElement.matches(`+quote(selector)+`)`) {
			return
		}
		b.press(kb.Tab)
	}
	b.t.Fatalf("the keyboard does not reach %s", selector)
}
