package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/tally"
)

// count compares what clients were told with what is in the database.
func (r *row) count(ctx context.Context, s *scene) error {
	conn, err := s.owner(ctx)
	if err != nil {
		return err
	}
	defer hangUp(conn)
	l := s.ledger
	r.acknowledged, r.gap, r.errors = l.count(), l.gap, l.failed()
	for _, kind := range []tally.Kind{tally.Value, tally.Reto} {
		found, err := tally.Found(ctx, conn, kind, l.marks(kind))
		if err != nil {
			return err
		}
		r.compare(l, kind, found)
	}
	return nil
}

// compare counts what was acknowledged and is not there, or is another, and what is there more than once, whether it was
// acknowledged or not.
func (r *row) compare(l *ledger, kind tally.Kind, found map[string][]string) {
	for _, w := range l.sent {
		if w.kind != kind {
			continue
		}
		values := found[w.mark]
		if len(values) > 1 {
			r.duplicated++
		}
		if l.acknowledged[w.mark] && (len(values) == 0 || values[0] != w.value) {
			r.lost++
		}
	}
}

func hangUp(conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = conn.Close(ctx) // nothing was left undone on it
}

// problem is why a row does not hold, or nil.
func (r *row) problem() error {
	switch {
	case r.failure != nil:
		return r.failure
	case r.repeated < r.asked:
		return fmt.Errorf("the fault was caused %d times of %d", r.repeated, r.asked)
	case r.acknowledged == 0:
		return errors.New("nothing was acknowledged")
	case r.control && r.lost == 0:
		return errors.New("the control lost nothing: losses would not be noticed")
	case r.control:
		return nil
	case r.lost > 0 || r.duplicated > 0:
		return fmt.Errorf("%d lost, %d duplicated", r.lost, r.duplicated)
	case r.chain != nil:
		return fmt.Errorf("the chain of the audit is broken: %w", r.chain)
	}
	return nil
}
