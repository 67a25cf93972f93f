package stories

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/pquerna/otp/totp"

	"hito/internal/access"
	"hito/internal/db/dbtest"
	"hito/internal/user"
	"hito/web"
	"hito/web/sessions"
	"hito/web/ui"
)

// installation is a whole application on an empty database, whose clock a test moves.
type installation struct {
	pool  *pgxpool.Pool
	url   string
	moved atomic.Int64 // how far the clock was moved, in nanoseconds
}

func (i *installation) now() time.Time { return today.Add(time.Duration(i.moved.Load())) }

func (i *installation) wait(d time.Duration) { i.moved.Add(int64(d)) }

func (i *installation) users() user.Store { return user.Store{Pool: i.pool, Now: i.now} }

func install(t *testing.T) *installation {
	t.Helper()
	i := &installation{pool: dbtest.New(t)}
	server := httptest.NewUnstartedServer(nil)
	i.url = "http://" + server.Listener.Addr().String()
	server.Config.Handler = web.New(web.Config{
		Pool: i.pool, Ready: i.pool.Ping, Logger: slog.New(slog.DiscardHandler), Now: i.now, Location: time.UTC,
		Site: ui.Site{Body: "Ayuntamiento de Prueba", Version: "test"}, Users: i.users(), Sessions: sessions.Config{PublicURL: i.url},
	})
	server.Start()
	t.Cleanup(server.Close)
	return i
}

