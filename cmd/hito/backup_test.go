package main

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"filippo.io/age"

	"hito/internal/db/dbtest"
	"hito/web/sessions"
)

// A back-up is taken beside the server that runs, encrypted, restored elsewhere and worked with there; what cannot be
// restored says why, and leaves nothing.
func TestBackUpAndRestoreFromTheTerminal(t *testing.T) {
	data, there, folder := dbtest.Folder(t), filepath.Join(dbtest.Folder(t), "data"), t.TempDir()
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	secret := filepath.Join(folder, "clave.txt")
	if err := os.WriteFile(secret, []byte(key.String()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	first := startWith(t, "--demo", "--data", data)
	copied := filepath.Join(folder, "copia.hito")
	steps := []struct {
		line string
		code int
		says string
	}{
		{"backup --demo --data " + data + " --recipient " + key.Recipient().String() + " " + copied, 0, "Copia hecha"},
		{"backup --demo --data " + data + " " + copied, 1, "Ya existe"},
		{"backup --demo --data " + data + " --recipient age1x " + copied + "2", 1, "no es una clave pública"},
		{"backup --data " + there + " " + copied + "2", 2, "no hay ninguna carpeta de datos"},
		{"restore --check " + copied, 1, "está cifrada"},
		{"restore --check --identity " + secret + " " + copied, 0, "está entera"},
		{"restore --demo --data " + there + " " + secret, 1, "no es una copia de seguridad"},
		{"restore --demo --data " + there + " " + copied, 1, "está cifrada"},
		{"restore --demo --data " + data + " --identity " + secret + " " + copied, 1, "está usando la carpeta"},
		{"move --demo --data " + data + " --to-data " + there, 1, "está usando la carpeta"},
		{"move --demo --data " + data, 2, "--to"},
	}
	follow := func() {
		for _, c := range steps {
			code, text := outcome(t, strings.Fields(c.line)...)
			if code != c.code || !strings.Contains(text, c.says) {
				t.Errorf("hito %s: exit code %d and %q, want %d and %q", c.line, code, text, c.code, c.says)
			}
		}
	}
	follow()
	if _, err := os.Stat(there); err == nil {
		t.Error("a restoration that could not be has left a folder")
	}
	if code := first.stop(t, syscall.SIGTERM); code != 0 {
		t.Errorf("exit code %d", code)
	}
	steps = steps[:0]
	steps = append(steps, struct {
		line string
		code int
		says string
	}{"restore --demo --data " + there + " --identity " + secret + " " + copied, 0, "Restaurada y comprobada"})
	follow()
	signIn(t, startWith(t, "--demo", "--data", there))
}

// signIn does so as an account of the demo, and sees a page that only those who are signed in see.
func signIn(t *testing.T, s *server) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	status, err := postForm(t, client, s.url+"/entrar", url.Values{"email": {"personal@demo.example"}, "password": {sessions.DemoPassword}})
	if err != nil || status != http.StatusOK {
		t.Fatalf("signing in answers %d, %v", status, err)
	}
	answer, err := client.Get(s.url + "/cuenta")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK || answer.Request.URL.Path != "/cuenta" {
		t.Errorf("/cuenta answers %d at %s", answer.StatusCode, answer.Request.URL)
	}
}
