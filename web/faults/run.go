package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// calm is how many writes are acknowledged between two faults at least, and longestCalm how long it lasts beyond that at
// most: the moment of a fault is drawn.
const (
	calm        = 10
	longestCalm = 400 * time.Millisecond
)

// run causes a fault as often as is asked, under load, and counts what became of all that was acknowledged.
func (e *env) run(ctx context.Context, f fault) *row {
	r := &row{name: f.name, asked: f.repeat, control: f.control}
	if r.asked == 0 || e.short {
		r.asked = e.repeat
	}
	if f.alone != nil {
		fmt.Fprintln(e.log, f.name)
		r.failure = f.alone(ctx, e, r)
		return r
	}
	fmt.Fprintf(e.log, "%s, %d times\n", f.name, r.asked)
	s, err := f.stage(ctx, e)
	if err != nil {
		r.failure = fmt.Errorf("stage: %w", err)
		return r
	}
	r.failure = errors.Join(r.play(ctx, f, s), s.close())
	return r
}

// play is a row on its scene.
func (r *row) play(ctx context.Context, f fault, s *scene) error {
	l, err := s.begin(ctx)
	if err != nil {
		return err
	}
	if r.chain = s.audit(ctx); r.chain != nil {
		return errors.Join(r.chain, l.end())
	}
	err = r.repeat(ctx, f, s)
	if err := errors.Join(err, l.end()); err != nil {
		return err
	}
	r.verify(ctx, s)
	return errors.Join(r.count(ctx, s), s.ledger.refused())
}

// repeat causes the fault again and again. The chain is verified before each time: the next has to hold its head.
func (r *row) repeat(ctx context.Context, f fault, s *scene) error {
	for r.repeated < r.asked {
		if !f.brisk {
			r.verify(ctx, s)
			if err := s.calm(ctx); err != nil {
				return err
			}
		}
		if err := f.cause(ctx, s); err != nil {
			return fmt.Errorf("time %d: %w", r.repeated+1, err)
		}
		r.repeated++
	}
	return s.calm(ctx)
}

// verify keeps the first reason for which the chain does not hold.
func (r *row) verify(ctx context.Context, s *scene) {
	if err := s.audit(ctx); r.chain == nil {
		r.chain = err
	}
}

// calm waits until the writers have gone on for a while.
func (s *scene) calm(ctx context.Context) error {
	before := s.ledger.count()
	err := until(ctx, "writers go on", func() bool { return s.ledger.count() >= before+calm })
	time.Sleep(rand.N(longestCalm))
	return err
}

// nextAcknowledgement waits for one more write: what has just been acknowledged is lost most easily.
func (s *scene) nextAcknowledgement(ctx context.Context) error {
	before := s.ledger.count()
	return until(ctx, "a write is acknowledged", func() bool { return s.ledger.count() > before })
}
