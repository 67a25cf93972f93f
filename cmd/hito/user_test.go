package main

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"hito/internal/db/dbtest"
)

var printedLink = regexp.MustCompile(`https://hito\.example/enlace/([A-Z2-7]{26})`)

// An empty installation prints a link for its first administrator, once it has one no more; commands about people
// work beside the server that runs.
func TestSecurity03TheFirstAdministratorComesFromTheTerminal(t *testing.T) {
	data := dbtest.Folder(t)
	first := startWith(t, "--data", data)
	if len(first.setUp) != 26 {
		t.Fatalf("no set-up link was printed: %q", first.setUp)
	}
	if code, _ := first.get(t, "/enlace/"+first.setUp); code != http.StatusOK {
		t.Errorf("the set-up link answers %d", code)
	}
	if _, page := first.get(t, "/entrar"); strings.Contains(page, "hito-demo-2022") {
		t.Error("an installation that is no demo shows the demo's accounts")
	}
	for _, line := range [][]string{
		{"add", "ana@ayuntamiento.example", "--name", "Ana Prueba", "--role", "admin"},
		{"add", "berta@ayuntamiento.example", "--name", "Berta Prueba", "--role", "staff"},
	} {
		args := append(append([]string{"user"}, line...), "--data", data, "--public-url", "https://hito.example/")
		code, text := outcome(t, args...)
		link := printedLink.FindStringSubmatch(text)
		if code != 0 || link == nil {
			t.Fatalf("hito %v: exit code %d, %s", args, code, text)
		}
		if status, _ := first.get(t, "/enlace/"+link[1]); status != http.StatusOK {
			t.Errorf("the link that %v prints answers %d", line, status)
		}
	}
	if code, _ := first.get(t, "/enlace/"+first.setUp); code != http.StatusNotFound {
		// The link stands, but nobody becomes an administrator by it any more: answering it is refused.
		answer, err := postForm(t, http.DefaultClient, first.url+"/enlace/"+first.setUp, url.Values{
			"name": {"Intrusa"}, "email": {"intrusa@example.org"}, "password": {"lápiz nube cartero verde"},
		})
		if err != nil || answer != http.StatusNotFound {
			t.Errorf("the set-up link makes a second first administrator: %d, %v", answer, err)
		}
	}
	manage(t, data)
	if code := first.stop(t, syscall.SIGTERM); code != 0 {
		t.Errorf("SIGTERM: exit code %d: %s", code, first.out)
	}
	if again := startWith(t, "--data", data); again.setUp != "" {
		t.Error("a set-up link is printed where there is an administrator")
	}
}

// manage goes through the commands about people, on a database that a server uses meanwhile.
func manage(t *testing.T, data string) {
	t.Helper()
	for _, c := range []struct {
		line string
		code int
		says string
	}{
		{"user list", 0, "berta@ayuntamiento.example"},
		{"user role berta@ayuntamiento.example technician", 0, "papel technician"},
		{"user disable Berta@Ayuntamiento.example", 0, "ya no puede entrar"},
		{"user list", 0, "desactivada"},
		{"user enable berta@ayuntamiento.example", 0, "puede entrar de nuevo"},
		{"user reset berta@ayuntamiento.example --second-factor", 0, "/enlace/"},
		{"user disable ana@ayuntamiento.example", 1, "única persona que administra"},
		{"user role ana@ayuntamiento.example staff", 1, "única persona que administra"},
		{"user disable nadie@ayuntamiento.example", 1, "no hay ninguna persona"},
		{"user disable nadie", 2, "correo"},
		{"user add berta@ayuntamiento.example --name B --role staff", 2, "Ya hay una persona"},
		{"user add c@ayuntamiento.example --name C --role staff --unit Nada", 2, "unidad"},
		{"user add c@ayuntamiento.example --name C --role jefa", 2, "--role"},
		{"audit verify", 0, "está entera"},
		{"audit verify --head 1:00", 2, "cabecera"},
	} {
		code, text := outcome(t, append(strings.Fields(c.line), "--data", data)...)
		if code != c.code || !strings.Contains(text, c.says) {
			t.Errorf("hito %s: exit code %d and %q; want %d and something with %q", c.line, code, text, c.code, c.says)
		}
	}
}

func postForm(t *testing.T, client *http.Client, address string, fields url.Values) (int, error) {
	t.Helper()
	fields.Set("clave_envio", strings.Repeat("A", 26))
	request, err := http.NewRequest(http.MethodPost, address, strings.NewReader(fields.Encode()))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	return answer.StatusCode, nil
}

// Every account of the demo signs in, each to what its role may do.
func TestTheDemosAccountsSignIn(t *testing.T) {
	demo := start(t, dbtest.Folder(t))
	for account, want := range map[string]int{"administracion": 200, "tecnica": 403, "direccion": 403, "personal": 403} {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		client := &http.Client{Jar: jar}
		status, err := postForm(t, client, demo.url+"/entrar", url.Values{"email": {account + "@demo.example"}, "password": {"hito-demo-2022"}, "volver": {"/cuenta"}})
		if err != nil || status != http.StatusOK {
			t.Errorf("%s signs in with %d, %v", account, status, err)
		}
		answer, err := client.Get(demo.url + "/administracion")
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("%s at /administracion: %d, want %d", account, answer.StatusCode, want)
		}
	}
}

func TestWrongAccountSettingsAreSentences(t *testing.T) {
	const address = " --public-url=https://hito.example"
	for flags, says := range map[string]string{
		"--public-url=hito.example": "--public-url", "--public-url=https://hito.example/app": "--public-url", "--public-url=https://a:b@hito.example": "--public-url",
		"--proxies=proxy.example": "--proxies", "--identity=/nonexistent" + address: "--identity", "--smtp=mail.example" + address: "--smtp",
		"--smtp=smtp://mail.example" + address: "--smtp", "--identity=/nonexistent": "falta --public-url", "--smtp=smtp://mail.example": "falta --public-url",
	} {
		args := append([]string{"serve", "--addr", "127.0.0.1:0", "--data", t.TempDir() + "/data"}, strings.Fields(flags)...)
		if code, text := outcome(t, args...); code != 2 || !strings.Contains(text, says) {
			t.Errorf("%s: exit code %d and %q", flags, code, text)
		}
	}
}

func TestProxiesAreAddressesOrNetworks(t *testing.T) {
	for text, want := range map[string]string{
		"127.0.0.1": "127.0.0.1/32", "10.0.0.0/8": "10.0.0.0/8", "::1": "::1/128",
	} {
		list, err := accountFlags{Proxies: []string{text}}.networks()
		if err != nil || len(list) != 1 || list[0].String() != want {
			t.Errorf("%q: %v, %v; want %s", text, list, err, want)
		}
	}
	for _, text := range []string{"proxy.example", "10.0.0.0/33", "10.0.0", "fe80::1%eth0/64"} {
		if list, err := (accountFlags{Proxies: []string{text}}).networks(); err == nil {
			t.Errorf("%q is taken for %v", text, list)
		}
	}
}
