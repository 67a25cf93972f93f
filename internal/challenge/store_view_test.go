package challenge_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/db"
	"hito/internal/fault"
)

func (s *shelf) store() challenge.Store {
	return challenge.Store{Pool: s.Pool, Now: time.Now}
}

func (s *shelf) views(a access.Actor) (list []challenge.View) {
	s.Helper()
	err := db.ReadTx(s.Context(), s.Pool, func(tx pgx.Tx) (err error) {
		list, err = challenge.Views(s.Context(), tx, a)
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return list
}

func TestViewsAreOnesOwn(t *testing.T) {
	s := fill(t)
	store, key := s.store(), rand.Text()
	id, err := store.SaveView(t.Context(), s.technician, key, challenge.ViewDraft{Name: "  Los  tarde ", Query: "tarde=1"})
	if err != nil {
		t.Fatal(err)
	}
	if again, err := store.SaveView(t.Context(), s.technician, key, challenge.ViewDraft{Name: "  Los  tarde ", Query: "tarde=1"}); err != nil || again != id {
		t.Errorf("the same form again: %d, %v", again, err)
	}
	if got := s.views(s.technician); len(got) != 1 || got[0] != (challenge.View{ID: id, Name: "Los tarde", Query: "tarde=1"}) {
		t.Errorf("%+v", got)
	}
	if got := s.views(s.director); len(got) != 0 {
		t.Errorf("the director has %+v", got)
	}
	if err := store.DropView(t.Context(), s.director, rand.Text(), id); !errors.Is(err, fault.NotFound) {
		t.Errorf("dropping another's: %v", err)
	}
	for _, a := range []access.Actor{s.ana, s.admin} {
		if _, err := store.SaveView(t.Context(), a, rand.Text(), challenge.ViewDraft{Name: "Una"}); !errors.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", a.Name, err)
		}
	}
	drop := rand.Text()
	for range 2 {
		if err := store.DropView(t.Context(), s.technician, drop, id); err != nil {
			t.Error(err)
		}
	}
	if err := store.DropView(t.Context(), s.technician, rand.Text(), id); !errors.Is(err, fault.NotFound) || len(s.views(s.technician)) != 0 {
		t.Errorf("dropping what is gone: %v", err)
	}
	if n := s.number(`SELECT count(*) FROM audit_events WHERE action IN ('view.create', 'view.delete') AND before IS NULL AND after IS NULL`); n != 2 {
		t.Errorf("%d events", n)
	}
}

func TestViewsThatAreRefused(t *testing.T) {
	s := fill(t)
	save := func(name, query string) string {
		_, err := s.store().SaveView(t.Context(), s.technician, rand.Text(), challenge.ViewDraft{Name: name, Query: query})
		var wrong fault.Invalid
		if err != nil && !errors.As(err, &wrong) {
			t.Fatal(err)
		}
		return wrong["name"]
	}
	if got := save("Ávila", ""); got != "" {
		t.Fatal(got)
	}
	for name, query := range map[string]string{
		"": "", "\u00a0": "", "ávila": "", "AVILA": "", "Nulo\x00": "", "al\u202erevés": "", strings.Repeat("ñ", 81): "", "Larga": strings.Repeat("a", 1001),
	} {
		if save(name, query) == "" {
			t.Errorf("%q is taken", name)
		}
	}
	if got := save(strings.Repeat("ñ", 80), strings.Repeat("a", 1000)); got != "" {
		t.Error(got)
	}
}

func TestThirtyViewsAreTheMost(t *testing.T) {
	s := fill(t)
	var all sync.WaitGroup
	for n := range challenge.MostViews + 5 {
		all.Go(func() {
			_, _ = s.store().SaveView(t.Context(), s.technician, rand.Text(), challenge.ViewDraft{Name: fmt.Sprintf("Vista %d", n)})
		})
	}
	all.Wait()
	if got := len(s.views(s.technician)); got != challenge.MostViews {
		t.Errorf("%d views", got)
	}
}
