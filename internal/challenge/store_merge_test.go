package challenge_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgerrcode"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"hito/internal/challenge"
	"hito/internal/db"
	"hito/internal/fault"
)

func (w *cases) merge(from, into string) error {
	c := w.change("technician", from)
	c.Version = 1
	return w.Merge(w.Context(), c, into)
}

// attends is who supports (s) and follows (f) a reto, by name.
func (w *cases) attends(code string) string {
	w.Helper()
	return w.text(`
		SELECT coalesce(string_agg(u.name || ':' || CASE WHEN f.supports THEN 's' ELSE '' END || CASE WHEN f.follows THEN 'f' ELSE '' END, ' ' ORDER BY u.name), '')
		  FROM challenge_followers f
		  JOIN users u ON u.id = f.user_id
		  JOIN challenges c ON c.id = f.challenge_id
		 WHERE c.code = $1`, code)
}

func (w *cases) attend(code, who string, supports, follows bool) {
	w.Helper()
	w.exec(`
		INSERT INTO challenge_followers (challenge_id, user_id, supports, follows, since)
		SELECT id, $2, $3, $4, now() FROM challenges WHERE code = $1
		ON CONFLICT (challenge_id, user_id) DO UPDATE SET supports = $3, follows = $4`, code, w.people[who].ID, supports, follows)
}

func (w *cases) say(code, kind, body string) {
	w.Helper()
	w.exec(`
		INSERT INTO challenge_messages (challenge_id, kind, body, written_at, written_by)
		SELECT id, $2, $3, now(), CASE WHEN $2 <> 'author' THEN $4::bigint END FROM challenges WHERE code = $1`, code, kind, body, w.people["technician"].ID)
}

// said is what is said about a reto, with where it was said first.
func (w *cases) said(code string) string {
	w.Helper()
	return w.text(`
		SELECT coalesce(string_agg(m.kind || ' ' || m.body || coalesce(' from ' || o.code, ''), '|' ORDER BY m.id), '')
		  FROM challenge_messages m
		  JOIN challenges c ON c.id = m.challenge_id
		  LEFT JOIN challenges o ON o.id = m.merged_from
		 WHERE c.code = $1`, code)
}

func TestWhatAMergeMoves(t *testing.T) {
	w := openCases(t)
	from := w.reto(challenge.Analysis, fields{"decision_asked_at": w.Now()})
	into := w.reto(challenge.Admitted, fields{"author_id": w.people["colleague"].ID})
	w.attend(from, "colleague", true, true) // the target's author
	w.attend(from, "stranger", true, false)
	w.attend(into, "stranger", false, true)
	w.attend(from, "director", false, true)
	for _, kind := range []string{"internal", "author", "answer"} {
		w.say(from, kind, "En el primero")
	}
	w.say(into, "internal", "En el segundo")
	w.must(w.merge(from, into))

	c, target := w.as("technician", from), w.as("technician", into)
	if c.State != challenge.Merged || c.MergedID != target.ID || !c.DecisionAsked.IsZero() || target.State != challenge.Admitted {
		t.Errorf("merged: %+v into %+v", c, target)
	}
	if got := w.attends(from) + "/" + w.attends(into); got != "/author:sf director:f follower:sf stranger:sf" {
		t.Errorf("attend: %s", got)
	}
	if got := w.said(from) + "/" + w.said(into); got != "author En el primero|answer En el primero/internal En el primero from "+from+"|internal En el segundo" {
		t.Errorf("said: %s", got)
	}
	told := w.told(from)
	for _, who := range []string{"author", "colleague", "director", "follower"} {
		if !strings.Contains(told, who+": El reto se ha unido a otro que ya se tramita, porque tratan de lo mismo.") {
			t.Errorf("%s was not told: %s", who, told)
		}
	}
	if strings.Contains(told, "stranger") || strings.Contains(told, target.Title) || w.told(into) != "" {
		t.Errorf("told: %s", told)
	}
	if got, want := w.happened(from), fmt.Sprintf(`technician challenge.merge {"state": "analysis"} {"state": "merged", "merged_into": %d}`, target.ID); got != want {
		t.Errorf("happened: %s, want %s", got, want)
	}
	if got, want := w.happened(into), fmt.Sprintf(`technician challenge.absorb {"notes": 1, "supporters": 3, "merged_from": %d}`, c.ID); got != want {
		t.Errorf("happened: %s, want %s", got, want)
	}
	if who := w.as("author", into); !who.Supports || who.Title != target.Title || who.Whole {
		t.Errorf("its author reads of the other: %+v", who)
	}
}

