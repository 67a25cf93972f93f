package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"hito/internal/db/dbtest"
)

// runAsHito makes the test binary be the program, so that stories run real processes.
const runAsHito = "HITO_TEST_RUN_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(runAsHito) != "" {
		os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// hito is a command line of the program, with nothing of the tests' own settings.
func hito(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	for _, setting := range os.Environ() {
		if !strings.HasPrefix(setting, "HITO_") && !strings.HasPrefix(setting, "DATABASE_URL=") {
			cmd.Env = append(cmd.Env, setting)
		}
	}
	cmd.Env = append(cmd.Env, runAsHito+"=1")
	return cmd
}

// outcome runs a command line to its end.
func outcome(t *testing.T, args ...string) (code int, text string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	cmd := hito(ctx, args...)
	out, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

func TestHelpExplainsEverySetting(t *testing.T) {
	code, text := outcome(t, "serve", "--help")
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, text)
	}
	for _, want := range []string{
		"Uso:", "--addr", "$HITO_ADDR", "--demo", "--data", "$HITO_DATA", "$DATABASE_URL", "--postgres-bin", "--time-zone",
		"--chromium", "$HITO_CHROMIUM", "--dir3", "$HITO_DIR3", "Muestra esta ayuda",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the help does not mention %q:\n%s", want, text)
		}
	}
	if code, text = outcome(t); code != 0 || !strings.Contains(text, "serve") || !strings.Contains(text, "Órdenes:") {
		t.Errorf("hito alone: exit code %d, %s", code, text)
	}
}

func TestWrongSettingsAreSentences(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	data := filepath.Join(t.TempDir(), "data")
	for _, c := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"a port in use", []string{"serve", "--addr", taken.Addr().String()}, 1, "ya está en uso"},
		{"no address", []string{"serve", "--addr", "nowhere"}, 2, "--addr"},
		{"no such zone", []string{"serve", "--time-zone", "Europe/Montilla"}, 2, "zona horaria"},
		{"no such browser", []string{"serve", "--chromium", "/none/chromium"}, 2, "--chromium"},
		{"no such format", []string{"serve", "--log-format", "xml"}, 2, "log-format"},
		{"no such flag", []string{"serve", "--port", "1"}, 2, "no se entiende"},
		{"no such command", []string{"sirve"}, 2, "no se entiende"},
		{"no server there", []string{"serve", "--addr", "127.0.0.1:0", "--database-url", "postgres://nobody:x@127.0.0.1:1/none"}, 1, "DATABASE_URL"},
		{"no address of a database", []string{"serve", "--addr", "127.0.0.1:0", "--database-url", "nonsense"}, 1, "DATABASE_URL"},
		{"no PostgreSQL there", []string{"serve", "--addr", "127.0.0.1:0", "--postgres-bin", "/nonexistent"}, 1, "PostgreSQL"},
	} {
		args := c.args
		if c.args[0] == "serve" {
			args = append(args, "--data", data)
		}
		code, text := outcome(t, args...)
		if code != c.code || !strings.Contains(text, c.says) {
			t.Errorf("%s: exit code %d and %q; want %d and something with %q", c.name, code, text, c.code, c.says)
		}
		if strings.Contains(text, "goroutine") || strings.Contains(text, "nobody:x") {
			t.Errorf("%s: shows a stack or a password: %q", c.name, text)
		}
		if _, err := os.Stat(data); err == nil {
			t.Errorf("%s: a data folder was made for a start that could not be", c.name)
		}
	}
}

// server is a running demo.
type server struct {
	*exec.Cmd
	url   string
	setUp string // token of the set-up link; blank where none was printed
	out   *bytes.Buffer
}

func start(t *testing.T, data string) *server {
	t.Helper()
	return startWith(t, "--demo", "--data", data)
}

// startWith starts a server with some flags of its own.
func startWith(t *testing.T, flags ...string) *server {
	t.Helper()
	cmd := hito(context.Background(), append([]string{"serve", "--addr", "127.0.0.1:0"}, flags...)...)
	s := &server{Cmd: cmd, out: &bytes.Buffer{}}
	cmd.Stderr = s.out
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if cmd.ProcessState == nil {
			_ = cmd.Process.Signal(syscall.SIGTERM)
			_ = cmd.Wait()
		}
	})
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if _, url, found := strings.Cut(lines.Text(), "Dirección  "); found {
			s.url = strings.TrimSpace(url)
		}
		if _, token, found := strings.Cut(lines.Text(), "/enlace/"); found {
			s.setUp = token
		}
		if strings.Contains(lines.Text(), "Ctrl-C") {
			go func() { _, _ = io.Copy(io.Discard, stdout) }()
			return s
		}
	}
	_ = cmd.Wait()
	t.Fatalf("the server did not come up: %s", s.out)
	return nil
}

