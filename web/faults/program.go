package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"
)

// command says how a Hito is started.
type command struct {
	addr        string // where it serves; of one that is started again the same
	data        string // its folder, where it runs its own PostgreSQL
	databaseURL string // or the server that it uses
	environ     []string
}

// program is a process of Hito.
type program struct {
	cmd  *exec.Cmd
	said *tail
	over chan struct{} // closed when the process has ended
}

// patience is how long a start or a stop may take before something is wrong.
const patience = 90 * time.Second

// freeAddr is an address at which nothing listens now.
func freeAddr() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it is over at once
	if err != nil {
		return "", fmt.Errorf("look for a free port: %w", err)
	}
	return listener.Addr().String(), listener.Close()
}

// start starts the demo and returns when it has said that it serves.
func (e *env) start(ctx context.Context, c command) (*program, error) {
	p, ready, err := e.spawn(ctx, c)
	if err != nil {
		return nil, err
	}
	select {
	case <-ready:
		return p, nil
	case <-p.over:
		return nil, fmt.Errorf("hito does not start: %s", p.said)
	case <-time.After(patience):
		return nil, errors.Join(fmt.Errorf("hito does not start in %s: %s", patience, p.said), p.kill())
	}
}

// spawn starts the demo; ready is closed when it has said that it serves.
func (e *env) spawn(ctx context.Context, c command) (p *program, ready <-chan struct{}, err error) {
	args := []string{"serve", "--demo", "--addr", c.addr}
	if c.data != "" {
		args = append(args, "--data", c.data)
	}
	cmd := exec.CommandContext(ctx, e.binary, args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.Env = append(ownEnvironment(), c.environ...)
	if c.databaseURL != "" {
		cmd.Env = append(cmd.Env, "DATABASE_URL="+c.databaseURL)
	}
	p = &program{cmd: cmd, said: &tail{}, over: make(chan struct{})}
	cmd.Stderr = p.said
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return nil, nil, fmt.Errorf("start %s: %w", e.binary, err)
	}
	serves := make(chan struct{})
	go p.follow(out, serves)
	return p, serves, nil
}

// follow reads what the process says until it ends.
func (p *program) follow(out io.Reader, serves chan<- struct{}) {
	lines := bufio.NewScanner(out)
	for told := false; lines.Scan(); {
		if !told && strings.Contains(lines.Text(), "Ctrl-C") {
			told = true
			close(serves)
		}
	}
	_ = p.cmd.Wait() // how it ended is asked of ProcessState
	close(p.over)
}

// ownEnvironment is this process's without any setting of Hito's.
func ownEnvironment() []string {
	return slices.DeleteFunc(os.Environ(), func(setting string) bool {
		return strings.HasPrefix(setting, "HITO_") || strings.HasPrefix(setting, "DATABASE_URL=") || strings.HasPrefix(setting, "PG")
	})
}

// kill ends the process as kill -9 does and waits until it is gone. One that is gone already is no error.
func (p *program) kill() error { return p.end(syscall.SIGKILL) }

// stop asks the process to end, as an administrator does, and waits until it has: anything but 0 is an error.
func (p *program) stop() error {
	if err := p.end(syscall.SIGTERM); err != nil {
		return err
	}
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		return fmt.Errorf("hito ended with %d: %s", code, p.said)
	}
	return nil
}

func (p *program) end(signal os.Signal) error {
	if err := p.cmd.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("send %v to hito: %w", signal, err)
	}
	select {
	case <-p.over:
		return nil
	case <-time.After(patience):
		return fmt.Errorf("hito does not end %s after %v: %s", patience, signal, p.said)
	}
}

// running tells whether the process has not ended.
func (p *program) running() bool {
	select {
	case <-p.over:
		return false
	default:
		return true
	}
}
