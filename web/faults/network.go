package main

import (
	"context"
	"errors"
	"time"
)

// networkFaults are between Hito and PostgreSQL.
var networkFaults = []fault{
	{name: "All connections between Hito and PostgreSQL cut", stage: throughProxy, cause: cutConnections, short: true},
	{name: "A black hole of 5 s between Hito and PostgreSQL", stage: throughProxy, cause: openHole},
}

// throughProxy stages a Hito whose server is reached through a proxy.
func throughProxy(ctx context.Context, e *env) (*scene, error) {
	db, err := e.startServer(ctx)
	if err != nil {
		return nil, err
	}
	between, err := newProxy(db.addr)
	if err != nil {
		return nil, errors.Join(err, db.stop())
	}
	addr, err := freeAddr()
	if err != nil {
		return nil, errors.Join(err, between.close(), db.stop())
	}
	s := &scene{site: "http://" + addr, between: between, e: e,
		command: command{addr: addr, databaseURL: urlAt(between.addr(), databaseName, nil)}}
	s.watch(func() (string, error) { return db.url(databaseName), nil })
	s.close = func() error { return errors.Join(s.stopPrograms(), between.close(), db.stop()) }
	p, err := e.start(ctx, s.command)
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	s.programs = []*program{p}
	return s, nil
}

// cutConnections cuts until something was cut: there are connections at any time but right after another cut.
func cutConnections(ctx context.Context, s *scene) error {
	if err := until(ctx, "there are connections", func() bool { return s.between.Cut() > 0 }); err != nil {
		return err
	}
	return s.answers(ctx)
}

const holeLasts = 5 * time.Second

func openHole(ctx context.Context, s *scene) error {
	if err := s.between.Hole(ctx, holeLasts); err != nil {
		return err
	}
	return s.answers(ctx)
}
