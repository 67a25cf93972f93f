package cluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgerrcode"
	"github.com/jackc/pgx/v5/pgconn"
)

// A server that ends by itself is started again, but not for ever.
const (
	mostRestarts    = 5
	restartWindow   = time.Minute
	restartPause    = time.Second           // after a server that did not even become ready
	obstructedPause = 50 * time.Millisecond // while the remains of a killed server stand in the way
	patience        = 20 * time.Second      // with them
	probeInterval   = 3 * time.Millisecond
)

// life is what the goroutine that owns the server's process and all others share.
type life struct {
	mu       *sync.Mutex
	pid      int // of the running postmaster, else 0
	stopping bool
	ready    chan struct{} // closed at the first "ready"
	once     *sync.Once
	over     chan struct{} // closed when the server has ended for good
	failed   chan error    // why it could not be started at first
	lost     chan error    // why it could not be kept alive
}

func newLife() life {
	return life{mu: new(sync.Mutex), once: new(sync.Once), ready: make(chan struct{}), over: make(chan struct{}),
		failed: make(chan error, 1), lost: make(chan error, 1)}
}

// Lost gives one error when the server could not be kept alive; nothing serves data after that.
func (c *Cluster) Lost() <-chan error { return c.lost }

// launch starts the server's goroutine and waits for the first "ready".
func (c *Cluster) launch(ctx context.Context) error {
	go c.supervise()
	go c.keepLogShort()
	select {
	case <-c.ready:
		return nil
	case err := <-c.failed:
		return errors.Join(err, c.end())
	case <-ctx.Done():
		return errors.Join(fmt.Errorf("start PostgreSQL: %w", ctx.Err()), c.end())
	}
}

// supervise starts the server and waits for it, again and again, on one thread that it never gives back:
// the kernel signals the server when that thread ends.
func (c *Cluster) supervise() {
	runtime.LockOSThread()
	defer close(c.over)
	var crashes []time.Time
	var obstructedSince time.Time
	for {
		run := c.runOnce()
		if c.isStopping() {
			return
		}
		if run.obstructed() && (obstructedSince.IsZero() || time.Since(obstructedSince) < patience) {
			if obstructedSince.IsZero() {
				obstructedSince = run.began
			}
			c.makeWay()
			continue
		}
		obstructedSince = time.Time{}
		if !c.wasReady() {
			c.failed <- c.explain(run)
			return
		}
		crashes = slices.DeleteFunc(append(crashes, time.Now()), func(t time.Time) bool { return time.Since(t) > restartWindow })
		if len(crashes) > mostRestarts {
			c.lost <- c.giveUp(run, len(crashes))
			return
		}
		c.log.Warn("PostgreSQL ended by itself; starting it again", "reason", run.err, "times", len(crashes))
		if !run.ready {
			time.Sleep(restartPause)
		}
	}
}

// run is one life of the postmaster.
type run struct {
	began  time.Time
	err    error  // how it ended
	output string // what it wrote to the log, at most its end
	ready  bool
}

// obstructed tells the refusals to start that pass: orphans of a killed postmaster are still attached to
// its memory, or its lock files name a process that is none of ours.
func (r run) obstructed() bool {
	return !r.ready && (strings.Contains(r.output, "pre-existing shared memory block") ||
		strings.Contains(r.output, "lock file") && strings.Contains(r.output, "already exists"))
}

// makeWay gives orphans a moment to end.
func (c *Cluster) makeWay() {
	time.Sleep(obstructedPause)
	if err := c.clearOrphans(context.Background()); err != nil {
		c.log.Warn("an earlier PostgreSQL stands in the way", "error", err)
	}
}

// runOnce starts the server and returns when it has ended.
func (c *Cluster) runOnce() run {
	r := run{began: time.Now()}
	log, from, err := openLog(c.place.log())
	if err != nil {
		r.err = err
		return r
	}
	defer quietly(log.Close)
	cmd := exec.Command(c.bin.path("postgres"), arguments(c.place.pgdata(), c.socket, c.volatile)...)
	death := syscall.SIGINT
	if c.volatile {
		death = syscall.SIGQUIT
	}
	cmd.Dir, cmd.Env, cmd.SysProcAttr = "/", environment(), dyingWith(c.as.attributes(), death)
	cmd.Stdout, cmd.Stderr = log, log
	if started, err := c.begin(cmd); !started {
		r.err = err
		return r
	}
	probing, stop := context.WithCancel(context.Background())
	ready := make(chan bool, 1)
	go func() { ready <- c.awaitReady(probing) }()
	r.err = cmd.Wait()
	c.setPid(0)
	stop()
	r.ready = <-ready
	r.output = readFrom(log.Name(), from)
	return r
}

