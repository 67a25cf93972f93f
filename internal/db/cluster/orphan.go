package cluster

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// bearer is who stands behind the process number in a lock file of PostgreSQL's.
type bearer int

const (
	gone    bearer = iota // no such process
	zombie                // ended, not yet waited for by its parent
	ours                  // a server that works in this cluster's folder
	foreign               // any other process, to which the number was given anew
)

// clearOrphans makes way for a new server after Hito was killed: it waits for the old one or stops it,
// and removes lock files whose number belongs to nobody of ours. The lock of the data folder is held,
// so no other Hito is at work here.
func (c *Cluster) clearOrphans(ctx context.Context) error {
	for _, file := range []string{filepath.Join(c.place.pgdata(), "postmaster.pid"), socketFile(c.socket) + ".lock"} {
		pid, err := processIn(file)
		if err != nil {
			return diskProblem(err, "", file, "look for an earlier server")
		}
		if pid == 0 {
			continue
		}
		if c.identify(pid) == ours {
			c.log.Info("an earlier PostgreSQL is still there; stopping it", "pid", pid)
			if err := c.stopOrphan(ctx, pid); err != nil {
				return err
			}
		}
		// PostgreSQL would take a zombie or a foreign process of the same number for a running server.
		if err := ignoreMissing(os.Remove(file)); err != nil {
			return diskProblem(err, "", file, "remove the lock of an earlier server")
		}
	}
	return diskProblem(ignoreMissing(os.Remove(socketFile(c.socket))), "", c.socket, "remove an old socket")
}

// processIn returns the process number in the first line of a lock file, 0 without one.
func processIn(file string) (int, error) {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	line, _, _ := strings.Cut(string(text), "\n")
	if pid, err := strconv.Atoi(strings.TrimSpace(line)); err == nil && pid > 0 {
		return pid, nil
	}
	return -1, nil // unreadable: belongs to no process
}

func (c *Cluster) identify(pid int) bearer {
	if pid <= 1 || errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return gone
	}
	return identify(pid, c.place.pgdata())
}

// stopOrphan ends a server of ours that outlived its Hito.
func (c *Cluster) stopOrphan(ctx context.Context, pid int) error {
	for _, step := range stopSteps {
		if err := syscall.Kill(pid, step.signal); err != nil && !errors.Is(err, syscall.ESRCH) {
			return problem(err, "Un PostgreSQL anterior (proceso %d) sigue usando %s y no hay permiso para detenerlo: "+
				"deténgalo y vuelva a arrancar.", pid, c.place.pgdata())
		}
		for until := time.Now().Add(step.wait); time.Now().Before(until); time.Sleep(10 * time.Millisecond) {
			if c.identify(pid) != ours {
				return nil
			}
			if err := ctx.Err(); err != nil {
				return fmt.Errorf("wait for an earlier PostgreSQL: %w", err)
			}
		}
	}
	return problem(nil, "Un PostgreSQL anterior (proceso %d) sigue usando %s y no se deja detener: reinicie el equipo.", pid, c.place.pgdata())
}
