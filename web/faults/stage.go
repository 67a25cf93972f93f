package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/db/cluster"
)

// databaseName is Hito's database in the server that it starts.
const databaseName = "hito"

// embedded stages what most people run: one Hito on a folder of its own.
func embedded(ctx context.Context, e *env) (*scene, error) {
	folder, err := e.folder()
	if err != nil {
		return nil, err
	}
	return embeddedIn(ctx, e, folder)
}

func embeddedIn(ctx context.Context, e *env, folder string, environ ...string) (*scene, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	s := &scene{site: "http://" + addr, command: command{addr: addr, data: folder, environ: environ}, e: e}
	s.watchFolder(folder)
	s.close = s.stopPrograms
	p, err := e.start(ctx, s.command)
	if err != nil {
		return nil, err
	}
	s.programs = []*program{p}
	return s, nil
}

// folder makes a folder of the run through which PostgreSQL's user may pass.
func (e *env) folder() (string, error) {
	folder, err := os.MkdirTemp(e.temp, "")
	if err != nil {
		return "", fmt.Errorf("make a folder: %w", err)
	}
	return folder, os.Chmod(folder, 0o755)
}

// stopPrograms stops what still runs.
func (s *scene) stopPrograms() error {
	var all error
	for _, p := range s.programs {
		if p.running() {
			all = errors.Join(all, p.stop())
		}
	}
	return all
}

// again starts the program of an embedded scene after it has ended, on the same folder and address.
func (s *scene) again(ctx context.Context) error {
	p, err := s.e.start(ctx, s.command)
	if err != nil {
		return err
	}
	s.programs = []*program{p}
	return s.answers(ctx)
}

// supervised tells whether the application answers. A program that has given up is started again, as systemd does.
func (s *scene) supervised(ctx context.Context) bool {
	if !s.programs[0].running() {
		return s.again(ctx) == nil
	}
	return ready(ctx, s.site)
}

// watchFolder makes the scene counted in the server of a data folder.
func (s *scene) watchFolder(folder string) {
	s.watch(func() (string, error) { return cluster.Join(folder, databaseName) })
}

// watch makes the scene counted, and its audit verified, at the address that url tells. The head of each verified
// chain is kept: the next one must hold it still.
func (s *scene) watch(url func() (string, error)) {
	s.owner = func(ctx context.Context) (*pgx.Conn, error) {
		address, err := url()
		if err != nil {
			return nil, err
		}
		return pgx.Connect(ctx, address)
	}
	var noted audit.Head
	s.audit = func(ctx context.Context) error {
		address, err := url()
		if err != nil {
			return err
		}
		pool, err := db.Connect(ctx, address, db.PoolSize(0, 1))
		if err != nil {
			return err
		}
		defer pool.Close()
		verdict, err := audit.Verify(ctx, pool, noted)
		if err == nil && verdict.Reason != "" {
			err = fmt.Errorf("event %d: %s", verdict.Broken, verdict.Reason)
		}
		if err == nil {
			noted = verdict.Head
		}
		return err
	}
}

// answers waits until the application serves a page that needs the database.
func (s *scene) answers(ctx context.Context) error {
	return until(ctx, "the application answers", func() bool { return ready(ctx, s.site) })
}

// until waits for a condition, which is looked at again and again.
func until(ctx context.Context, what string, holds func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait until %s: %w", what, ctx.Err())
		case <-tick.C:
		}
	}
	return nil
}
