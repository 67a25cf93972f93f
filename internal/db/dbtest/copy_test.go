package dbtest

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"golang.org/x/sync/errgroup"
)

// sleeper starts this binary anew; it comes back once the binary has a server running.
func sleeper(t *testing.T, env ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(append(os.Environ(), childSleeps+"=1"), env...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		quietly(cmd.Process.Kill)
		quietly(cmd.Wait)
	})
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "ready\n" {
		t.Fatalf("the child says %q, error %v", line, err)
	}
	return cmd
}

// copiesOf returns the folders that a process made.
func copiesOf(t *testing.T, pid string) []string {
	t.Helper()
	var all []string
	for _, parent := range []string{"/dev/shm", os.TempDir()} {
		found, err := filepath.Glob(filepath.Join(parent, "hito-dbtest-*", "copy-"+pid+"-*"))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found...)
	}
	return all
}

func TestOnlyTheCopiesOfKilledRunsAreRemoved(t *testing.T) {
	child := sleeper(t)
	pid := strconv.Itoa(child.Process.Pid)
	copies := copiesOf(t, pid)
	if len(copies) != 2 { // the folder and its lock
		t.Fatalf("the child has %v", copies)
	}
	removeStale(filepath.Dir(copies[0]))
	if left := copiesOf(t, pid); len(left) != 2 {
		t.Fatalf("of a living run only %v is left", left)
	}
	quietly(child.Process.Kill)
	quietly(child.Wait)
	removeStale(filepath.Dir(copies[0]))
	if left := copiesOf(t, pid); len(left) != 0 {
		t.Errorf("of a killed run %v is left", left)
	}
}

func TestAnOldGoldenClusterIsRemovedUnlessInUse(t *testing.T) {
	base, err := baseIn(os.TempDir(), "/tmp")
	if err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-goldenLife - time.Hour)
	for name, used := range map[string]bool{"golden-test-used": true, "golden-test-old": false} {
		dir := filepath.Join(base, name)
		if err := os.MkdirAll(filepath.Join(dir, "secrets"), 0o711); err != nil {
			t.Fatal(err)
		}
		lock := flock.New(dir + ".lock")
		t.Cleanup(func() {
			if err := errors.Join(os.RemoveAll(dir), os.Remove(dir+".lock")); err != nil {
				t.Error(err)
			}
		})
		if _, err := lock.TryRLock(); err != nil {
			t.Fatal(err)
		}
		if !used {
			quietly(lock.Unlock)
		}
		defer quietly(lock.Unlock)
		if err := os.Chtimes(dir+".lock", old, old); err != nil {
			t.Fatal(err)
		}
		removeStale(base)
		if _, err := os.Stat(dir); (err == nil) != used {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheGoldenClusterIsMadeOnceForAll(t *testing.T) {
	base, err := os.MkdirTemp("", "hito-golden-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { quietly(func() error { return os.RemoveAll(base) }) })
	if err := os.Chmod(base, 0o711); err != nil {
		t.Fatal(err)
	}
	var all errgroup.Group
	for range 3 {
		all.Go(func() error {
			_, lock, err := golden(t.Context(), base)
			if err != nil {
				return err
			}
			return lock.Unlock()
		})
	}
	if err := all.Wait(); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(base)
	if err != nil || len(entries) != 2 {
		t.Errorf("there are %v, error %v", entries, err)
	}
}

func TestAServerThatStandsServesAsWell(t *testing.T) {
	standingURL := current(t).adminURL
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	admin := running.admin
	// What a killed run left goes; what a living one uses stays.
	for _, sql := range []string{"CREATE DATABASE hito_test_1_1_1", "CREATE DATABASE hito_test_2_2_1"} {
		if _, err := admin.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	conn, err := admin.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	if _, err := conn.Exec(t.Context(), "SELECT pg_advisory_lock($1)", lockOf("hito_test_2_2")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // so that the test can be run again
		if _, err := admin.Exec(context.Background(), "DROP DATABASE hito_test_2_2_1"); err != nil {
			t.Error(err)
		}
	})
	cmd := exec.Command(self, "-test.run", "^(TestHundredTestsAreIsolated|TestFreshAndEmpty.*|TestAGrown.*)$", "-test.v")
	cmd.Env = append(os.Environ(), "TEST_DATABASE_URL="+standingURL)
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "PASS: TestHundredTestsAreIsolated/99") {
		t.Fatalf("%v\n%s", err, out)
	}
	var left string
	const ask = "SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database WHERE datname ~ '^hito_test_[0-9]+_[0-9]+_[0-9]+$'"
	if err := admin.QueryRow(t.Context(), ask).Scan(&left); err != nil || left != "hito_test_2_2_1" {
		t.Errorf("there are %s, error %v", left, err)
	}
	if _, err := conn.Exec(t.Context(), "SELECT pg_advisory_unlock_all()"); err != nil {
		t.Fatal(err)
	}
}
