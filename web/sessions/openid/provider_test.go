package openid

import (
	"bufio"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/gofrs/flock"
)

const (
	source = "testdata/provider"
	back   = "https://hito.example/entrar/cuentas/vuelta" // as server.mjs registers it
	secret = "a secret / with + signs"
)

// issuers are the real providers that the tests share, as server.mjs prints them.
type issuers struct {
	Lean string `json:"lean"` // a person's data on request alone
	Full string `json:"full"` // and in the ID token
}

// shared is what need starts once; blank with the reason in missing where there is no Node.
var (
	folder  string
	shared  issuers
	missing error
)

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	var err error
	folder, err = os.MkdirTemp("", "hito-openid-")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(folder) }()
	if missing = prepare(folder); missing == nil {
		var stop func()
		if shared, stop, missing = start(0); missing == nil {
			defer stop()
		}
	}
	return m.Run()
}

// need skips, or in continuous integration fails, a test where the provider cannot run.
func need(t *testing.T) {
	t.Helper()
	if missing == nil {
		return
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("no OpenID provider: %v", missing)
	}
	t.Skipf("no OpenID provider (run .ci/install node): %v", missing)
}

// prepare makes dir a folder that server.mjs runs in: the packages stay in a cache of their own.
func prepare(dir string) error {
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			return err
		}
	}
	cache, err := packages()
	if err != nil {
		return err
	}
	script, err := os.ReadFile(filepath.Join(source, "server.mjs"))
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "server.mjs"), script, 0o600); err != nil {
		return err
	}
	return os.Symlink(filepath.Join(cache, "node_modules"), filepath.Join(dir, "node_modules"))
}

// packages returns a folder with the node_modules of the lock file, installed at the first use.
func packages() (string, error) {
	lock, err := os.ReadFile(filepath.Join(source, "package-lock.json"))
	if err != nil {
		return "", err
	}
	caches, err := os.UserCacheDir()
	if err != nil {
		caches = os.TempDir()
	}
	dir := filepath.Join(caches, "hito", fmt.Sprintf("openid-provider-%x", sha256.Sum256(lock))[:32])
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	one := flock.New(dir + ".lock")
	if err := one.Lock(); err != nil {
		return "", err
	}
	defer func() { _ = one.Unlock() }()
	done := filepath.Join(dir, "complete")
	if _, err := os.Stat(done); !errors.Is(err, fs.ErrNotExist) {
		return dir, err
	}
	if err := install(dir, lock); err != nil {
		return "", err
	}
	return dir, os.WriteFile(done, nil, 0o600)
}

func install(dir string, lock []byte) error {
	manifest, err := os.ReadFile(filepath.Join(source, "package.json"))
	if err != nil {
		return err
	}
	for name, text := range map[string][]byte{"package.json": manifest, "package-lock.json": lock} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			return err
		}
	}
	cmd := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci: %w: %s", err, out)
	}
	return nil
}

// start runs the providers, "lean" on a port if it is not 0, and returns when they answer.
func start(port int) (issuers, func(), error) {
	cmd := exec.Command("node", "server.mjs", strconv.Itoa(port))
	cmd.Dir = folder
	out, err := cmd.StdoutPipe()
	if err != nil {
		return issuers{}, nil, err
	}
	if err := cmd.Start(); err != nil {
		return issuers{}, nil, err
	}
	stop := func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	var found issuers
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &found)
	}
	if err != nil {
		stop()
		return issuers{}, nil, fmt.Errorf("start the provider: %w", err)
	}
	return found, stop, nil
}

func config(issuer string) Config {
	return Config{Name: "cuentas", Title: "Cuentas", Issuer: issuer, ClientID: "hito", ClientSecret: secret, GroupsClaim: "groups"}
}

// visit signs someone in at the provider as a browser does, and returns what it comes back with.
func visit(t *testing.T, address, person string) url.Values {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	var query url.Values
	browser := &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if r.URL.Host == "hito.example" {
			query = r.URL.Query()
			return http.ErrUseLastResponse
		}
		return nil
	}}
	answer, err := browser.Get(address + "&login_hint=" + person)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if query == nil {
		t.Fatalf("the provider did not send %s back: %s", person, answer.Status)
	}
	return query
}

// begin starts a flow and signs someone in at the provider.
func begin(t *testing.T, p *Provider, person string) (Flow, url.Values) {
	t.Helper()
	address, flow, err := p.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	kept, err := DecodeFlow(flow.Encode())
	if err != nil || kept != flow {
		t.Fatalf("DecodeFlow(%q) = %+v, %v", flow.Encode(), kept, err)
	}
	return kept, visit(t, address, person)
}
