package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"hito/internal/tally"
)

// processFaults end processes.
var processFaults = []fault{
	{name: "kill -9 of Hito, started again", stage: embedded, cause: killHito},
	{name: "kill -9 of the embedded postmaster", stage: embedded, cause: killPostmaster},
	{name: "kill -9 of a backend", stage: embedded, cause: killBackend},
	{name: "kill -9 of Hito and all of PostgreSQL at once, started again", stage: embedded, cause: killEverything, short: true},
	{name: "SIGTERM under load, started again", stage: embedded, cause: terminate},
	{name: "A second instance on the same folder", stage: embedded, cause: startSecond},
}

// controlFaults show that losses are noticed.
var controlFaults = []fault{
	{
		name: "Control: the same kill of everything, with fsync and synchronous_commit off", stage: neglected, cause: killEverything,
		short: true, control: true,
	},
}

// neglected stages a database that answers before it has written anything.
func neglected(ctx context.Context, e *env) (*scene, error) {
	s, err := embedded(ctx, e)
	if err != nil {
		return nil, err
	}
	conn, err := s.owner(ctx)
	if err == nil {
		err = tally.Neglect(ctx, conn)
		hangUp(conn)
	}
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func killHito(ctx context.Context, s *scene) error {
	if err := s.programs[0].kill(); err != nil {
		return err
	}
	return s.again(ctx)
}

// killPostmaster kills it faster than Hito is willing to start it again: then Hito gives up, and is started again too.
func killPostmaster(ctx context.Context, s *scene) error {
	before, err := s.postmaster()
	if err != nil {
		return err
	}
	if err := syscall.Kill(before, syscall.SIGKILL); err != nil {
		return fmt.Errorf("kill the postmaster: %w", err)
	}
	return until(ctx, "another postmaster serves", func() bool {
		now, err := s.postmaster()
		same := err == nil && now == before // its file stays behind until another takes it over
		return (!same || !s.programs[0].running()) && s.supervised(ctx)
	})
}

// killBackend kills one of those that serve the application; PostgreSQL then ends all others and recovers.
func killBackend(ctx context.Context, s *scene) error {
	conn, err := s.owner(ctx)
	if err != nil {
		return err
	}
	defer hangUp(conn)
	serving, err := tally.Serving(ctx, conn)
	if err != nil {
		return err
	}
	if len(serving) == 0 {
		return errors.New("no backend serves the application")
	}
	victim := serving[rand.N(len(serving))]
	if err := syscall.Kill(victim, syscall.SIGKILL); err != nil {
		return fmt.Errorf("kill a backend: %w", err)
	}
	if err := until(ctx, "the server has noticed", func() bool { return conn.Ping(ctx) != nil }); err != nil {
		return err
	}
	return until(ctx, "the server has recovered", func() bool {
		again, err := s.owner(ctx)
		if err != nil {
			return false
		}
		hangUp(again)
		return ready(ctx, s.site)
	})
}

// killEverything kills Hito and every process of PostgreSQL in one go, as when a machine stops.
func killEverything(ctx context.Context, s *scene) error {
	postmaster, err := s.postmaster()
	if err != nil {
		return err
	}
	conn, err := s.owner(ctx)
	if err != nil {
		return err
	}
	others, err := tally.Processes(ctx, conn)
	hangUp(conn)
	if err != nil {
		return err
	}
	if err := s.nextAcknowledgement(ctx); err != nil {
		return err
	}
	hito := s.programs[0]
	if err := errors.Join(hito.cmd.Process.Kill(), syscall.Kill(postmaster, syscall.SIGKILL)); err != nil {
		return fmt.Errorf("kill everything: %w", err)
	}
	for _, pid := range others {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("kill everything: %w", err)
		}
	}
	if err := hito.kill(); err != nil {
		return err
	}
	return s.again(ctx)
}

func terminate(ctx context.Context, s *scene) error {
	if err := s.programs[0].stop(); err != nil {
		return err
	}
	return s.again(ctx)
}

// startSecond starts another Hito on the folder, which has to be refused in words; the first goes on.
func startSecond(ctx context.Context, s *scene) error {
	second := s.command
	var err error
	if second.addr, err = freeAddr(); err != nil {
		return err
	}
	p, serves, err := s.e.spawn(ctx, second)
	if err != nil {
		return err
	}
	select {
	case <-serves:
		return errors.Join(errors.New("two instances serve one folder"), p.stop())
	case <-p.over:
	}
	if code := p.cmd.ProcessState.ExitCode(); code != 1 || !strings.Contains(p.said.String(), "Otro Hito") {
		return fmt.Errorf("the second instance ends with %d: %s", code, p.said)
	}
	return s.answers(ctx)
}

// postmaster is the first process of the scene's own server.
func (s *scene) postmaster() (int, error) {
	home := s.command.data
	if pointer, err := os.ReadFile(filepath.Join(home, "postgresql.path")); err == nil {
		home = strings.TrimSpace(string(pointer))
	}
	text, err := os.ReadFile(filepath.Join(home, "postgresql", "postmaster.pid"))
	if err != nil {
		return 0, fmt.Errorf("find the postmaster: %w", err)
	}
	first, _, _ := bytes.Cut(text, []byte("\n"))
	pid, err := strconv.Atoi(string(first))
	if err != nil {
		return 0, fmt.Errorf("find the postmaster: %w", err)
	}
	return pid, nil
}
