package cluster

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

func TestColdStartMakesASafeCluster(t *testing.T) {
	dir := filepath.Join(scratchIn(t, os.TempDir()), "made", "for", "it") // on a disk, with all its delays
	began := time.Now()
	c := mustStart(t, dir)
	t.Log("cold start:", time.Since(began))
	began = time.Now()
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	t.Log("stop:", time.Since(began))
	began = time.Now()
	c = mustStart(t, dir)
	t.Log("warm start:", time.Since(began))
	conn := mustConnect(t, c)
	for setting, want := range map[string]string{
		"data_checksums": "on", "fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "server_encoding": "UTF8",
		"lc_collate": "C", "listen_addresses": "", "unix_socket_directories": `"` + filepath.Join(dir, "run") + `"`,
		"password_encryption": "scram-sha-256", "jit": "off", "TimeZone": "UTC", "shared_buffers": "32MB", "max_connections": "40",
	} {
		if setting == "lc_collate" {
			if got := ask[string](t, conn, "SELECT datcollate FROM pg_database WHERE datname = 'template1'"); got != want {
				t.Errorf("the collation is %q, want %q", got, want)
			}
			continue
		}
		if got := ask[string](t, conn, "SELECT current_setting('"+setting+"')"); got != want {
			t.Errorf("%s is %q, want %q", setting, got, want)
		}
	}
	for path, want := range map[string]os.FileMode{c.place.secret(): 0o600, filepath.Dir(c.place.secret()): 0o700, c.Dir(): 0o700, c.socket: 0o700, c.place.log(): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: mode %v, error %v, want %v", path, info.Mode().Perm(), err, want)
		}
	}
	if group, err := syscall.Getpgid(c.pidOf()); err != nil || group == syscall.Getpgrp() {
		t.Errorf("the server is in Hito's process group, error %v: Ctrl-C would reach it", err)
	}
}

func TestWarmStartFindsTheData(t *testing.T) {
	dir := dataFolder(t)
	c := mustStart(t, dir)
	if err := insert(t.Context(), mustConnect(t, c), 1); err != nil {
		t.Fatal(err)
	}
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	c = mustStart(t, dir)
	expectAcknowledged(t, mustConnect(t, c), 1)
}

