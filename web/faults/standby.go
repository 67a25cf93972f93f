package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/db/cluster"
	"hito/internal/tally"
)

// standbyFaults need two instances of Hito behind a front, and two servers.
var standbyFaults = []fault{
	{name: "Failover: the primary is killed and its standby promoted, two instances behind a front", stage: replicated, cause: failOver},
	{name: "Rolling restart of two instances behind a front", stage: replicated, cause: restartEach},
}

// replica is two servers, which change places, and what stands before the instances that use them.
type replica struct {
	primary, standby *server
	front            *front
	timeline         int // of the primary
}

// replicated stages two instances on a primary whose commits wait for its standby.
func replicated(ctx context.Context, e *env) (*scene, error) {
	primary, err := e.startServer(ctx)
	if err != nil {
		return nil, err
	}
	standby, err := e.newServer(ctx)
	if err != nil {
		return nil, errors.Join(err, primary.stop())
	}
	set := &replica{primary: primary, standby: standby, timeline: 1}
	s := &scene{replica: set, e: e}
	s.watch(func() (string, error) { return set.primary.url(databaseName), nil })
	s.close = func() error {
		all := s.stopPrograms()
		if set.front != nil {
			all = errors.Join(all, set.front.close())
		}
		return errors.Join(all, set.standby.stop(), set.primary.stop())
	}
	if err := errors.Join(set.follow(ctx), s.startTwo(ctx)); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// startTwo starts two instances, which know both servers, and the front before them.
func (s *scene) startTwo(ctx context.Context) error {
	query := url.Values{"target_session_attrs": {"read-write"}}
	hosts := s.replica.primary.addr + "," + s.replica.standby.addr
	var addrs []string
	for range 2 {
		addr, err := freeAddr()
		if err != nil {
			return err
		}
		p, err := s.e.start(ctx, command{addr: addr, databaseURL: urlAt(hosts, databaseName, query), environ: []string{"HITO_DRAIN_WAIT=" + drainWait.String()}})
		if err != nil {
			return err
		}
		addrs, s.programs = append(addrs, addr), append(s.programs, p)
	}
	s.command.databaseURL = urlAt(hosts, databaseName, query)
	var err error
	if s.replica.front, err = newFront(addrs...); err != nil {
		return err
	}
	s.site = s.replica.front.site
	return s.replica.front.allReady(ctx)
}

// follow makes the standby anew from the primary, and the primary wait for it at every commit.
func (r *replica) follow(ctx context.Context) error {
	if err := os.RemoveAll(r.standby.data); err != nil {
		return fmt.Errorf("remove what the old primary had: %w", err)
	}
	if err := r.standby.programs.Folder(r.standby.data); err != nil {
		return fmt.Errorf("make the folder of a standby: %w", err)
	}
	host, port, _ := net.SplitHostPort(r.primary.addr) // of freeAddr
	err := r.standby.run(ctx, "pg_basebackup", "-D", r.standby.data, "-R", "-X", "stream", "-c", "fast",
		"-d", fmt.Sprintf("host=%s port=%s user=%s password=%s", host, port, administrator, password))
	if errors.Is(err, cluster.ErrNoProgram) {
		return fmt.Errorf("not run: a standby is made by pg_basebackup, which this installation lacks: %w", err)
	}
	if err == nil {
		err = r.standby.start(ctx)
	}
	if err != nil {
		return err
	}
	return r.onPrimary(ctx, func(conn *pgx.Conn) error {
		if err := tally.Synchronous(ctx, conn, true); err != nil {
			return err
		}
		return until(ctx, "commits wait for the standby", func() bool {
			followed, err := tally.Followed(ctx, conn)
			return err == nil && followed
		})
	})
}

func (r *replica) onPrimary(ctx context.Context, do func(*pgx.Conn) error) error {
	conn, err := pgx.Connect(ctx, r.primary.url(databaseName))
	if err != nil {
		return err
	}
	defer hangUp(conn)
	return do(conn)
}

// failOver kills the primary, promotes the standby, and makes the old primary's place that of a new standby.
func failOver(ctx context.Context, s *scene) error {
	r := s.replica
	if err := r.primary.kill(); err != nil {
		return err
	}
	time.Sleep(500 * time.Millisecond) // somebody, or something, has to notice
	r.primary, r.standby = r.standby, r.primary
	if err := r.onPrimary(ctx, func(conn *pgx.Conn) error { return r.promote(ctx, conn) }); err != nil {
		return err
	}
	if err := r.front.allReady(ctx); err != nil {
		return err
	}
	if err := s.calm(ctx); err != nil { // writers go on with the new primary alone
		return err
	}
	return r.follow(ctx)
}

// promote makes a primary of the standby that conn leads to. There is nobody whom its commits could wait for yet.
func (r *replica) promote(ctx context.Context, conn *pgx.Conn) error {
	if err := errors.Join(tally.Promote(ctx, conn), tally.Synchronous(ctx, conn, false)); err != nil {
		return err
	}
	now, err := tally.Timeline(ctx, conn)
	if err == nil && now <= r.timeline {
		err = fmt.Errorf("the promoted server goes on with timeline %d", now)
	}
	r.timeline = now
	return err
}

// restartEach stops one instance after the other in order and starts it again. No request may fail meanwhile.
func restartEach(ctx context.Context, s *scene) error {
	before := s.ledger.failed()
	for n, old := range s.programs {
		if err := old.stop(); err != nil {
			return err
		}
		again, err := s.e.start(ctx, command{addr: s.replica.front.instances[n].addr, databaseURL: s.command.databaseURL, environ: []string{"HITO_DRAIN_WAIT=" + drainWait.String()}})
		if err != nil {
			return err
		}
		s.programs[n] = again
		if err := s.replica.front.allReady(ctx); err != nil {
			return err
		}
	}
	if failed := s.ledger.failed() - before; failed > 0 {
		return fmt.Errorf("%d requests failed: %v", failed, s.ledger.failures)
	}
	return nil
}