// begin starts the process, unless the server is to stop already.
func (c *Cluster) begin(cmd *exec.Cmd) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopping {
		return false, nil
	}
	if err := cmd.Start(); err != nil {
		return false, err
	}
	c.pid = cmd.Process.Pid
	return true, nil
}

// awaitReady connects until the server lets it in, and tells whether it did.
func (c *Cluster) awaitReady(ctx context.Context) bool {
	cfg, err := pgconn.ParseConfig(c.URL("postgres"))
	if err != nil {
		return false
	}
	for ctx.Err() == nil {
		if _, err := os.Stat(socketFile(c.socket)); err == nil {
			conn, err := pgconn.ConnectConfig(ctx, cfg)
			if err == nil {
				quietly(func() error { return conn.Close(ctx) })
				c.once.Do(func() { close(c.ready) })
				return true
			}
			var pg *pgconn.PgError
			if errors.As(err, &pg) && pg.Code != pgerrcode.CannotConnectNow {
				c.refuse(pg)
				return false
			}
		}
		time.Sleep(probeInterval)
	}
	return false
}

// refuse ends the first start when the server runs but does not know the administrator.
func (c *Cluster) refuse(err error) {
	if c.wasReady() {
		return
	}
	c.failed <- problem(err, "El servidor de %s no acepta la contraseña guardada en %s: restaure la que corresponde a los datos, "+
		"o borre ese archivo para que Hito ponga otra.", c.place.pgdata(), c.place.secret())
}

// explain makes of a start that failed a sentence where it can.
func (c *Cluster) explain(r run) error {
	err := fmt.Errorf("%w: %s", r.err, lastLines([]byte(r.output)))
	if strings.Contains(r.output, "could not fork") || strings.Contains(r.output, "Cannot allocate memory") {
		return problem(err, "No hay memoria suficiente para arrancar PostgreSQL: cierre otros programas y vuelva a arrancar.")
	}
	return diskProblem(err, r.output, c.place.home, "start PostgreSQL")
}

// giveUp says why the server is not started once more.
func (c *Cluster) giveUp(r run, times int) error {
	err := c.explain(r)
	var known *Problem
	if errors.As(err, &known) {
		return err
	}
	return problem(err, "PostgreSQL se ha detenido %d veces en un minuto y Hito deja de intentarlo: "+
		"mire el final de %s y vuelva a arrancar.", times, c.place.log())
}

func (c *Cluster) wasReady() bool {
	select {
	case <-c.ready:
		return true
	default:
		return false
	}
}

func (c *Cluster) isStopping() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stopping
}

func (c *Cluster) mark() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopping = true
}

func (c *Cluster) setPid(pid int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pid = pid
}

// signal reaches the postmaster and no process that took its number: the number is cleared right after
// the wait that frees it.
func (c *Cluster) signal(s syscall.Signal) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.pid != 0 {
		quietly(func() error { return syscall.Kill(c.pid, s) }) // one that has just ended is waited for already
	}
}

// stopSteps end a postmaster, each within its time: sessions end and a checkpoint is written; as in a
// crash, so that the log is replayed at the next start; by force.
var stopSteps = []struct {
	signal syscall.Signal
	wait   time.Duration
}{{syscall.SIGINT, 30 * time.Second}, {syscall.SIGQUIT, 5 * time.Second}, {syscall.SIGKILL, 5 * time.Second}}

// end stops the server with stopSteps, a volatile one without the first.
func (c *Cluster) end() error {
	c.mark()
	steps := stopSteps
	if c.volatile {
		steps = steps[1:]
	}
	for _, step := range steps {
		c.signal(step.signal)
		select {
		case <-c.over:
			return nil
		case <-time.After(step.wait):
			c.log.Warn("PostgreSQL does not stop", "signal", step.signal.String(), "waited", step.wait)
		}
	}
	return errors.New("stop PostgreSQL: the process survives SIGKILL")
}
