package challenge_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/fault"
)

var caseDay = date.New(2026, time.March, 16) // a Monday

// cases is a department with people of every role, who handle retos.
type cases struct {
	*testing.T
	challenge.Store
	people map[string]access.Actor
	unit   int64
	made   int
}

func openCases(t *testing.T) *cases {
	t.Helper()
	w := &cases{T: t, people: map[string]access.Actor{"visitor": {}}}
	w.Store = challenge.Store{
		Pool: dbtest.Lease(t).Pool, Now: func() time.Time { return caseDay.Time().Add(9 * time.Hour) }, Today: func() date.Date { return caseDay },
	}
	w.unit = w.number(`INSERT INTO units (name) VALUES ('Unidad de Programas') RETURNING id`)
	// In an order, so that nobody's number is that of the unit in some runs alone.
	for n, name := range []string{"technician", "director", "admin", "author", "assigned", "follower", "stranger", "colleague"} {
		role := access.Staff
		if n < 3 {
			role = []access.Role{access.Technician, access.Director, access.Admin}[n]
		}
		a := access.Actor{Kind: access.Person, Name: name, Role: role, Session: 1}
		a.ID = w.number(`INSERT INTO users (email, name, role) VALUES ($1 || '@ejemplo.es', $1, $2) RETURNING id`, name, role)
		if name == "colleague" {
			a.Units = []int64{w.unit}
			w.exec(`INSERT INTO user_units (user_id, unit_id) VALUES ($1, $2)`, a.ID, w.unit)
		}
		w.people[name] = a
	}
	return w
}

func (w *cases) exec(sql string, args ...any) {
	w.Helper()
	if _, err := w.Pool.Exec(w.Context(), sql, args...); err != nil {
		w.Fatal(err)
	}
}

func (w *cases) number(sql string, args ...any) (n int64) {
	w.Helper()
	if err := w.Pool.QueryRow(w.Context(), sql, args...).Scan(&n); err != nil {
		w.Fatal(err)
	}
	return n
}

func (w *cases) text(sql string, args ...any) (text string) {
	w.Helper()
	if err := w.Pool.QueryRow(w.Context(), sql, args...).Scan(&text); err != nil {
		w.Fatal(err)
	}
	return text
}

// fields are columns of a reto with their values.
type fields map[string]any

// reto writes one in a state, with a follower, assigned to somebody, and returns its code. Fields replace its columns.
func (w *cases) reto(state challenge.State, more fields) string {
	w.Helper()
	w.made++
	letters := []byte("AAAAAAAAAAAAAAA")
	for n, left := len(letters)-1, w.made; left > 0; n, left = n-1, left/10 {
		letters[n] = "ACDEFHKMNP"[left%10]
	}
	row := fields{
		"code": string(letters), "title": fmt.Sprint("Reto ", w.made), "problem": "Esperan mucho", "privacy": "confidential",
		"author_id": w.people["author"].ID, "state": state, "assignee_id": w.people["assigned"].ID, "unit_id": w.unit, "shared": true,
		"state_since": w.Now().Add(-time.Hour), "submitted_at": w.Now().AddDate(0, 0, -10), "submitted_on": caseDay - 10, "answer_due_on": caseDay + 18,
	}
	if state == challenge.Merged {
		row["merged_into"] = w.number(`SELECT id FROM challenges WHERE code = $1`, w.reto(challenge.Analysis, nil))
		row["code"] = strings.Replace(string(letters), "A", "X", 1)
	}
	for name, value := range more {
		row[name] = value
	}
	var names, places []string
	var values []any
	for name, value := range row {
		names, values = append(names, name), append(values, value)
		places = append(places, fmt.Sprint("$", len(values)))
	}
	id := w.number(`INSERT INTO challenges (`+strings.Join(names, ", ")+`) VALUES (`+strings.Join(places, ", ")+`) RETURNING id`, values...)
	w.exec(`
		INSERT INTO challenge_followers (challenge_id, user_id, supports, follows, since)
		VALUES ($1, $2, true, true, now())`, id, w.people["follower"].ID)
	return row["code"].(string)
}

func (w *cases) change(who, code string) challenge.Change {
	return challenge.Change{Actor: w.people[who], Key: rand.Text(), Code: code}
}

// as finds a reto as somebody may know it.
func (w *cases) as(who, code string) (c challenge.Challenge) {
	w.Helper()
	w.must(db.ReadTx(w.Context(), w.Pool, func(tx pgx.Tx) (err error) {
		c, err = challenge.Find(w.Context(), tx, w.people[who], code)
		return err
	}))
	return c
}

func (w *cases) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *cases) is(err, kind error) {
	w.Helper()
	if !errors.Is(err, kind) {
		w.Errorf("error %v, want %v", err, kind)
	}
}

// wrong checks that an error tells what is wrong with a field.
func (w *cases) wrong(err error, field, message string) {
	w.Helper()
	var invalid fault.Invalid
	if !errors.As(err, &invalid) || !strings.Contains(invalid[field], message) {
		w.Errorf("error %v (%q), want %q at %s", err, map[string]string(invalid), message, field)
	}
}

// written counts all that a change of a reto may write.
func (w *cases) written() string {
	w.Helper()
	return w.text(`
		SELECT concat_ws(' ', (SELECT count(*) FROM challenge_moves), (SELECT count(*) FROM notices), (SELECT count(*) FROM audit_events),
		                      (SELECT sum(version) FROM challenges), (SELECT count(*) FROM challenge_followers), (SELECT count(*) FROM submissions))`)
}

// told is what was told of a reto, one after the other, and to whom, by their names: "author: El reto …".
func (w *cases) told(code string) string {
	w.Helper()
	return w.text(`
		SELECT coalesce(string_agg(u.name || ': ' || n.body, E'\n' ORDER BY n.first, u.name), '')
		  FROM (SELECT *, min(id) OVER (PARTITION BY challenge_id, body) AS first FROM notices) n
		  JOIN users u ON u.id = n.user_id
		  JOIN challenges c ON c.id = n.challenge_id
		 WHERE c.code = $1`, code)
}

// happened is the last event of a reto: who, what, before and after.
func (w *cases) happened(code string) string {
	w.Helper()
	return w.text(`
		SELECT concat_ws(' ', coalesce(u.name, 'nobody'), e.action, e.before, e.after)
		  FROM audit_events e
		  LEFT JOIN users u ON u.id = e.actor_id
		  JOIN challenges c ON c.id = e.object_id
		 WHERE c.code = $1 AND e.object_type = 'challenge'
		 ORDER BY e.id DESC
		 LIMIT 1`, code)
}