// An anonymous author follows nothing: there is no account.
func TestAMergedRetoOfNobody(t *testing.T) {
	w := openCases(t)
	from := w.reto(challenge.Received, fields{"privacy": "anonymous", "author_id": nil, "secret_digest": w.anonymous()})
	into := w.reto(challenge.Received, fields{"published_at": w.Now(), "public_title": "Lo público", "public_text": "T"})
	w.must(w.merge(from, into))
	if got := w.attends(into); got != "follower:sf" {
		t.Errorf("attend: %s", got)
	}
	if got := w.told(from); got != "follower: El reto se ha unido a otro que ya se tramita, «Lo público», porque tratan de lo mismo." {
		t.Errorf("told: %s", got)
	}
	if c := w.as("visitor", secretCode); c.State != challenge.Merged || !c.Own {
		t.Errorf("by its code: %+v", c)
	}
}

func TestMergesInAChainLeadToItsEnd(t *testing.T) {
	w := openCases(t)
	first, second, third := w.reto(challenge.Received, nil), w.reto(challenge.Analysis, nil), w.reto(challenge.Pilot, nil)
	w.say(first, "internal", "Nota")
	w.must(w.merge(first, second))
	w.must(w.merge(second, third))
	if c := w.as("technician", first); c.MergedID != w.as("technician", third).ID || c.Version != 3 {
		t.Errorf("the first leads to %d, version %d", c.MergedID, c.Version)
	}
	if got := w.said(third); got != "internal Nota from "+first {
		t.Errorf("said: %s", got)
	}
}

func TestWhatIsNotMerged(t *testing.T) {
	w := openCases(t)
	code, other := w.reto(challenge.Analysis, nil), w.reto(challenge.Analysis, nil)
	ended := map[challenge.State]string{}
	for _, state := range []challenge.State{challenge.Project, challenge.Pilot, challenge.Implemented, challenge.Discarded, challenge.Merged, challenge.Withdrawn} {
		ended[state] = w.reto(state, nil)
	}
	before := w.written()
	w.wrong(w.merge(code, code), "con", "sí mismo")
	w.wrong(w.merge(code, ended[challenge.Merged]), "con", "ya se ha unido")
	w.wrong(w.merge(code, ended[challenge.Discarded]), "con", "se descartó")
	w.wrong(w.merge(code, ended[challenge.Withdrawn]), "con", "se retiró")
	for _, typed := range []string{"", "x", "AAAAA-AAAAA-AAAYY", "\x00", strings.Repeat("A", 5000), "' OR 1=1 --"} {
		w.wrong(w.merge(code, typed), "con", "ningún reto")
	}
	for _, held := range ended {
		w.is(w.merge(held, other), fault.Conflict)
	}
	for _, who := range []string{"author", "assigned", "colleague", "director", "follower"} {
		w.is(w.Merge(t.Context(), w.change(who, code), other), fault.Forbidden)
	}
	for _, who := range []string{"visitor", "admin", "stranger"} {
		w.is(w.Merge(t.Context(), w.change(who, code), other), fault.NotFound)
	}
	w.is(w.Merge(t.Context(), w.change("technician", code), other), fault.Conflict) // no version
	if after := w.written(); after != before {
		t.Errorf("refused merges wrote: %s, then %s", before, after)
	}
}

// Two are merged into each other at once, beside others around a ring: nobody waits for good, and of two in opposite
// directions one is merged.
func TestMergesInOppositeDirections(t *testing.T) {
	w := openCases(t)
	for range 10 {
		ring := []string{w.reto(challenge.Analysis, nil), w.reto(challenge.Analysis, nil), w.reto(challenge.Analysis, nil)}
		var all sync.WaitGroup
		for n := range ring {
			for _, next := range []int{1, 2} {
				from, into := ring[n], ring[(n+next)%len(ring)]
				all.Go(func() {
					err := w.merge(from, into)
					var pg *pgconn.PgError
					var invalid fault.Invalid
					if errors.As(err, &pg) && pg.Code == pgerrcode.DeadlockDetected || err != nil && !errors.As(err, &invalid) && !errors.Is(err, fault.Conflict) {
						t.Errorf("%s into %s: %v", from, into, err)
					}
				})
			}
		}
		all.Wait()
		standing := 0
		for _, code := range ring {
			if c := w.as("technician", code); c.State != challenge.Merged {
				standing++
			}
		}
		if standing != 1 {
			t.Errorf("%d of three stand", standing)
		}
	}
}

