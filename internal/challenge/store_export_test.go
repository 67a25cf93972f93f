package challenge_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/date"
	"hito/internal/fault"
)

func TestExportsTellNoAuthors(t *testing.T) {
	s := fill(t)
	s.put(kept{code: codeOf(1), title: "Uno", author: s.ana.ID, unit: s.north, public: true, submitted: date.New(2026, 1, 1)})
	s.put(kept{code: codeOf(2), title: "Dos", privacy: "anonymous", submitted: date.New(2026, 1, 2)})
	reto := s.put(kept{code: codeOf(3), title: "Tres", author: s.luis.ID, submitted: date.New(2026, 2, 2), state: "admitted", answered: time.Date(2026, 2, 3, 0, 0, 0, 0, time.UTC)})
	plan := s.number(`INSERT INTO plans (slug, title, body, starts_on, ends_on) VALUES ('p', 'Plan', 'B', '2026-01-01', '2026-12-31') RETURNING id`)
	objective := s.number(`INSERT INTO objectives (plan_id, position, code, title) VALUES ($1, 1, 'O1', 'Objetivo') RETURNING id`, plan)
	s.number(`INSERT INTO challenge_links (challenge_id, plan_id, objective_id, linked_at) VALUES ($1, $2, $3, now()) RETURNING id`, reto, plan, objective)
	e := challenge.Export{Actor: s.director, At: time.Now(), Today: today, Query: challenge.ListQuery{From: date.New(2026, 1, 2), Text: "dos", Sort: challenge.BySupporters}}
	if err := e.Record(t.Context(), s.Pool); err != nil {
		t.Fatal(err)
	}
	if n := s.number(`SELECT count(*) FROM audit_events WHERE action = 'challenge.export' AND actor_id = $1 AND after = '{"from": "2026-01-02", "text_search": true, "count": 1}'`, s.director.ID); n != 1 {
		t.Errorf("%d events", n)
	}
	e.Query.Text = ""
	var got []string
	more, err := e.Each(t.Context(), s.Pool, func(one challenge.Exported) error {
		got = append(got, fmt.Sprintf("%s %v", one.Title, one.Linked))
		if strings.Contains(fmt.Sprintf("%+v", one), canary) {
			t.Errorf("%+v", one)
		}
		return nil
	})
	if err != nil || more || fmt.Sprint(got) != "[Tres true Dos false]" {
		t.Errorf("%v %v %v", got, more, err)
	}
}

func TestExportsAreForThoseWhoHandleRetos(t *testing.T) {
	s := fill(t)
	for _, a := range []access.Actor{{}, s.ana, s.admin} {
		err := challenge.Export{Actor: a, At: time.Now(), Today: today}.Record(t.Context(), s.Pool)
		if !errors.Is(err, fault.Forbidden) && !errors.Is(err, fault.SignIn) {
			t.Errorf("%s: %v", a.Name, err)
		}
	}
	if n := s.number(`SELECT count(*) FROM audit_events`); n != 0 {
		t.Errorf("%d events", n)
	}
}
