package challenge_test

import (
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
)

// canary is the name of an author that no list may tell.
const canary = "Candelaria Secreta"

// kept is a reto as a test puts it into the database; what is blank or zero is usual.
type kept struct {
	code, title, problem, privacy, state, urgency, area string
	author, unit, assignee, team, plan, objective, line int64
	shared, public, asked                               bool
	publicTitle, publicText                             string
	submitted                                           date.Date
	due                                                 date.Date
	answered                                            time.Time
}

// shelf is a database with people and retos.
type shelf struct {
	*testing.T
	*dbtest.Database
	technician, director, admin, ana, luis access.Actor
	north, south                           int64
}

func fill(t *testing.T) *shelf {
	t.Helper()
	s := &shelf{T: t, Database: dbtest.Lease(t)}
	s.north = s.number(`INSERT INTO units (name) VALUES ('Norte') RETURNING id`)
	s.south = s.number(`INSERT INTO units (name) VALUES ('Sur') RETURNING id`)
	s.technician, s.director, s.admin = s.person("Técnica", access.Technician), s.person("Directora", access.Director), s.person("Admin", access.Admin)
	s.ana, s.luis = s.person(canary, access.Staff, s.north), s.person("Luis", access.Staff, s.south)
	return s
}

func (s *shelf) number(sql string, args ...any) (n int64) {
	s.Helper()
	if err := s.Pool.QueryRow(s.Context(), sql, args...).Scan(&n); err != nil {
		s.Fatal(err)
	}
	return n
}

func (s *shelf) person(name string, role access.Role, units ...int64) access.Actor {
	s.Helper()
	id := s.number(`INSERT INTO users (email, name, role) VALUES (md5($1) || '@ejemplo.es', $1, $2) RETURNING id`, name, string(role))
	return access.Actor{Kind: access.Person, ID: id, Name: name, Role: role, Units: units}
}

// put keeps a reto and returns its number. Days are those of Madrid.
func (s *shelf) put(k kept) int64 {
	s.Helper()
	or := func(text, usual string) string {
		if text == "" {
			return usual
		}
		return text
	}
	id := func(n int64) any {
		if n == 0 {
			return nil
		}
		return n
	}
	k.state, k.privacy = or(k.state, "received"), or(k.privacy, "confidential")
	if k.submitted == 0 {
		k.submitted = date.New(2026, time.March, 2)
	}
	if k.due == 0 {
		k.due = k.submitted + 28
	}
	args := pgx.NamedArgs{
		"code": k.code, "title": or(k.title, "Título"), "problem": or(k.problem, "Problema"), "privacy": k.privacy, "state": k.state,
		"urgency": or(k.urgency, "normal"), "area": k.area, "author": id(k.author), "unit": id(k.unit), "assignee": id(k.assignee),
		"team": id(k.team), "plan": id(k.plan), "objective": id(k.objective), "line": id(k.line), "shared": k.shared,
		"public_title": k.publicTitle, "public_text": k.publicText, "submitted": k.submitted, "due": k.due,
		"at": k.submitted.Time().Add(9 * time.Hour), "answered": nil, "published": nil, "asked": nil, "secret": nil,
	}
	if !k.answered.IsZero() {
		args["answered"] = k.answered
	}
	if k.public {
		args["published"], args["public_title"], args["public_text"] = k.submitted.Time(), or(k.publicTitle, "Público"), or(k.publicText, "Texto público")
	}
	if k.asked {
		args["asked"] = k.submitted.Time()
	}
	if k.privacy == "anonymous" {
		args["secret"] = []byte(fmt.Sprintf("%032s", k.code))
	}
	var number int64
	err := s.Pool.QueryRow(s.Context(), `
		INSERT INTO challenges (code, title, problem, privacy, state, urgency, urgency_reason, area, author_id, secret_digest, unit_id, assignee_id,
		       assigned_unit_id, plan_id, objective_id, line_id, shared, public_title, public_text, published_at, submitted_on, submitted_at,
		       state_since, answer_due_on, answered_at, decision_asked_at, contact_name)
		VALUES (@code, @title, @problem, @privacy, @state, @urgency, CASE WHEN @urgency = 'high' THEN 'Sí' ELSE '' END, @area, @author, @secret, @unit, @assignee,
		       @team, @plan, @objective, @line, @shared, @public_title, @public_text, @published, @submitted, @at,
		       @at, @due, @answered, @asked, CASE WHEN @privacy = 'anonymous' THEN '`+canary+`' ELSE '' END)
		RETURNING id`, args).Scan(&number)
	if err != nil {
		s.Fatal(err)
	}
	return number
}

func (s *shelf) follow(reto int64, by access.Actor, supports bool) {
	s.Helper()
	s.number(`INSERT INTO challenge_followers (challenge_id, user_id, supports, follows, since) VALUES ($1, $2, $3, true, now()) RETURNING 1`, reto, by.ID, supports)
}

// today is the day on which lists are looked at.
var today = date.New(2026, time.November, 27)

func (s *shelf) list(a access.Actor, q challenge.ListQuery) (list []challenge.Listed) {
	s.Helper()
	if q.Limit == 0 {
		q.Limit = 1000
	}
	err := db.ReadTx(s.Context(), s.Pool, func(tx pgx.Tx) (err error) {
		list, err = challenge.List(s.Context(), tx, a, today, q)
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return list
}

func (s *shelf) titles(a access.Actor, q challenge.ListQuery) string {
	s.Helper()
	var titles []string
	for _, l := range s.list(a, q) {
		titles = append(titles, l.Title)
	}
	return strings.Join(titles, " ")
}

// codeOf makes a code out of a number.
func codeOf(n int) string {
	const digits = "2345679ACDEFHKMNPRTUXY"
	code := []byte(strings.Repeat("2", 15))
	for at := 14; n > 0; at, n = at-1, n/len(digits) {
		code[at] = digits[n%len(digits)]
	}
	return string(code)
}
