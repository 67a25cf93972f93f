package main

import (
	"crypto/x509"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hito/internal/backup"
	"hito/internal/checkup"
	"hito/internal/mail/mailtest"
	"hito/web/sessions/directory/directorytest"
	"hito/web/sessions/openid/openidtest"
)

func TestDoctorTellsRoomAndCertificates(t *testing.T) {
	for free, want := range map[uint64]checkup.Level{10 << 20: checkup.Wrong, 1 << 30: checkup.Mind, 50 << 30: checkup.Well} {
		if got := room("Disco", "/", free).Level; got != want {
			t.Errorf("with %d bytes free: %s, want %s", free, got, want)
		}
	}
	if got := disk("Disco", "/nowhere/at/all").Level; got != checkup.Wrong {
		t.Errorf("a folder that is not there: %s", got)
	}
	if got := dataFolder(filepath.Join(t.TempDir(), "a", "b")); strings.HasSuffix(got, "a") {
		t.Errorf("the disk of a folder that is not there yet is looked for at %s", got)
	}
	now := time.Now()
	for days, want := range map[int]checkup.Level{5: checkup.Mind, 60: checkup.Well} {
		if got := validity("", now.AddDate(0, 0, days), now).Level; got != want {
			t.Errorf("with %d days left: %s, want %s", days, got, want)
		}
	}
}

