package cluster

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// writer inserts numbers until it is stopped, connecting anew when it must.
type writer struct {
	acknowledged atomic.Int64 // the numbers 1 to this one
	gap          atomic.Int64 // the longest time between two of them, in nanoseconds
	done         chan struct{}
}

func startWriter(ctx context.Context, c *Cluster) *writer {
	w := &writer{done: make(chan struct{})}
	go w.run(ctx, c)
	return w
}

// run tries a number whose answer was lost again until it is known to be there.
func (w *writer) run(ctx context.Context, c *Cluster) {
	defer close(w.done)
	var conn *pgx.Conn
	for last := time.Now(); ctx.Err() == nil; {
		var err error
		if conn == nil || conn.IsClosed() {
			if conn, err = pgx.Connect(ctx, c.URL("postgres")); err != nil {
				time.Sleep(2 * time.Millisecond)
				continue
			}
		}
		n := w.acknowledged.Load() + 1
		if _, err = conn.Exec(ctx, "INSERT INTO acknowledged VALUES ($1) ON CONFLICT DO NOTHING", n); err == nil {
			w.acknowledged.Store(n)
			w.gap.Store(max(w.gap.Load(), int64(time.Since(last))))
			last = time.Now()
		}
	}
	if conn != nil {
		quietly(func() error { return conn.Close(context.Background()) })
	}
}

// await waits for more numbers.
func (w *writer) await(t *testing.T, more int64) {
	t.Helper()
	n := w.acknowledged.Load() + more
	for until := time.Now().Add(30 * time.Second); w.acknowledged.Load() < n; time.Sleep(time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("only %d rows were acknowledged", w.acknowledged.Load())
		}
	}
}

// victim returns the process number of a part of the server.
func victim(t *testing.T, c *Cluster, part string) int {
	t.Helper()
	if part == "postmaster" {
		return c.pidOf()
	}
	return ask[int](t, mustConnect(t, c), "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = '"+part+"' LIMIT 1")
}

// awaitSuccessor waits until a killed postmaster has been replaced; its sessions may write until then.
func awaitSuccessor(t *testing.T, c *Cluster, pid int) {
	t.Helper()
	for until := time.Now().Add(30 * time.Second); c.pidOf() == pid || c.pidOf() == 0; time.Sleep(time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("the server was not started again")
		}
	}
}

func TestKilledServersComeBackWithEveryAcknowledgedRow(t *testing.T) {
	c := mustStart(t, dataFolder(t))
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	w := startWriter(ctx, c)
	for _, part := range []string{"postmaster", "checkpointer", "postmaster", "client backend", "walwriter"} {
		w.await(t, 100)
		w.gap.Store(0)
		pid := victim(t, c, part)
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		if part == "postmaster" {
			awaitSuccessor(t, c, pid)
		}
		w.await(t, 100)
		t.Logf("%s killed: no row was acknowledged for %v", part, time.Duration(w.gap.Load()))
	}
	stop()
	<-w.done
	expectAcknowledged(t, mustConnect(t, c), int(w.acknowledged.Load()))
	select {
	case err := <-c.Lost():
		t.Error("given up:", err)
	default:
	}
}

func TestAServerThatKeepsCrashingIsGivenUp(t *testing.T) {
	c := mustStart(t, dataFolder(t))
	for range mostRestarts + 1 {
		mustConnect(t, c)
		if err := syscall.Kill(c.pidOf(), syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Millisecond)
	}
	select {
	case err := <-c.Lost():
		expectProblem(t, err, "se ha detenido 6 veces en un minuto", c.place.log())
	case <-time.After(30 * time.Second):
		t.Fatal("the server is started for ever")
	}
}

func TestAfterAKilledHitoTheNextStartRecovers(t *testing.T) {
	dir := dataFolder(t)
	last := 0
	for _, rows := range []int{1, 500, 100} {
		last = startChild(t, dir).killAfter(t, rows) // each child is itself the next start
	}
	began := time.Now()
	c := mustStart(t, dir)
	t.Log("start after a kill:", time.Since(began))
	expectAcknowledged(t, mustConnect(t, c), last)
}

func TestAKilledHitoTakesItsServerAlong(t *testing.T) {
	if !dyingIsKnown {
		t.Log("this system has no signal for it: the next start stops the server instead")
	}
	dir := dataFolder(t)
	child := startChild(t, dir)
	child.next()
	child.next() // the first row: the server runs
	pid, err := processIn(filepath.Join(dir, clusterName, "postmaster.pid"))
	if err != nil || pid == 0 {
		t.Fatal("no server:", err)
	}
	quietly(child.Process.Kill)
	quietly(child.Wait)
	if !dyingIsKnown {
		mustStart(t, dir)
	}
	for until := time.Now().Add(20 * time.Second); identify(pid, filepath.Join(dir, clusterName)) == ours; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("the server outlives its Hito")
		}
	}
}

