package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/user"
)

const (
	signIns      = 40 // at the same time
	mostSlowed   = 3  // times a page's usual time, meanwhile
	benchWord    = "lápiz nube cartero verde"
	signInRounds = 5
)

// measureSignIns tells what a rush of sign-ins does to somebody who reads a dashboard, and what a session costs.
func measureSignIns(ctx context.Context, s *site, path string, t *table) error {
	log.Printf("%d sign-ins at once", signIns)
	emails, err := addPeople(ctx, s.pool, signIns, access.Staff)
	if err != nil {
		return err
	}
	usual, err := measure(80, func() error { _, err := s.visit(ctx, path); return err })
	if err != nil {
		return err
	}
	var meanwhile, each timing
	for range signInRounds {
		pages, entries, err := s.rush(ctx, emails, path)
		if err != nil {
			return err
		}
		meanwhile, each = append(meanwhile, pages...), append(each, entries...)
	}
	slices.Sort(meanwhile)
	slices.Sort(each)
	t.add(atMost(fmt.Sprintf("Dashboard of 21 indicators during %d sign-ins at once, against its usual time", signIns),
		fmt.Sprintf("%s, usually %s; a sign-in takes %s", meanwhile, usual[0], each), ratio(meanwhile, usual[0]), mostSlowed))
	return s.measureSession(ctx, emails[0], path, t)
}

// addPeople makes people who can sign in, as an administrator would.
func addPeople(ctx context.Context, pool *pgxpool.Pool, count int, role access.Role) ([]string, error) {
	users := user.Store{Pool: pool, Now: time.Now}
	from := user.From{Device: "benchmark"}
	emails := make([]string, count)
	for n := range emails {
		emails[n] = strings.ToLower(rand.Text()) + "@benchmark.example"
		draft := user.Draft{Email: emails[n], Name: "Persona", Role: role}
		_, token, err := users.Invite(ctx, access.Actor{Kind: access.Command}, rand.Text(), draft)
		if err != nil {
			return nil, err
		}
		if _, err := users.AnswerLink(ctx, from, token, user.Answer{Password: benchWord}); err != nil {
			return nil, err
		}
	}
	return emails, nil
}

// rush signs everybody in at the same time and visits a page again and again until they are in.
func (s *site) rush(ctx context.Context, emails []string, path string) (pages, entries timing, err error) {
	var group sync.WaitGroup
	over := make(chan struct{})
	took, failed := make([]time.Duration, len(emails)), make([]error, len(emails))
	for n, email := range emails {
		group.Go(func() {
			start := time.Now()
			_, failed[n] = s.signIn(ctx, email)
			took[n] = time.Since(start)
		})
	}
	go func() { group.Wait(); close(over) }()
	for {
		select {
		case <-over:
			return pages, took, errors.Join(failed...)
		default:
		}
		start := time.Now()
		if _, err := s.visit(ctx, path); err != nil {
			return nil, nil, err
		}
		pages = append(pages, time.Since(start))
	}
}

// signIn returns the cookie of a new session.
func (s *site) signIn(ctx context.Context, email string) (*http.Cookie, error) {
	form := url.Values{"email": {email}, "password": {benchWord}, "clave_envio": {rand.Text()}}
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/entrar", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	if w.Code != http.StatusSeeOther || len(w.Result().Cookies()) == 0 {
		return nil, fmt.Errorf("a sign-in answers %d", w.Code)
	}
	return w.Result().Cookies()[0], nil
}

// measureSession counts the statements that a session adds to a page.
func (s *site) measureSession(ctx context.Context, email, path string, t *table) error {
	cookie, err := s.signIn(ctx, email)
	if err != nil {
		return err
	}
	var public, private recording
	if _, err := s.visit(context.WithValue(ctx, recordingKey{}, &public), path); err != nil {
		return err
	}
	if err := s.visitAs(context.WithValue(ctx, recordingKey{}, &private), path, cookie); err != nil {
		return err
	}
	times, err := measure(80,
		func() error { _, err := s.visit(ctx, path); return err },
		func() error { return s.visitAs(ctx, path, cookie) },
	)
	if err != nil {
		return err
	}
	added := len(private.statements) - len(public.statements)
	t.add(below("What a session adds to a page", fmt.Sprintf("%d statement, and %s instead of %s", added, times[1], times[0]), float64(added), 1, "statement"))
	return nil
}

func (s *site) visitAs(ctx context.Context, path string, cookie *http.Cookie) error {
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil)
	r.Header.Set("Accept-Encoding", "gzip, deflate, br, zstd")
	r.AddCookie(cookie)
	w := httptest.NewRecorder()
	if s.handler.ServeHTTP(w, r); w.Code != http.StatusOK {
		return fmt.Errorf("%s answers %d to a person", path, w.Code)
	}
	return nil
}
