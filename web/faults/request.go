package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
)

// requestFaults are what clients do to each other and to themselves.
var requestFaults = []fault{twoTechnicians(), oneFormAtOnce()}

// crowd are clients that sit beside the steady writers, with an indicator of their own.
type crowd struct {
	clients []*client
	rows    *series
}

// crowdOf stages an embedded scene and signs so many clients in.
func crowdOf(ctx context.Context, e *env, count int) (*scene, *crowd, error) {
	s, err := embedded(ctx, e)
	if err != nil {
		return nil, nil, err
	}
	c := &crowd{}
	list, err := s.indicators(ctx)
	if err == nil {
		c.rows = &series{Indicator: list[len(list)-1]}
	}
	for range count {
		one := newClient(s.site)
		err = errors.Join(err, one.signIn(ctx))
		c.clients = append(c.clients, one)
	}
	if err != nil {
		return nil, nil, errors.Join(err, s.close())
	}
	return s, c, nil
}

// reply is what came of one of several requests.
type reply struct {
	answer
	err error
}

// together has every client send a form at the same moment; forms may be fewer, and go round.
func together(ctx context.Context, clients []*client, forms ...form) []reply {
	replies := make([]reply, len(clients))
	var group sync.WaitGroup
	begin := make(chan struct{})
	for n, c := range clients {
		group.Go(func() {
			<-begin
			replies[n].answer, replies[n].err = c.send(ctx, forms[n%len(forms)])
		})
	}
	close(begin)
	group.Wait()
	return replies
}

// twoTechnicians write into one day of one indicator at the same time, both from the same version of it.
func twoTechnicians() fault {
	var two *crowd
	return fault{
		name: "Two technicians on one indicator at the same time", repeat: 200, brisk: true,
		stage: func(ctx context.Context, e *env) (s *scene, err error) {
			s, two, err = crowdOf(ctx, e, 2)
			return s, err
		},
		cause: func(ctx context.Context, s *scene) error {
			day := two.rows.day()
			if err := two.contend(ctx, s.ledger, two.rows.valueOn(day), two.rows.valueOn(day)); err != nil {
				return fmt.Errorf("first values: %w", err)
			}
			if err := two.contend(ctx, s.ledger, two.rows.correctionOn(day, 1), two.rows.correctionOn(day, 1)); err != nil {
				return fmt.Errorf("corrections: %w", err)
			}
			return nil
		},
	}
}

// contend sends two forms of which exactly one may be taken; the other's client has to be told of it.
func (c *crowd) contend(ctx context.Context, l *ledger, forms ...form) error {
	taken, told := 0, 0
	for _, f := range forms {
		l.send(f.writes...)
	}
	for n, r := range together(ctx, c.clients, forms...) {
		switch {
		case r.err != nil:
			return r.err
		case forms[n].done(r.answer):
			taken++
			l.acknowledge(forms[n].writes...)
		case r.status == http.StatusConflict:
			told++
		default:
			return fmt.Errorf("a form answers %d", r.status)
		}
	}
	if taken != 1 || told != 1 {
		return fmt.Errorf("of two forms %d were taken, and %d were told of the other", taken, told)
	}
	return nil
}

// impatience is how often one form is sent at once.
const impatience = 50

// oneFormAtOnce sends one form again and again at the same moment: a value, a sheet and a reto.
func oneFormAtOnce() fault {
	var all *crowd
	return fault{
		name: fmt.Sprintf("One form sent %d times at once: a value, a sheet, a reto", impatience), short: true, brisk: true,
		stage: func(ctx context.Context, e *env) (s *scene, err error) {
			s, all, err = crowdOf(ctx, e, 1)
			return s, err
		},
		cause: func(ctx context.Context, s *scene) error {
			reto, err := all.clients[0].retoForm()
			if err != nil {
				return err
			}
			for _, f := range []form{all.rows.valueForm(), sheetForm([]*series{all.rows}), reto} {
				if err := all.press(ctx, s.ledger, f); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// press sends a form many times at once, as one person whose button was pressed many times: all are told the same.
func (c *crowd) press(ctx context.Context, l *ledger, f form) error {
	same := make([]*client, impatience)
	for n := range same {
		same[n] = c.clients[0]
	}
	l.send(f.writes...)
	replies := together(ctx, same, f)
	for _, r := range replies {
		if r.err != nil {
			return fmt.Errorf("%s sent %d times: %w", f.path, impatience, r.err)
		}
		if !f.done(r.answer) || r.location != replies[0].location {
			return fmt.Errorf("%s sent %d times: one answers %d to %q, another %d to %q",
				f.path, impatience, r.status, r.location, replies[0].status, replies[0].location)
		}
	}
	l.acknowledge(f.writes...)
	return nil
}
