package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/demo"
	"hito/internal/job"
	"hito/internal/user"
	"hito/web"
	"hito/web/ui"
)

// clockFaults move the clock of the application; that of the machine is never touched.
var clockFaults = []fault{movedClock()}

// clock is one that jumps.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

// jumps are how far the clock is moved from what it should be, one after the other: by hours and days, back and forth.
var jumps = []time.Duration{3 * time.Hour, -5 * time.Hour, 40 * 24 * time.Hour, -2 * 24 * time.Hour, 0}

// movedClock runs the application in this process, on a server of its own, with a clock that jumps.
func movedClock() fault {
	c := &clock{}
	return fault{
		name:  "Clock moved by hours and days, back and forth",
		stage: func(ctx context.Context, e *env) (*scene, error) { return inProcess(ctx, e, c) },
		cause: func(ctx context.Context, s *scene) error {
			for _, jump := range jumps {
				c.ahead.Store(int64(jump))
				before := s.ledger.count()
				if err := until(ctx, "writers go on", func() bool { return s.ledger.count() >= before+calm }); err != nil {
					return fmt.Errorf("clock moved by %s: %w", jump, err)
				}
			}
			return nil
		},
	}
}

// inProcess stages the application with a clock.
func inProcess(ctx context.Context, e *env, c *clock) (*scene, error) {
	folder, err := e.folder()
	if err != nil {
		return nil, err
	}
	log := slog.New(slog.NewTextHandler(&tail{}, nil))
	database, err := db.Open(ctx, db.Config{DataDir: folder, Log: log})
	if err != nil {
		return nil, err
	}
	s := &scene{e: e}
	s.watchFolder(folder)
	s.close = database.Close
	if err := s.serve(ctx, database, c, log); err != nil {
		return nil, errors.Join(err, database.Close())
	}
	return s, nil
}

// serve serves the demo from a database, with its jobs.
func (s *scene) serve(ctx context.Context, database *db.Database, c *clock, log *slog.Logger) error {
	if err := demo.Load(ctx, database.Pool, date.Of(c.now())); err != nil {
		return err
	}
	jobs, err := job.Start(ctx, job.Config{Pool: database.Jobs, Now: c.now, Location: time.UTC, Logger: log})
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return errors.Join(fmt.Errorf("listen: %w", err), jobs.Stop(ctx))
	}
	var background sync.WaitGroup
	server := web.NewServer(web.New(web.Config{
		Pool: database.Pool, Slow: database.Slow, Ready: database.Pool.Ping, Logger: log, Now: c.now, Location: time.UTC,
		Site: ui.Site{Demo: true, Version: "faults"}, Users: user.Store{Pool: database.Pool, Now: c.now}, Background: &background,
	}), log)
	go func() { _ = server.Serve(listener) }() // it ends when the scene does
	s.site = "http://" + listener.Addr().String()
	s.close = func() error {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		err := server.Shutdown(ctx)
		background.Wait()
		return errors.Join(err, jobs.Stop(ctx), database.Close())
	}
	return nil
}
