package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"hito/internal/tally"
)

// Of the writers. Each waits between two forms as if it were typing a little, so that the machine is busy and not choked.
const (
	pause      = 20 * time.Millisecond
	apiPause   = 550 * time.Millisecond // a key may ask 120 times a minute
	againAfter = 50 * time.Millisecond  // a form that was not answered is sent again
	sheetRows  = 3
)

// writer is a client that fills in one form after another.
type writer struct {
	*client
	next  func() (form, error)
	pause time.Duration
}

// load is a steady load of writers.
type load struct {
	ledger *ledger
	over   chan struct{}
	group  sync.WaitGroup
	night  sync.RWMutex // whoever holds it alone keeps everybody from sending
	mutex  sync.Mutex
	broken []error
}

// writersOf returns writers of every kind, signed in, each with indicators of its own.
func writersOf(ctx context.Context, s *scene) ([]*writer, error) {
	rows, err := s.indicators(ctx)
	if err != nil {
		return nil, err
	}
	sheet := []*series{}
	for range sheetRows {
		sheet = append(sheet, rows.take())
	}
	one, other, sent := rows.take(), rows.take(), rows.take()
	writers := make([]*writer, 5)
	for n := range writers {
		writers[n] = &writer{client: newClient(s.site), pause: cmp.Or(s.pause, pause)}
		if err := writers[n].signIn(ctx); err != nil {
			return nil, err
		}
	}
	writers[0].next = func() (form, error) { return one.valueForm(), nil }
	writers[1].next = func() (form, error) { return other.valueForm(), nil }
	writers[2].next = func() (form, error) { return sheetForm(sheet), nil }
	writers[3].next = writers[3].retoForm
	writers[4].next, writers[4].pause = sent.apiRequest, max(s.pause, apiPause)
	return writers, writers[4].takeKey(ctx)
}

// shelf are the indicators that nobody has taken yet.
type shelf []tally.Indicator

func (s *shelf) take() *series {
	first := (*s)[0]
	*s = (*s)[1:]
	return &series{Indicator: first}
}

// fewest is how many indicators all writers and causes take together.
const fewest = 8

// indicators are those of the plan that is written into; the last of them are left to causes.
func (s *scene) indicators(ctx context.Context) (shelf, error) {
	conn, err := s.owner(ctx)
	if err != nil {
		return nil, err
	}
	defer hangUp(conn)
	list, err := tally.Indicators(ctx, conn, plan)
	if err == nil && len(list) < fewest {
		err = fmt.Errorf("%q has %d indicators that take values, and %d are needed", plan, len(list), fewest)
	}
	return list, err
}

// begin sets writers to work and returns when each kind of form has been acknowledged.
func (s *scene) begin(ctx context.Context) (*load, error) {
	writers, err := writersOf(ctx, s)
	if err != nil {
		return nil, err
	}
	s.ledger = newLedger()
	l := &load{ledger: s.ledger, over: make(chan struct{})}
	var first sync.WaitGroup
	first.Add(len(writers))
	for _, w := range writers {
		l.group.Go(func() { l.keep(w.work(ctx, l, sync.OnceFunc(first.Done))) })
	}
	all := make(chan struct{})
	go func() { first.Wait(); close(all) }()
	select {
	case <-all:
		return l, nil
	case <-time.After(patience):
		return nil, errors.Join(fmt.Errorf("not every kind of form is taken within %s", patience), l.end())
	}
}

func (l *load) keep(err error) {
	if err == nil {
		return
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.broken = append(l.broken, err)
}

// end lets every writer finish the form that it is at.
func (l *load) end() error {
	close(l.over)
	l.group.Wait()
	return errors.Join(l.broken...)
}

// ending tells whether the writers have been asked to finish.
func (l *load) ending() bool {
	select {
	case <-l.over:
		return true
	default:
		return false
	}
}

// work sends one form after another until the load ends; acknowledged is called after each.
func (w *writer) work(ctx context.Context, l *load, acknowledged func()) error {
	for !l.ending() {
		f, err := w.next()
		if err != nil {
			return err
		}
		l.ledger.send(f.writes...)
		l.night.RLock()
		err = w.insist(ctx, l, f)
		l.night.RUnlock()
		if err != nil {
			return err
		}
		acknowledged()
		time.Sleep(w.pause)
	}
	return nil
}

// insist sends a form until it is answered, as a person does who presses the button again.
func (w *writer) insist(ctx context.Context, l *load, f form) error {
	for deadline := time.Now().Add(patience); ; {
		a, err := w.send(ctx, f)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err == nil && f.done(a):
			l.ledger.acknowledge(f.writes...)
			return nil
		case err != nil:
			l.ledger.fail(cause(err))
		case a.status >= http.StatusInternalServerError:
			l.ledger.fail(fmt.Sprintf("%d", a.status))
		case a.signedOut() && f.key == "":
			w.enter(ctx, l)
			continue
		case a.status != http.StatusTooManyRequests:
			l.ledger.refuse(f, a)
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%s is not answered within %s", f.path, patience)
		}
		time.Sleep(max(againAfter, min(w.pause, time.Second)))
	}
}

// enter signs in again, for whoever's session is over.
func (w *writer) enter(ctx context.Context, l *load) {
	if err := w.signIn(ctx); err != nil {
		l.ledger.fail(cause(err))
		time.Sleep(againAfter)
	}
}

// cause is the last of an error's causes, which is the same for many errors.
func cause(err error) string {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err.Error()
		}
		err = next
	}
}
