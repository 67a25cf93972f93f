package cluster

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// listing writes down all that is in a folder, so that any change shows.
func listing(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			fmt.Fprintln(&all, path, info.Mode(), info.Size(), info.ModTime().UnixNano(), ownerOf(info))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// refused checks that Start answers with the words and leaves the folder as it is.
func refused(t *testing.T, cfg Config, words ...string) {
	t.Helper()
	before := listing(t, filepath.Dir(cfg.Dir))
	c, err := Start(t.Context(), cfg)
	if err == nil {
		t.Fatal("started", c.Stop())
	}
	expectProblem(t, err, words...)
	if after := listing(t, filepath.Dir(cfg.Dir)); after != before {
		t.Errorf("the folder has changed from\n%s\nto\n%s", before, after)
	}
}

func TestAClusterOfAnotherVersionIsRefused(t *testing.T) {
	dir := dataFolder(t)
	for _, major := range []string{"9", "14", "99"} {
		if err := os.WriteFile(filepath.Join(dir, clusterName, "PG_VERSION"), []byte(major+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		refused(t, in(dir), "son de PostgreSQL "+major, "postgresql-"+major, "--data", "no se ha tocado nada")
	}
}

func TestAFolderThatIsNotHitosIsRefused(t *testing.T) {
	for name, path := range map[string]string{"other files": "tesis.odt", "a cluster of its own": "PG_VERSION"} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(scratch(t), "data")
			if err := os.MkdirAll(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, path), []byte("15\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			refused(t, in(dir), "no es de Hito", path, "--data")
		})
	}
}

func TestAnIncompleteClusterIsRefused(t *testing.T) {
	for _, part := range []string{"global/pg_control", "PG_VERSION", "pg_wal"} {
		dir := dataFolder(t)
		if err := os.RemoveAll(filepath.Join(dir, clusterName, part)); err != nil {
			t.Fatal(err)
		}
		refused(t, in(dir), "no es un clúster de PostgreSQL completo", part)
	}
}

func TestAVersionThatIsNoNumberIsRefused(t *testing.T) {
	dir := dataFolder(t)
	if err := os.WriteFile(filepath.Join(dir, clusterName, "PG_VERSION"), []byte("quince\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	refused(t, in(dir), "no reconoce")
}

func TestWithoutProgramsNothingIsMade(t *testing.T) {
	dir := filepath.Join(scratch(t), "data")
	refused(t, Config{Dir: dir, BinDir: t.TempDir()}, "indicada con --postgres-bin")

	keep := distributionFolders
	distributionFolders = nil
	t.Cleanup(func() { distributionFolders = keep })
	t.Setenv("PATH", t.TempDir())
	refused(t, Config{Dir: dir, CacheBin: t.TempDir()}, "apt-get install postgresql", "DATABASE_URL")
}

func TestProgramsThatMakeFetchedAreFoundFromEverywhereInTheModule(t *testing.T) {
	root := t.TempDir()
	deep := filepath.Join(root, "internal", "deep")
	if err := os.MkdirAll(deep, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Chdir(deep)
	here, err := os.Getwd() // without symbolic links
	if err != nil {
		t.Fatal(err)
	}
	if got := fromCache(""); len(got) != 1 || got[0] != filepath.Join(here, CacheBin) {
		t.Errorf("outside a module: %v", got)
	}
	if err := os.WriteFile(filepath.Join(root, "go.mod"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if got := fromCache(""); len(got) != 2 || got[1] != filepath.Join(filepath.Dir(filepath.Dir(here)), CacheBin) {
		t.Errorf("inside a module: %v", got)
	}
	if got := fromCache("/opt/pg/bin"); len(got) != 1 || got[0] != "/opt/pg/bin" {
		t.Errorf("with a setting: %v", got)
	}
}

// programs makes a folder of scripts that stand in for PostgreSQL's programs.
func programs(t *testing.T, initdb, postgres string) string {
	t.Helper()
	dir := filepath.Join(scratch(t), "bin")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string]string{"initdb": initdb, "postgres": postgres} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+body+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// saying answers to --version, and to anything else with a complaint.
func saying(program, version, complaint string) string {
	return fmt.Sprintf(`case "$1" in --version) echo "%s (PostgreSQL) %s";; *) echo "%s" >&2; exit 1;; esac`, program, version, complaint)
}

func TestProgramsMustAgree(t *testing.T) {
	for name, c := range map[string]struct{ initdb, postgres, reason string }{
		"two versions": {saying("initdb", "16.1", ""), saying("postgres", "15.4", ""), "postgres is 15.4 but initdb is 16.1"},
		"too old":      {saying("initdb", "14.9", ""), saying("postgres", "14.9", ""), "want 15 or later"},
		"broken":       {"exit 127", saying("postgres", "15.4", ""), "initdb --version"},
		"no version":   {saying("initdb", "15.4", ""), "echo hello", "unexpected answer"},
	} {
		_, err := Start(t.Context(), Config{Dir: filepath.Join(scratch(t), "data"), BinDir: programs(t, c.initdb, c.postgres)})
		expectProblem(t, err, "no funcionan initdb y postgres")
		if !strings.Contains(err.Error(), c.reason) {
			t.Errorf("%s: the reason is not told: %v", name, err)
		}
	}
}

func TestTheFirstProgramsOfTheRightVersionAreUsed(t *testing.T) {
	old := programs(t, saying("initdb", "15.4", ""), saying("postgres", "15.4", ""))
	newer := programs(t, saying("initdb", "17.2", ""), saying("postgres", "17.2", ""))
	keep := distributionFolders
	distributionFolders = []string{newer}
	t.Cleanup(func() { distributionFolders = keep })
	t.Setenv("PATH", old)
	as, err := chooseUser("")
	if err != nil {
		t.Fatal(err)
	}
	for want, dir := range map[int]string{0: old, 15: old, 17: newer} {
		if found, err := discover(t.Context(), "", t.TempDir(), as, want); err != nil || found.dir != dir {
			t.Errorf("for version %d: %v, error %v", want, found, err)
		}
	}
	if _, err := discover(t.Context(), "", t.TempDir(), as, 16); err == nil || !strings.Contains(err.Error(), "15 ("+old+"), 17 (") {
		t.Errorf("for version 16: %v", err)
	}
}

func TestAFullDiskIsToldAsSuch(t *testing.T) {
	const full = "could not write to file: No space left on device"
	for _, complaint := range []string{full, "could not extend file: wrote only 4096 of 8192 bytes at block 19"} {
		dir := filepath.Join(scratch(t), "data")
		_, err := Start(t.Context(), Config{Dir: dir, BinDir: programs(t, saying("initdb", "15.4", complaint), saying("postgres", "15.4", ""))})
		expectProblem(t, err, "No queda espacio en el disco", dir)
	}
	dir := dataFolder(t)
	major, err := os.ReadFile(filepath.Join(dir, clusterName, "PG_VERSION"))
	if err != nil {
		t.Fatal(err)
	}
	version := strings.TrimSpace(string(major)) + ".4"
	_, err = Start(t.Context(), Config{Dir: dir, BinDir: programs(t, saying("initdb", version, ""), saying("postgres", version, full))})
	expectProblem(t, err, "No queda espacio en el disco", dir)
}

func TestAServerThatDoesNotStartSaysWhy(t *testing.T) {
	dir := dataFolder(t)
	if err := os.WriteFile(filepath.Join(dir, clusterName, "local.conf"), []byte("no_such_setting = 1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), in(dir))
	if err == nil || !strings.Contains(err.Error(), "no_such_setting") {
		t.Errorf("got %v", err)
	}
	if lock, err := lockFolder(dir); err != nil || lock.Unlock() != nil {
		t.Errorf("the folder stays locked: %v", err)
	}
}

func TestAFolderOutOfReachIsReplacedByOneThatIsNot(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Log("only root runs PostgreSQL as another user")
		return
	}
	keep := fallbackRoot
	fallbackRoot = filepath.Join(scratch(t), "lib")
	t.Cleanup(func() { fallbackRoot = keep })
	closed := t.TempDir()
	if err := os.Chmod(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(closed, "data")
	for range 2 {
		c := mustStart(t, dir)
		if !strings.HasPrefix(c.Dir(), fallbackRoot) || !strings.Contains(strings.Join(c.Notes(), " "), "los datos están en "+filepath.Dir(c.Dir())) {
			t.Fatalf("the data are in %s, the notes are %q", c.Dir(), c.Notes())
		}
		conn := mustConnect(t, c)
		if _, err := conn.Exec(t.Context(), "CREATE TABLE IF NOT EXISTS stays ()"); err != nil {
			t.Fatal(err)
		}
		if err := conn.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := c.Stop(); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.RemoveAll(fallbackRoot); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), in(dir))
	expectProblem(t, err, "ya no están allí")
}

func TestProgramsOutOfReachAreCopied(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Log("only root runs PostgreSQL as another user")
		return
	}
	keep := fallbackRoot
	fallbackRoot = filepath.Join(scratch(t), "lib")
	t.Cleanup(func() { fallbackRoot = keep })
	closed := filepath.Join(t.TempDir(), "closed")
	open := programs(t, saying("initdb", "15.4", "copied initdb runs"), saying("postgres", "15.4", ""))
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("cp", "-a", open, closed).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	cfg := Config{Dir: filepath.Join(scratch(t), "data"), BinDir: filepath.Join(closed, "bin")}
	_, err := Start(t.Context(), cfg)
	expectProblem(t, err, "no puede entrar en", "chmod o+x") // without "share" beside them they are not whole
	if err := os.Mkdir(filepath.Join(closed, "share"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err = Start(t.Context(), cfg); err == nil || !strings.Contains(err.Error(), "copied initdb runs") {
		t.Errorf("got %v", err)
	}
}

func TestNoPermissionIsToldAsSuch(t *testing.T) {
	dir := filepath.Join("/proc", "hito-data") // nobody, not even root, makes folders here
	_, err := Start(context.Background(), in(dir))
	if err == nil || !strings.Contains(err.Error(), dir) {
		t.Fatalf("got %v", err)
	}
	err = diskProblem(fmt.Errorf("mkdir: %w", fs.ErrPermission), "", "/srv/hito", "make the data folder")
	expectProblem(t, err, "No hay permiso para usar /srv/hito", "--data")
}
