package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/bench"
	"hito/internal/challenge"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/cluster"
	"hito/internal/source"
)

// retoSizes are how many retos are measured beside each other.
var retoSizes = []int{1_000, 10_000}

const retoRounds = 15

// retoPages are visited by whoever handles retos; {code} is one that is a project.
var retoPages = []struct{ what, path string }{
	{"their list", "/retos"},
	{"searching it for two words", "/retos?texto=citas+verano"},
	{"their board", "/retos/tablero"},
	{"the map of impact and effort", "/retos/mapa"},
	{"their figures", "/retos/cifras"},
	{"the page of one of them, a project", "/retos/{code}"},
	{"retos to merge it with", "/retos/{code}/fusion"},
	{"the home page, with what waits", "/"},
}

// measureRetos visits the pages of retos and submits some, in databases of each size.
func measureRetos(ctx context.Context, server *cluster.Cluster, t *table) error {
	for _, size := range retoSizes {
		log.Printf("%s retos", thousands(size))
		name := fmt.Sprintf("retos_%d", size)
		url, err := bench.MakeChallenges(ctx, server, name, date.Of(time.Now()), bench.Challenges{Count: size, People: 300, Units: 40})
		if err != nil {
			return err
		}
		s, err := newSite(ctx, url)
		if err != nil {
			return err
		}
		rows, err := s.measureRetos(ctx, size)
		s.pool.Close()
		if err != nil {
			return err
		}
		t.add(rows...)
	}
	return nil
}

func (s *site) measureRetos(ctx context.Context, size int) ([]row, error) {
	if err := s.askNoSecondFactor(ctx); err != nil {
		return nil, err
	}
	emails, err := addPeople(ctx, s.pool, 1, access.Technician)
	if err != nil {
		return nil, err
	}
	cookie, err := s.signIn(ctx, emails[0])
	if err != nil {
		return nil, err
	}
	code, err := bench.AProject(ctx, s.pool)
	if err != nil {
		return nil, err
	}
	var rows []row
	for _, page := range retoPages {
		var sent recording
		path := strings.ReplaceAll(page.path, "{code}", challenge.Grouped(code))
		if err := s.visitAs(context.WithValue(ctx, recordingKey{}, &sent), path, cookie); err != nil {
			return nil, err
		}
		times, err := measure(retoRounds, func() error { return s.visitAs(ctx, path, cookie) })
		if err != nil {
			return nil, err
		}
		rows = append(rows, row{ofRetos(size, page.what), fmt.Sprintf("%s; %d statements", times[0], len(sent.statements)), "", unbounded})
	}
	stored, err := s.measureRetoStores(ctx, size)
	return append(rows, stored...), err
}

func ofRetos(size int, what string) string { return fmt.Sprintf("%s retos: %s", thousands(size), what) }

// measureRetoStores measures what pages are made of, without the pages.
func (s *site) measureRetoStores(ctx context.Context, size int) (rows []row, err error) {
	for _, one := range []struct {
		what string
		do   func() error
	}{
		{"similar ones to a title, for whoever handles them", func() error {
			return similarTo(ctx, s.pool, access.Actor{Kind: access.Person, ID: 1, Role: access.Technician})
		}},
		{"similar ones to a title, for the public", func() error { return similarTo(ctx, s.pool, access.Actor{}) }},
		{"submitting one, with its events and notices", func() error { return submitReto(ctx, s.pool) }},
		{"counting them for three indicators", func() error { return countRetos(ctx, s.pool) }},
	} {
		times, err := measure(retoRounds, one.do)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row{ofRetos(size, one.what), times[0].String(), "", unbounded})
	}
	return rows, nil
}

func similarTo(ctx context.Context, pool *pgxpool.Pool, a access.Actor) error {
	return db.ReadTx(ctx, pool, func(tx pgx.Tx) error {
		_, err := challenge.SimilarTo(ctx, tx, a, "Las citas se piden por teléfono y nadie contesta")
		return err
	})
}

// submitReto sends one unlike all others, as somebody of the staff.
func submitReto(ctx context.Context, pool *pgxpool.Pool) error {
	author, err := bench.SomeStaff(ctx, pool)
	if err != nil {
		return err
	}
	store := challenge.Store{Pool: pool, Now: time.Now, Today: func() date.Date { return date.Of(time.Now()) }}
	_, err = store.Submit(ctx, challenge.Intake{
		Actor: access.Actor{Kind: access.Person, ID: author, Name: "Persona", Role: access.Staff}, Key: rand.Text(),
		Typed: challenge.Submission{
			Title: rand.Text(), Problem: "El papel se pierde entre dos centros y nadie sabe dónde está.", Area: "Centro", Urgency: string(challenge.Normal),
			Privacy: string(challenge.Named),
		},
	})
	return err
}

func countRetos(ctx context.Context, pool *pgxpool.Pool) error {
	return db.ReadTx(ctx, pool, func(tx pgx.Tx) error {
		_, err := source.AllPending(ctx, tx, date.Of(time.Now()))
		return err
	})
}
