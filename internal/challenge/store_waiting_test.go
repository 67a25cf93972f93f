package challenge_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/challenge"
	"hito/internal/db"
)

// tasks are what waits for somebody.
func (w *cases) tasks(who string) (found challenge.Tasks) {
	w.Helper()
	w.must(db.ReadTx(w.Context(), w.Pool, func(tx pgx.Tx) (err error) {
		found, err = challenge.FindTasks(w.Context(), tx, w.people[who], caseDay)
		return err
	}))
	found.DecideSince = time.Time{}
	return found
}

func (w *cases) undecided(who string, plan int64) (found challenge.Undecideds) {
	w.Helper()
	w.must(db.ReadTx(w.Context(), w.Pool, func(tx pgx.Tx) (err error) {
		found, err = challenge.FindUndecided(w.Context(), tx, w.people[who], plan, caseDay)
		return err
	}))
	return found
}

// planned is a plan with an objective, both by their numbers.
func (w *cases) planned(slug string) (plan, objective int64) {
	w.Helper()
	plan = w.number(`
		INSERT INTO plans (slug, title, body, state, starts_on, ends_on)
		VALUES ($1, 'Plan', 'Un ayuntamiento', 'active', '2026-01-01', '2026-12-31')
		RETURNING id`, slug)
	return plan, w.number(`INSERT INTO objectives (plan_id, position, code, title) VALUES ($1, 1, 'O1', 'O') RETURNING id`, plan)
}

func TestWhatWaitsForEach(t *testing.T) {
	w := openCases(t)
	for name := range w.people {
		if got := w.tasks(name); !reflect.DeepEqual(got, challenge.Tasks{Values: got.Values}) || len(got.Values) > 0 {
			t.Errorf("with nothing there, %s has %+v", name, got)
		}
	}
	asked := fields{"decision_asked_at": caseDay.Time(), "answered_at": caseDay.Time()}
	w.reto(challenge.Received, nil)
	w.reto(challenge.Received, fields{"answer_due_on": caseDay - 1})
	w.reto(challenge.Analysis, asked)
	w.reto(challenge.Waiting, fields{"answered_at": caseDay.Time(), "assignee_id": nil, "assigned_unit_id": w.unit})
	w.reto(challenge.Discarded, fields{"answered_at": nil, "answer_due_on": caseDay - 1})
	w.reto(challenge.Withdrawn, nil)
	plan, objective := w.planned("p")
	w.exec(`
		WITH counting AS (
		       INSERT INTO indicators (plan_id, objective_id, position, code, title, target) VALUES ($1, $2, 1, 'I1', 'Retos', 7) RETURNING plan_id, id)
		INSERT INTO indicator_sources (plan_id, indicator_id, counts, from_on, to_on, automatic)
		SELECT plan_id, id, 'received', '2026-01-01', '2026-12-31', false
		  FROM counting`, plan, objective)
	for name, want := range map[string]challenge.Tasks{
		"visitor": {}, "stranger": {}, "follower": {}, "admin": {},
		"technician": {Unanswered: 2, UnansweredLate: 1},
		"director":   {Decide: 1},
		"author":     {Asked: 1},
		"assigned":   {Assigned: 3, AssignedLate: 1},
		"colleague":  {Assigned: 1, ByUnit: 1},
	} {
		got := w.tasks(name)
		if (len(got.Values) == 1) != (name == "technician") {
			t.Errorf("%s: %d values wait", name, len(got.Values))
		}
		got.Values = nil
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}

func TestWhatWaitsForADecisionBesideAPlan(t *testing.T) {
	w := openCases(t)
	plan, objective := w.planned("p")
	other, elsewhere := w.planned("otro")
	at := func(hours int) time.Time { return caseDay.Time().Add(-time.Duration(hours) * time.Hour) }
	w.reto(challenge.Analysis, fields{"title": "Corto", "decision_asked_at": at(1), "plan_id": plan, "objective_id": objective})
	w.reto(challenge.Analysis, fields{"title": "De otro plan", "decision_asked_at": at(9), "plan_id": other, "objective_id": elsewhere})
	long := w.reto(challenge.Analysis, fields{"title": "Largo", "decision_asked_at": at(48)})
	w.reto(challenge.Received, fields{"title": "Tarde", "answer_due_on": caseDay - 1})
	w.reto(challenge.Received, fields{"title": "Tarde, de otro plan", "answer_due_on": caseDay - 1, "plan_id": other, "objective_id": elsewhere})
	for _, name := range []string{"technician", "director"} {
		w.exec(`
			WITH evaluated AS (
			       INSERT INTO challenge_evaluations (challenge_id, user_id, evaluated_at)
			       SELECT id, $2, now() FROM challenges WHERE code = $1
			       RETURNING challenge_id, user_id)
			INSERT INTO challenge_scores (challenge_id, user_id, criterion, score)
			SELECT e.challenge_id, e.user_id, k.criterion, k.score
			  FROM evaluated e, (VALUES ('impact', 4), ('cost', 2)) AS k (criterion, score)`, long, w.people[name].ID)
	}
	for _, name := range []string{"technician", "director"} {
		got := w.undecided(name, plan)
		if len(got.List) != 2 || got.All != 2 || got.Late != 1 || got.List[0].Title != "Largo" || got.List[1].Title != "Corto" {
			t.Fatalf("%s: %+v", name, got)
		}
		if one := got.List[0]; one.Impact.Decimal.String() != "4" || one.Effort.Decimal.String() != "4" || !one.AskedAt.Equal(at(48)) {
			t.Errorf("the longest is %+v", one)
		}
		if got.List[1].Impact.Valid {
			t.Error("one that nobody has evaluated has an impact")
		}
	}
	for _, name := range []string{"visitor", "author", "assigned", "follower", "admin"} {
		if got := w.undecided(name, plan); len(got.List)+got.All+got.Late > 0 {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestRetosAreNamedToWhoeverMayReadThem(t *testing.T) {
	w := openCases(t)
	hidden := w.reto(challenge.Analysis, fields{"title": "Reservado", "shared": false})
	public := w.reto(challenge.Analysis, fields{"title": "Dentro", "public_title": "Fuera", "public_text": "Texto", "published_at": caseDay.Time()})
	w.exec(`DELETE FROM challenge_followers`)
	ids := []int64{w.number(`SELECT id FROM challenges WHERE code = $1`, hidden), w.number(`SELECT id FROM challenges WHERE code = $1`, public)}
	for name, want := range map[string][2]string{
		"technician": {"Reservado", "Dentro"}, "director": {"Reservado", "Dentro"}, "author": {"Reservado", "Dentro"}, "assigned": {"Reservado", "Dentro"},
		"colleague": {"", "Dentro"}, "admin": {"", "Fuera"}, "stranger": {"", "Fuera"}, "visitor": {"", "Fuera"},
	} {
		var named map[int64]challenge.Mention
		w.must(db.ReadTx(t.Context(), w.Pool, func(tx pgx.Tx) (err error) {
			named, err = challenge.Mentions(t.Context(), tx, w.people[name], ids)
			return err
		}))
		if got := [2]string{named[ids[0]].Title, named[ids[1]].Title}; got != want {
			t.Errorf("%s is told %q, want %q", name, got, want)
		}
	}
}