func TestAFormThatComesTwiceMergesOnce(t *testing.T) {
	w := openCases(t)
	from, into := w.reto(challenge.Analysis, nil), w.reto(challenge.Analysis, nil)
	c := w.change("technician", from)
	c.Version = 1
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() { w.is(w.Merge(t.Context(), c, into), nil) })
	}
	all.Wait()
	if n := w.number(`SELECT count(*) FROM challenge_moves`); n != 1 {
		t.Errorf("merged %d times", n)
	}
}

func (w *cases) alike(code, typed string) string {
	w.Helper()
	var titles []string
	c := w.as("technician", code)
	w.must(db.ReadTx(w.Context(), w.Pool, func(tx pgx.Tx) error {
		list, err := challenge.Alike(w.Context(), tx, w.people["technician"], caseDay, c, typed)
		for _, one := range list {
			titles = append(titles, one.Title)
		}
		return err
	}))
	return strings.Join(titles, "|")
}

func TestTheLikestComeFirst(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Analysis, fields{"title": "Esperas en la cita previa"})
	w.reto(challenge.Admitted, fields{"title": "Las esperas de la cita previa"})
	w.reto(challenge.Admitted, fields{"title": "Transporte de mayores", "problem": "No hay autobús"})
	other := w.reto(challenge.Admitted, fields{"title": "Prescribir sin decreto", "problem": "Hay que esperar una cita"})
	w.reto(challenge.Discarded, fields{"title": "Esperas en la cita previa"})
	if got := w.alike(code, ""); got != "Las esperas de la cita previa|Prescribir sin decreto" {
		t.Errorf("alike: %s", got)
	}
	if got := w.alike(code, "transporte"); got != "Transporte de mayores" {
		t.Errorf("found: %s", got)
	}
	if got := w.alike(code, strings.ToLower(challenge.Grouped(other))); got != "Prescribir sin decreto" {
		t.Errorf("by its code: %s", got)
	}
	if got := w.alike(code, "%_'&|!()"); got != "" {
		t.Errorf("by no word: %s", got)
	}
}

// What a reto is linked to goes with it where the other can be linked too; a project cannot be put together with another.
func TestWhatAnAdmittedRetoHasIsNotLost(t *testing.T) {
	w := openCases(t)
	plan := w.number(`
		INSERT INTO plans (slug, title, body, state, starts_on, ends_on)
		VALUES ('p', 'P', 'B', 'active', '2026-01-01', '2026-12-31')
		RETURNING id`)
	var ends []string
	for n := range 2 {
		ends = append(ends, fmt.Sprint("objective-", w.number(`INSERT INTO objectives (plan_id, position, code, title) VALUES ($1, $2::int, $2::text, 'O') RETURNING id`, plan, n+1)))
	}
	links := func(code string) int64 {
		return w.number(`SELECT count(*) FROM challenge_links k JOIN challenges c ON c.id = k.challenge_id WHERE c.code = $1`, code)
	}
	from, into := w.reto(challenge.Admitted, nil), w.reto(challenge.Pilot, nil)
	for _, end := range ends {
		w.must(w.AddLink(t.Context(), w.change("technician", from), "p", end))
	}
	w.must(w.AddLink(t.Context(), w.change("technician", into), "p", ends[0]))
	w.must(w.merge(from, into))
	if links(from) != 0 || links(into) != 2 {
		t.Errorf("%d links stay and %d are there", links(from), links(into))
	}
	if got := w.text(`SELECT after::text FROM audit_events WHERE action = 'challenge.absorb'`); !strings.Contains(got, `"links": 2`) {
		t.Errorf("the event tells %s", got)
	}
	early := w.reto(challenge.Admitted, nil)
	w.must(w.AddLink(t.Context(), w.change("technician", early), "p", ends[0]))
	w.must(w.merge(early, w.reto(challenge.Received, nil)))
	if links(early) != 1 {
		t.Error("a reto that nobody has admitted is linked")
	}
	planned := w.reto(challenge.Admitted, nil)
	d := challenge.ProjectDraft{Title: "P", StartsOn: "2026-04-01", EndsOn: "2026-05-01"}
	w.must(w.CreateProject(t.Context(), w.change("technician", planned), d))
	before := w.written()
	w.wrong(w.merge(planned, into), "con", "proyecto")
	if after := w.written(); after != before {
		t.Errorf("refused merges wrote: %s, then %s", before, after)
	}
}