// Whatever versions are installed, each makes a cluster and finds it again.
func TestEveryInstalledVersionServes(t *testing.T) {
	as, err := chooseUser("")
	if err != nil {
		t.Fatal(err)
	}
	served := map[int]bool{}
	for folder := range folders(t.Context(), "", "") {
		found, err := examineOnce(t.Context(), folder, as)
		if err != nil || served[found.major] {
			continue
		}
		served[found.major] = true
		dir := filepath.Join(scratch(t), "data")
		for range 2 {
			c, err := Start(t.Context(), Config{Dir: dir, BinDir: folder})
			if err != nil {
				t.Fatal(err)
			}
			if got := ask[int](t, mustConnect(t, c), "SELECT current_setting('server_version_num')::int / 10000"); got != found.major {
				t.Errorf("%s serves version %d", folder, got)
			}
			if err := c.Stop(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(served) == 0 {
		t.Fatal(noBinaries("", nil))
	}
}

func TestStopIsClean(t *testing.T) {
	dir := dataFolder(t)
	c := mustStart(t, dir)
	pid := c.pidOf()
	mustConnect(t, c) // an open session does not hold the stop up
	for range 2 {     // the second does no harm
		if err := c.Stop(); err != nil {
			t.Fatal(err)
		}
	}
	if !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		t.Error("the server is still there")
	}
	c = mustStart(t, dir)
	if text, err := os.ReadFile(c.place.log()); err != nil || strings.Contains(string(text), "not properly shut down") {
		t.Errorf("the next start had to recover, error %v:\n%s", err, text)
	}
}

func TestOnlyThePasswordOpensTheServer(t *testing.T) {
	c := mustStart(t, dataFolder(t))
	var pg *pgconn.PgError
	for _, url := range []string{
		strings.Replace(c.URL("postgres"), c.password, "guess", 1),
		strings.Replace(c.URL("postgres"), ":"+c.password, "", 1),
		strings.Replace(c.URL("postgres"), adminRole+":"+c.password, "postgres", 1),
	} {
		if _, err := pgx.Connect(t.Context(), url); err == nil || errors.As(err, &pg) && pg.Code != "28P01" {
			t.Errorf("%s: got %v", url, err)
		}
	}
}

func TestSecondInstanceIsRefused(t *testing.T) {
	dir := dataFolder(t)
	c := mustStart(t, dir)
	_, err := Start(t.Context(), in(dir))
	expectProblem(t, err, "Otro Hito (proceso ", ") está usando la carpeta de datos "+dir, "deténgalo")
	if n := ask[int](t, mustConnect(t, c), "SELECT 1"); n != 1 {
		t.Error("the first one is disturbed")
	}
}

func TestStartEndsWithItsContext(t *testing.T) {
	for _, after := range []time.Duration{0, 100 * time.Millisecond, 300 * time.Millisecond} {
		dir := filepath.Join(scratch(t), "data")
		ctx, cancel := context.WithTimeout(t.Context(), after)
		c, err := Start(ctx, in(dir))
		cancel()
		if err == nil {
			t.Logf("after %v the server was ready already", after)
			if err := c.Stop(); err != nil {
				t.Error(err)
			}
		}
		if left, _ := filepath.Glob(filepath.Join(dir, unfinished+"*")); len(left) > 0 {
			t.Errorf("after %v there are %v", after, left)
		}
		if _, err := os.Stat(filepath.Join(dir, lockName)); err == nil {
			if lock, err := lockFolder(dir); err != nil || lock.Unlock() != nil {
				t.Errorf("after %v the folder is still locked: %v", after, err)
			}
		}
	}
}

func TestLostSecretsAreMadeAnew(t *testing.T) {
	dir := dataFolder(t)
	if err := os.RemoveAll(filepath.Join(dir, secretsName)); err != nil {
		t.Fatal(err)
	}
	c := mustStart(t, dir)
	mustConnect(t, c)
	if notes := strings.Join(c.Notes(), " "); !strings.Contains(notes, c.place.secret()) {
		t.Errorf("the notes are %q", notes)
	}
}

func TestSecretsOfAnotherClusterAreRefused(t *testing.T) {
	dir := dataFolder(t)
	if err := os.WriteFile(filepath.Join(dir, secretsName, "postgresql"), []byte(strings.Repeat("0", 64)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), in(dir))
	expectProblem(t, err, "no acepta la contraseña guardada en "+filepath.Join(dir, secretsName))
	if pid, _ := processIn(filepath.Join(dir, clusterName, "postmaster.pid")); pid != 0 {
		t.Errorf("a server is left, process %d", pid)
	}
}

func TestLocalSettingsWin(t *testing.T) {
	dir := dataFolder(t)
	if err := os.WriteFile(filepath.Join(dir, clusterName, "local.conf"), []byte("work_mem = 5MB\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := ask[string](t, mustConnect(t, mustStart(t, dir)), "SHOW work_mem"); got != "5MB" {
		t.Errorf("work_mem is %s", got)
	}
}

func TestALongPathGetsItsSocketElsewhere(t *testing.T) {
	dir := filepath.Join(scratch(t), strings.Repeat("carpeta-", 12), strings.Repeat("larga-", 10))
	if err := os.MkdirAll(filepath.Dir(dir), 0o711); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(dataFolder(t), dir); err != nil {
		t.Fatal(err)
	}
	c := mustStart(t, dir)
	mustConnect(t, c)
	if len(socketFile(c.socket)) > longestSocket || strings.HasPrefix(c.socket, dir) {
		t.Errorf("the socket is in %s", c.socket)
	}
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(c.socket); err == nil {
		t.Error("the socket's folder stays behind")
	}
}

func TestStrangePathsWork(t *testing.T) {
	dir := filepath.Join(scratch(t), `Datos, de "Hito" ñ % $x`)
	if err := os.Rename(dataFolder(t), dir); err != nil {
		t.Fatal(err)
	}
	mustConnect(t, mustStart(t, dir))
}

func TestASquattedSocketFolderIsNotUsed(t *testing.T) {
	dir := scratch(t)
	squatted := filepath.Join(dir, "run")
	if err := os.Mkdir(squatted, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(squatted, 0o777); err != nil {
		t.Fatal(err)
	}
	as, err := chooseUser(dir)
	if err != nil {
		t.Fatal(err)
	}
	if why := unusable(squatted, as); !strings.Contains(why, "not a private folder") {
		t.Errorf("an open folder is refused with %q", why)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(squatted, link); err != nil {
		t.Fatal(err)
	}
	if why := unusable(link, as); !strings.Contains(why, "not a private folder") {
		t.Errorf("a link is refused with %q", why)
	}
}