func (s *server) get(t *testing.T, path string) (int, string) {
	t.Helper()
	response, err := http.Get(s.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

func (s *server) stop(t *testing.T, signal os.Signal) int {
	t.Helper()
	if err := s.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	_ = s.Wait()
	return s.ProcessState.ExitCode()
}

// dashboard is a page that needs the whole way down to the database.
const dashboardPath = "/planes/i-plan-innovacion-2021-2023/cuadro-de-mando"

// headline is the text of a dashboard's first section; elsewhere a page may name the day it is looked at.
func headline(t *testing.T, page string) string {
	t.Helper()
	document, err := goquery.NewDocumentFromReader(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(document.Find("#progreso").Text()), " ")
}

func TestDemoStartsStopsAndRecovers(t *testing.T) {
	data := dbtest.Folder(t)
	first := start(t, data)
	code, before := first.get(t, dashboardPath)
	if code != http.StatusOK || !strings.Contains(headline(t, before), "64,9") {
		t.Fatalf("the dashboard answers %d without the published progress", code)
	}
	if code, text := outcome(t, "health", "--addr", strings.TrimPrefix(first.url, "http://")); code != 0 {
		t.Errorf("health: exit code %d, %s", code, text)
	}
	if code, text := outcome(t, "serve", "--addr", "127.0.0.1:0", "--data", data); code != 1 || !strings.Contains(text, "Otro Hito") {
		t.Errorf("a second instance: exit code %d, %s", code, text)
	}
	if code := first.stop(t, syscall.SIGTERM); code != 0 {
		t.Errorf("SIGTERM: exit code %d: %s", code, first.out)
	}
	if code, text := outcome(t, "serve", "--addr", "127.0.0.1:0", "--data", data); code != 1 || !strings.Contains(text, "--demo") {
		t.Errorf("a demo served as real: exit code %d, %s", code, text)
	}

	second := start(t, data)
	second.stop(t, syscall.SIGKILL)
	third := start(t, data)
	if code, after := third.get(t, dashboardPath); code != http.StatusOK || headline(t, after) != headline(t, before) {
		t.Errorf("after kill -9 the dashboard answers %d with %q, before with %q", code, headline(t, after), headline(t, before))
	}
	if code := third.stop(t, os.Interrupt); code != 0 {
		t.Errorf("Ctrl-C: exit code %d: %s", code, third.out)
	}
}

func TestASignalDuringTheFirstStartStopsWithoutAnError(t *testing.T) {
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		data := filepath.Join(dbtest.Folder(t), "data")
		cmd := hito(ctx, "serve", "--demo", "--addr", "127.0.0.1:0", "--data", data)
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for _, err := os.Stat(data); err != nil && ctx.Err() == nil; _, err = os.Stat(data) {
			time.Sleep(time.Millisecond)
		}
		if err := cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil || out.String() != "hito: detenido antes de arrancar\n" {
			t.Errorf("%v: %v and %q", signal, err, out.String())
		}
		if left, _ := filepath.Glob(filepath.Join(data, "*.new-*")); len(left) > 0 {
			t.Errorf("%v leaves %v", signal, left)
		}
		cancel()
	}
}

func TestEmptySettingsAreAsIfUnset(t *testing.T) {
	for _, name := range []string{
		"DATABASE_URL", "HITO_BODY", "HITO_CONTACT_FORM", "HITO_CONTACT_EMAIL", "HITO_CONTACT_PHONE",
		"HITO_CONTACT_OFFICE", "HITO_APPEAL", "HITO_TIME_ZONE",
	} {
		t.Setenv(name, "")
	}
	text := &strings.Builder{}
	code := run([]string{"serve", "--addr", "127.0.0.1:0", "--postgres-bin", "/nonexistent", "--data", filepath.Join(t.TempDir(), "data")}, io.Discard, text)
	if code != 1 || !strings.Contains(text.String(), "/nonexistent") {
		t.Errorf("exit code %d and %q; want to be told of the folder alone", code, text)
	}
}

func TestAnEmptyTimeZoneIsTheDefault(t *testing.T) {
	for name, want := range map[string]string{"": "Europe/Madrid", "Atlantic/Canary": "Atlantic/Canary", "UTC": "UTC"} {
		if location, err := (serveCommand{TimeZone: name}).location(); err != nil || location.String() != want {
			t.Errorf("%q gives %v, error %v; want %s", name, location, err, want)
		}
	}
}