// code is what the telephone with a secret shows now.
func (i *installation) code(t *testing.T, secret string) string {
	t.Helper()
	code, err := totp.GenerateCode(strings.ReplaceAll(secret, " ", ""), i.now())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// fill types into a field of a form, in place of what it holds.
func (b tab) fill(selector, text string) {
	b.t.Helper()
	eval[bool](b, `(document.querySelector(`+quote(selector)+`).value = "", true)`)
	b.do(chromedp.SendKeys(chromedp.CSS(selector), text))
}

// looked checks a page as it is now, keeps its picture and leaves it as it was. The contrast of what pages are made of is
// looked at where each of them is.
func (b tab) looked(name string, status int) {
	b.t.Helper()
	b.checkPage(name, look{status: status})
	b.keep(name)
	b.checkAxe(name, rulesButContrast)
	eval[bool](b, shutFolds)
}

const passphrase = "lápiz nube cartero verde"

// The first start of an empty installation: from the link on the terminal to the first administrator with a second
// factor, who invites the technician; she loses her telephone, and is barred in the end.
func TestFromAnEmptyInstallationToATechnician(t *testing.T) {
	site := install(t)
	token, err := site.users().SetUpLink(context.Background())
	if err != nil || token == "" {
		t.Fatalf("no set-up link: %v", err)
	}
	admin := open(t, site.url)
	admin.visit("/")
	admin.visit("/enlace/" + token)
	admin.looked("puesta-en-marcha", 0)
	admin.fill("#name", "Ana Prueba")
	admin.fill("#email", "Ana@Ayuntamiento.example")
	admin.fill("#password", "passwordpassword")
	admin.follow(`main form button[type=submit]`)
	admin.wants("a common password", admin.text("main"), "fácil de adivinar")
	admin.looked("puesta-en-marcha-rechazada", 422)
	if kept := eval[string](admin, `document.querySelector("#name").value`); kept != "Ana Prueba" {
		t.Errorf("the name became %q", kept)
	}
	admin.fill("#password", passphrase)
	admin.follow(`main form button[type=submit]`)
	enrolInBrowser(admin, site, "segundo-factor")

	admin.visit("/administracion/personas/nueva")
	admin.fill(`#email`, "tecnica@ayuntamiento.example")
	admin.fill(`#name`, "Berta Prueba")
	eval[bool](admin, `(document.querySelector("input[name=role][value=technician]").checked = true)`)
	admin.looked("invitar", 0)
	admin.follow(`main form button[type=submit]`)
	admin.looked("invitada", 0)
	link := eval[string](admin, `[...document.querySelectorAll("main input")].map(i => i.value).find(v => v.includes("/enlace/"))`)
	if !strings.HasPrefix(link, site.url+"/enlace/") {
		t.Fatalf("the link is %q", link)
	}

	technician := open(t, site.url)
	technician.visit(strings.TrimPrefix(link, site.url))
	technician.looked("invitacion", 0)
	technician.fill("#password", "tortuga mesa faro lluvia")
	technician.follow(`main form button[type=submit]`)
	codes := enrolInBrowser(technician, site, "segundo-factor-tecnica")
	technician.visit(strings.TrimPrefix(link, site.url))
	technician.waitFor(`location.pathname === "/"`)
	other := open(t, site.url)
	other.visit(strings.TrimPrefix(link, site.url))
	other.wants("a link works once", other.text("main"), "Este enlace no sirve")
	other.looked("enlace-usado", 404)

	lostTelephone(technician, codes[0])

	disable(admin, "tecnica@ayuntamiento.example")
	technician.visit("/cuenta")
	technician.waitFor(`location.pathname === "/entrar"`)
}

// enrolInBrowser sets the second factor up, with a wrong code first, and returns the recovery codes.
func enrolInBrowser(b tab, site *installation, name string) []string {
	b.t.Helper()
	b.waitFor(`location.pathname === "/entrar/segundo-factor"`)
	b.looked(name, 0)
	b.fill("#code", "000000")
	b.follow(`main form button[type=submit]`)
	b.wants("a wrong first code", b.text("main"), "Este código no es correcto")
	b.looked(name+"-mal", 422)
	secret := b.text(".secret")
	b.fill("#code", site.code(b.t, secret))
	b.follow(`main form button[type=submit]`)
	b.looked(name+"-codigos", 0)
	codes := eval[[]string](b, `[...document.querySelectorAll(".recovery code")].map(c => c.innerText)`)
	if len(codes) != user.RecoveryCodes {
		b.t.Fatalf("%d recovery codes", len(codes))
	}
	b.follow(`main a.button`)
	b.waitFor(`location.pathname === "/"`)
	site.wait(time.Minute)
	return codes
}

// lostTelephone goes out and in again with a recovery code, after a wrong password and a wrong code.
func lostTelephone(b tab, recovery string) {
	b.t.Helper()
	b.visit("/cuenta")
	b.click("details.session summary")
	b.keep("menu-persona")
	b.follow("details.session form button")
	b.wants("after going out", b.text("main"), "Ha salido")
	b.fill("#email", "tecnica@ayuntamiento.example")
	b.fill("#password", "no es esta contraseña")
	b.follow(`main form button[type=submit]`)
	b.looked("entrar-rechazada", 422)
	b.fill("#password", "tortuga mesa faro lluvia")
	b.follow(`main form button[type=submit]`)
	b.waitFor(`location.pathname === "/entrar/codigo"`)
	b.looked("codigo", 0)
	b.fill("#code", "123456")
	b.follow(`main form button[type=submit]`)
	b.looked("codigo-mal", 422)
	b.fill("#code", strings.ToUpper(recovery))
	b.follow(`main form button[type=submit]`)
	b.waitFor(`location.pathname === "/"`)
	b.visit("/cuenta/segundo-factor")
	b.wants("one code less", b.text("main"), "9 códigos")
	b.looked("cuenta-segundo-factor", 0)
}

// disable bars a person on the pages of the administrator.
func disable(b tab, email string) {
	b.t.Helper()
	b.visit("/administracion/personas?texto=" + email)
	b.follow(`main tbody a[href^="/administracion/personas/"]`)
	b.looked("persona", 0)
	eval[bool](b, `(document.querySelector("form[action$='/baja']").closest("details").open = true)`)
	b.follow(`form[action$='/baja'] button[type=submit]`)
	b.looked("persona-desactivada", 0)
}

// Whoever was sent to the sign-in by a page comes back to it, with and without scripts.
func TestTheSignInComesBackToThePage(t *testing.T) {
	for _, scripts := range []bool{true, false} {
		b := open(t, serve(t))
		b.scripts(scripts)
		b.visit("/cuenta/sesiones?x=1")
		b.fill("#email", "tecnica@demo.example")
		b.fill("#password", "hito-demo-2022")
		b.follow(`main form[aria-label="Entrar"] button[type=submit]`)
		if got := eval[string](b, `location.pathname + location.search`); got != "/cuenta/sesiones?x=1" {
			t.Errorf("the sign-in leads to %s", got)
		}
	}
}

// signIn signs in as the demo's person of a role, on the page as anybody does.
func (b tab) signIn(role access.Role) {
	b.t.Helper()
	b.visit("/entrar")
	b.follow(`.demo-accounts form:has(input[value="` + demoAccounts[role] + `"]) button`)
	b.wants("the person", b.text(".session"), "(demostración)")
}

var demoAccounts = map[access.Role]string{
	access.Admin: "administracion@demo.example", access.Technician: "tecnica@demo.example",
	access.Director: "direccion@demo.example", access.Staff: "personal@demo.example",
}