func TestDoctorLooksAtBackups(t *testing.T) {
	now, empty, damaged := time.Now(), t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(damaged, backup.FileName(now)), []byte("nothing"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, dir string
		at        time.Time
		want      checkup.Level
		says      string
	}{
		{"no folder", "", now, checkup.Mind, "--backup-dir"},
		{"none", empty, now, checkup.Wrong, "No hay ninguna"},
		{"a damaged one", damaged, now, checkup.Wrong, "no vale"},
		{"an old one", damaged, now.Add(72 * time.Hour), checkup.Wrong, "72 horas"},
	} {
		got := doctorCommand{scheduleFlags: scheduleFlags{BackupDir: c.dir}}.backups(t.Context(), c.at)
		if got.Level != c.want || !strings.Contains(got.Text, c.says) || got.Do == "" {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

func TestDoctorAsksOtherServers(t *testing.T) {
	site := httptest.NewTLSServer(http.NotFoundHandler())
	defer site.Close()
	u, err := url.Parse(site.URL)
	if err != nil {
		t.Fatal(err)
	}
	trusted := x509.NewCertPool()
	trusted.AddCert(site.Certificate())
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	for _, c := range []struct {
		url   string
		roots *x509.CertPool
		want  checkup.Level
	}{
		{"", nil, checkup.Mind}, {"http://hito.example", nil, checkup.Mind}, {"https:", nil, checkup.Wrong},
		{"https://" + closed.Addr().String(), nil, checkup.Wrong}, {"https://" + u.Host, nil, checkup.Wrong}, {"https://" + u.Host, trusted, checkup.Well},
	} {
		command := doctorCommand{accountFlags: accountFlags{publicFlags: publicFlags{PublicURL: c.url}}}
		if got := command.public(t.Context(), c.roots); got.Level != c.want {
			t.Errorf("%q: %+v, want %s", c.url, got, c.want)
		}
	}
	mails := map[string]checkup.Level{"": checkup.Mind, "nonsense": checkup.Wrong, "smtp://" + closed.Addr().String(): checkup.Wrong}
	for server, want := range mails {
		if got := (doctorCommand{accountFlags: accountFlags{SMTP: server, MailFrom: "hito@example.org"}}).mail(t.Context()); got.Level != want {
			t.Errorf("mail by %q: %+v, want %s", server, got, want)
		}
	}
	if got := browser(t.Context(), "/none/chromium"); got.Level != checkup.Mind {
		t.Errorf("no browser: %+v", got)
	}
	if got := browser(t.Context(), "false"); got.Level != checkup.Wrong {
		t.Errorf("a browser that does not run: %+v", got)
	}
}

func TestDoctorAsksProviders(t *testing.T) {
	file := filepath.Join(t.TempDir(), "identity.json")
	for text, want := range map[string]string{
		`{"openid":[{"name":"casa","title":"La casa","issuer":"http://127.0.0.1:1","client_id":"hito"}]}`: "No responde",
		`{"ldap":[{"name":"casa","title":"La casa","url":"ldap://127.0.0.1:1","base_dn":"dc=example"}]}`:  "No responde",
		`{`: "identity",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		found := doctorCommand{accountFlags: accountFlags{Identity: file}}.providers(t.Context())
		if len(found) != 1 || found[0].Level != checkup.Wrong || !strings.Contains(found[0].Text+found[0].Do, want) {
			t.Errorf("%s: %+v", text, found)
		}
	}
	if found := (doctorCommand{}).providers(t.Context()); found != nil {
		t.Errorf("without providers: %+v", found)
	}
}

// What works is found to work: a real directory, a real provider, and a server for e-mails, of which no more is told than is so.
func TestDoctorFindsServersThatWork(t *testing.T) {
	provider, ldap := openidtest.Start(t, "http://127.0.0.1/entrar/con/casa/respuesta"), directorytest.Start(t)
	text := fmt.Sprintf(`{
		"openid": [{"name": "casa", "title": "La casa", "issuer": %q, "client_id": %q, "client_secret": %q}],
		"ldap": [{"name": "red", "title": "La red", "url": "ldap://%s", "bind_dn": %q, "bind_password": %q, "base_dn": %q}]}`,
		provider.Lean, openidtest.ClientID, openidtest.ClientSecret,
		ldap.Plain, directorytest.Reader, directorytest.Password("reader"), directorytest.Base)
	file := filepath.Join(t.TempDir(), "identity.json")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	flags := accountFlags{publicFlags: publicFlags{PublicURL: "http://127.0.0.1"}, Identity: file}
	found := doctorCommand{accountFlags: flags}.providers(t.Context())
	for _, f := range found {
		if f.Level != checkup.Well {
			t.Errorf("%+v", f)
		}
	}
	if len(found) != 2 {
		t.Errorf("%d providers are found", len(found))
	}
	for want, behave := range map[string]mailtest.Behaviour{
		"El servidor responde, no cifra (es este mismo equipo) y no se le ha dado ninguna cuenta. No se ha enviado nada.": {},
		"El servidor responde, cifra y admite la cuenta. No se ha enviado nada.":                                          {StartTLS: true, User: "hito", Password: "x"},
	} {
		address := mailtest.Start(t, behave).Address()
		flags := accountFlags{SMTP: "smtp://" + address, MailFrom: "hito@example.org"}
		if behave.User != "" {
			flags.SMTP, flags.SMTPPassword = "smtp://"+behave.User+"@"+address, behave.Password
		}
		if got := (doctorCommand{accountFlags: flags}).mail(t.Context()); got.Level != checkup.Well || got.Text != want {
			t.Errorf("got %+v, want %q", got, want)
		}
	}
}

func TestDoctorFailsWhenSomethingIsWrong(t *testing.T) {
	code, text := outcome(t, "doctor", "--database-url", "postgres://nobody:x@127.0.0.1:1/none", "--json")
	from, to := strings.Index(text, "["), strings.LastIndex(text, "]")
	var found []checkup.Finding
	if code != 1 || from < 0 || json.Unmarshal([]byte(text[from:to+1]), &found) != nil {
		t.Fatalf("exit code %d: %s", code, text)
	}
	if len(found) < 6 || found[1].Level != checkup.Wrong || !strings.Contains(found[1].Text, "DATABASE_URL") {
		t.Errorf("found %+v", found)
	}
	if strings.Contains(text, "nobody:x") {
		t.Errorf("a password is shown: %s", text)
	}
}

func TestDoctorMakesNoData(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	found := doctorCommand{databaseFlags: databaseFlags{Data: data}}.database(t.Context())
	if len(found) != 1 || found[0].Level != checkup.Wrong || !strings.Contains(found[0].Text, "No hay datos") {
		t.Errorf("found %+v", found)
	}
	if _, err := os.Stat(data); err == nil {
		t.Error("looking made a data folder")
	}
}

func TestThePrivateListenerStaysPrivate(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", ":0", "203.0.113.5:9090", "nonsense"} {
		if listener, err := listenPrivately(t.Context(), addr); err == nil {
			listener.Close()
			t.Errorf("%s is listened at", addr)
		}
	}
	listener, err := listenPrivately(t.Context(), "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
}