func TestAKilledInitdbLeavesNothingHalf(t *testing.T) {
	dir := filepath.Join(scratch(t), "data")
	child := startChild(t, dir)
	for until := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		// Far enough that there is something to clean, not yet whole.
		if half, _ := filepath.Glob(filepath.Join(dir, unfinished+"*", "data", "base", "1")); len(half) > 0 {
			break
		}
		if time.Now().After(until) {
			t.Fatal("initdb never began")
		}
	}
	quietly(child.Process.Kill)
	quietly(child.Wait)
	if _, err := os.Stat(filepath.Join(dir, clusterName)); err == nil {
		t.Fatal("half a cluster stands in its place")
	}
	mustConnect(t, mustStart(t, dir))
	if left, _ := filepath.Glob(filepath.Join(dir, unfinished+"*")); len(left) > 0 {
		t.Errorf("the next start leaves %v", left)
	}
}

// writePid makes the folder look as if the process were its server.
func writePid(t *testing.T, dir string, pid int) {
	t.Helper()
	as, err := chooseUser(filepath.Join(dir, clusterName))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, clusterName, "postmaster.pid")
	text := strconv.Itoa(pid) + "\n" + filepath.Dir(path) + "\n1700000000\n5432\n" + filepath.Join(dir, "run") + "\n\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := as.own(path); err != nil {
		t.Fatal(err)
	}
}

// sleeper runs a harmless process as the server's user, so that PostgreSQL takes its number seriously.
func sleeper(t *testing.T, dir, seconds string) *exec.Cmd {
	t.Helper()
	as, err := chooseUser(filepath.Join(dir, clusterName))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sleep", seconds)
	cmd.Dir, cmd.SysProcAttr = "/", as.attributes()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		quietly(cmd.Process.Kill)
		quietly(cmd.Wait)
	})
	return cmd
}

func TestAForeignProcessOfTheSameNumberIsLeftAlone(t *testing.T) {
	dir := dataFolder(t)
	other := sleeper(t, dir, "60")
	writePid(t, dir, other.Process.Pid)
	mustConnect(t, mustStart(t, dir))
	if identify(other.Process.Pid, "") != foreign {
		t.Error("the other process is gone")
	}
}

func TestAZombieOfTheSameNumberIsNoObstacle(t *testing.T) {
	dir := dataFolder(t)
	dead := sleeper(t, dir, "0") // nobody waits for it before the test's end
	for until := time.Now().Add(10 * time.Second); identify(dead.Process.Pid, "") != zombie; time.Sleep(time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("the process does not end")
		}
	}
	writePid(t, dir, dead.Process.Pid)
	mustConnect(t, mustStart(t, dir))
}

func TestAnUnreadablePidFileIsNoObstacle(t *testing.T) {
	dir := dataFolder(t)
	writePid(t, dir, 0)
	if err := os.Truncate(filepath.Join(dir, clusterName, "postmaster.pid"), 0); err != nil {
		t.Fatal(err)
	}
	mustConnect(t, mustStart(t, dir))
}

// A server of ours that nobody signalled: as after a kill on systems without a signal for it.
func TestAnOrphanedServerIsStoppedAndReplaced(t *testing.T) {
	dir := dataFolder(t)
	c := mustStart(t, dir)
	args := arguments(c.Dir(), c.socket, false)
	bin, as := c.bin, c.as
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	orphan := exec.Command(bin.path("postgres"), args...)
	orphan.Dir, orphan.SysProcAttr = "/", as.attributes()
	if err := orphan.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		quietly(orphan.Wait)
		close(ended)
	}()
	mustConnect(t, c)
	mustConnect(t, mustStart(t, dir))
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		quietly(orphan.Process.Kill)
		t.Fatal("the orphan still runs")
	}
}

func TestALongLogIsShortened(t *testing.T) {
	path := filepath.Join(scratch(t), logName)
	log, from, err := openLog(path)
	if err != nil || from != 0 {
		t.Fatal(from, err)
	}
	defer quietly(log.Close)
	line := strings.Repeat("x", 1<<20)
	for range 9 {
		if _, err := log.WriteString(line); err != nil {
			t.Fatal(err)
		}
	}
	if err := shorten(path); err != nil {
		t.Fatal(err)
	}
	if _, err := log.WriteString("after"); err != nil { // the server goes on with the file it has
		t.Fatal(err)
	}
	if got := readFrom(path, from); got != "after" {
		t.Errorf("the log holds %d bytes", len(got))
	}
	if info, err := os.Stat(path + ".1"); err != nil || info.Size() != logLimit {
		t.Errorf("the older log: %v, error %v", info, err)
	}
}
