package cluster

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Tests that kill Hito start this test binary again: the child runs a cluster in the folder of the
// environment, inserts numbers for as long as it lives, and prints each one once it is acknowledged.
const childFolder = "HITO_TEST_CHILD_FOLDER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childFolder); dir != "" {
		if err := actAsChild(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	code := m.Run()
	if model.dir != "" {
		removeAll(filepath.Dir(model.dir))
	}
	os.Exit(code)
}

func actAsChild(dir string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	fmt.Println("starting")
	c, err := Start(ctx, in(dir))
	if err != nil {
		return err
	}
	conn, err := pgx.Connect(ctx, c.URL("postgres"))
	if err != nil {
		return err
	}
	var last int
	if err := conn.QueryRow(ctx, "SELECT coalesce(max(n), 0) FROM acknowledged").Scan(&last); err != nil {
		return err
	}
	for i := last + 1; ctx.Err() == nil; i++ {
		if err := insert(ctx, conn, i); err != nil {
			return err
		}
		fmt.Println(i)
	}
	return c.Stop()
}

func insert(ctx context.Context, conn *pgx.Conn, i int) error {
	_, err := conn.Exec(ctx, "INSERT INTO acknowledged VALUES ($1)", i)
	return err
}

// child is a running process of that kind.
type child struct {
	*exec.Cmd
	lines *bufio.Scanner
}

func startChild(t *testing.T, dir string) *child {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := &child{Cmd: exec.Command(self)}
	c.Env = append(os.Environ(), childFolder+"="+dir)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		quietly(c.Process.Kill)
		quietly(c.Wait)
	})
	c.lines = bufio.NewScanner(out)
	return c
}

// next returns the child's next line, "" at the end.
func (c *child) next() string {
	c.lines.Scan()
	return c.lines.Text()
}

// killAfter ends the child by force once it printed so many numbers, and returns the last one it printed.
func (c *child) killAfter(t *testing.T, count int) (last int) {
	t.Helper()
	seen := 0
	for line := c.next(); line != ""; line = c.next() {
		if n, err := strconv.Atoi(line); err == nil {
			last = n
			seen++
		}
		if seen == count {
			quietly(c.Process.Kill)
		}
	}
	if seen < count {
		t.Fatalf("the child ended after %d of %d rows", seen, count)
	}
	return last
}

func removeAll(dir string) { quietly(func() error { return os.RemoveAll(dir) }) }

// memory is where most tests keep their clusters: the disk's speed is not what they are about.
func memory() string {
	var disk syscall.Statfs_t
	if err := syscall.Statfs("/dev/shm", &disk); err == nil && disk.Bavail*uint64(disk.Bsize) > 1<<30 {
		return "/dev/shm"
	}
	return os.TempDir()
}

// scratch is an empty folder that the user who runs PostgreSQL can get at, unlike t.TempDir.
func scratch(t testing.TB) string { return scratchIn(t, memory()) }

func scratchIn(t testing.TB, parent string) string {
	t.Helper()
	dir, err := os.MkdirTemp(parent, "hito-cluster-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { removeAll(dir) })
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	return dir
}

// model is a stopped cluster with an empty table, made once: initdb takes its time.
var model struct {
	once sync.Once
	dir  string
	err  error
}

// dataFolder returns a copy of the model.
func dataFolder(t testing.TB) string {
	t.Helper()
	model.once.Do(func() { model.dir, model.err = makeModel() })
	if model.err != nil {
		t.Fatal(model.err)
	}
	dir := filepath.Join(scratch(t), "data")
	if out, err := exec.Command("cp", "-a", model.dir, dir).CombinedOutput(); err != nil {
		t.Fatalf("copy the model: %v: %s", err, out)
	}
	return dir
}

func makeModel() (string, error) {
	parent, err := os.MkdirTemp(memory(), "hito-cluster-model-")
	if err != nil {
		return "", err
	}
	if err := os.Chmod(parent, 0o711); err != nil {
		return "", err
	}
	dir := filepath.Join(parent, "data")
	c, err := Start(context.Background(), in(dir))
	if err != nil {
		return dir, err
	}
	conn, err := pgx.Connect(context.Background(), c.URL("postgres"))
	if err != nil {
		return dir, err
	}
	if _, err := conn.Exec(context.Background(), "CREATE TABLE acknowledged (n int PRIMARY KEY)"); err != nil {
		return dir, err
	}
	if err := conn.Close(context.Background()); err != nil {
		return dir, err
	}
	return dir, c.Stop()
}

// in is the usual configuration for a folder.
func in(dir string) Config { return Config{Dir: dir, BinDir: os.Getenv("HITO_POSTGRES_BIN")} }

func mustStart(t testing.TB, dir string) *Cluster {
	t.Helper()
	c, err := Start(t.Context(), in(dir))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Stop(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// mustConnect waits while the server comes back.
func mustConnect(t testing.TB, c *Cluster) *pgx.Conn {
	t.Helper()
	var conn *pgx.Conn
	var err error
	for until := time.Now().Add(30 * time.Second); time.Now().Before(until); time.Sleep(5 * time.Millisecond) {
		if conn, err = pgx.Connect(t.Context(), c.URL("postgres")); err == nil {
			t.Cleanup(func() { quietly(func() error { return conn.Close(context.Background()) }) })
			return conn
		}
	}
	t.Fatal("the server does not answer:", err)
	return nil
}

func ask[T any](t testing.TB, conn *pgx.Conn, sql string) (answer T) {
	t.Helper()
	if err := conn.QueryRow(t.Context(), sql).Scan(&answer); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return answer
}

// expectAcknowledged checks that the rows 1 to last are there.
func expectAcknowledged(t *testing.T, conn *pgx.Conn, last int) {
	t.Helper()
	sql := fmt.Sprintf("SELECT count(*)::int FROM acknowledged WHERE n BETWEEN 1 AND %d", last)
	if n := ask[int](t, conn, sql); n != last {
		t.Errorf("of %d acknowledged rows %d are there", last, n)
	}
}

// pidOf returns the postmaster's number, 0 when there is none.
func (c *Cluster) pidOf() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.pid
}

// expectProblem checks for a sentence that holds each of the words.
func expectProblem(t *testing.T, err error, words ...string) {
	t.Helper()
	var p *Problem
	for _, word := range words {
		if !errors.As(err, &p) || !strings.Contains(p.Text, word) {
			t.Fatalf("got %v, want a Problem with %q", err, word)
		}
	}
}
