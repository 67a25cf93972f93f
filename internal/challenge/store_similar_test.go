package challenge_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/db"
)

func (w *cases) similar(who, title string) (list []challenge.Similar) {
	w.Helper()
	w.must(db.ReadTx(w.Context(), w.Pool, func(tx pgx.Tx) (err error) {
		list, err = challenge.SimilarTo(w.Context(), tx, w.people[who], title)
		return err
	}))
	return list
}

func titles(list []challenge.Similar) (all []string) {
	for _, s := range list {
		all = append(all, s.Title)
	}
	return all
}

const phone = "Las citas se piden por teléfono y nadie contesta"

func TestSimilarRetosAreFoundByTheirWordsAndByTheirLetters(t *testing.T) {
	w := openCases(t)
	w.reto(challenge.Received, fields{"title": phone})
	w.reto(challenge.Received, fields{"title": "Falta una sala para los talleres", "problem": "Los grupos de crianza no caben."})
	for title, want := range map[string]string{
		"citas por telefono": phone, "CÍTAS TELÉFONO": phone, "Pedir una cita por teléfono": phone, "las zitas se piden por telefono": phone,
		"grupos de crianza": "Falta una sala para los talleres", "Las citas se piden por tel": phone,
	} {
		if got := titles(w.similar("technician", title)); len(got) == 0 || got[0] != want {
			t.Errorf("%q finds %q", title, got)
		}
	}
	for _, title := range []string{
		"", " ", "ci", "de la y", "Ordenadores lentos", `'`, `\`, `a\'b:*`, "& | !", "('", "%", "a/b/c\\d", strings.Repeat("citas ", 60), "http://x.es/'a\\?b=<c>",
	} {
		if got := titles(w.similar("technician", title)); len(got) > 0 {
			t.Errorf("%q finds %q", title, got)
		}
	}
}

func TestSimilarRetosAreFewTheMostAlikeFirst(t *testing.T) {
	w := openCases(t)
	for _, state := range challenge.States {
		w.reto(state, fields{"title": phone + " " + string(state)})
	}
	w.reto(challenge.Received, fields{"title": phone})
	got := w.similar("technician", phone)
	if len(got) != 5 || got[0].Title != phone || got[0].Likeness != 1 || got[0].Supporters != 1 {
		t.Errorf("found %+v", got)
	}
	for _, s := range got {
		if slices.Contains([]challenge.State{challenge.Merged, challenge.Withdrawn, challenge.Discarded}, s.State) {
			t.Errorf("found one that is %s", s.State)
		}
	}
}

// What a reader may not know is neither shown nor found out by trying titles.
func TestSimilarRetosAreThoseThatTheReaderMayRead(t *testing.T) {
	w := openCases(t)
	private := fields{"title": phone, "problem": "Los grupos de crianza no caben."}
	w.reto(challenge.Received, private)
	for who, want := range map[string]int{
		"technician": 1, "director": 1, "author": 1, "assigned": 1, "follower": 1, "colleague": 1, "stranger": 0, "admin": 0, "visitor": 0,
	} {
		if got := w.similar(who, phone); len(got) != want {
			t.Errorf("%s finds %+v", who, got)
		}
	}
	if got := w.similar("follower", "grupos de crianza"); len(got) > 0 {
		t.Errorf("who follows it finds by its text %+v", got)
	}
	w.exec(`UPDATE challenges SET public_title = 'Atención en los centros', public_text = 'Se amplía el horario.', published_at = now()`)
	for _, who := range []string{"stranger", "admin", "visitor"} {
		for title, want := range map[string][]string{
			phone: nil, "grupos de crianza": nil, "atencion en los centros": {"Atención en los centros"}, "ampliar el horario": {"Atención en los centros"},
		} {
			if got := titles(w.similar(who, title)); !slices.Equal(got, want) {
				t.Errorf("%s: %q finds %q", who, title, got)
			}
		}
	}
	if got := titles(w.similar("technician", phone)); !slices.Equal(got, []string{phone}) {
		t.Errorf("the technician finds %q", got)
	}
}

func TestSupportIsOfferedToWhoeverIsAffectedToo(t *testing.T) {
	w := openCases(t)
	w.reto(challenge.Analysis, fields{"title": phone, "public_title": phone, "public_text": "x", "published_at": w.Now()})
	for who, want := range map[string]bool{"stranger": true, "technician": true, "author": false, "follower": false, "visitor": false} {
		got := w.similar(who, phone)
		if len(got) != 1 || got[0].Offers(w.people[who]) != want || got[0].Own != (who == "author") || got[0].Supports != (who == "follower") {
			t.Errorf("%s: %+v", who, got)
		}
	}
	over := challenge.Similar{State: challenge.Implemented}
	if over.Offers(w.people["stranger"]) {
		t.Error("one that is over is supported")
	}
}

func TestTheAuthorIsToldOfARetoThatIsVeryMuchAlike(t *testing.T) {
	w := openCases(t)
	w.open()
	code := w.reto(challenge.Received, fields{"title": phone})
	w.reto(challenge.Implemented, fields{"title": phone + "."})
	in := w.intake("colleague")
	in.Typed.Title = phone + " nunca"
	_, err := w.Submit(t.Context(), in)
	var there challenge.Resembling
	if !errors.As(err, &there) || len(there.Found) != 1 || there.Found[0].Code != code {
		t.Fatalf("told of %v", err)
	}
	in.Known = []string{code}
	w.submit(in)
	for _, a := range []access.Actor{w.from("stranger"), w.from("visitor")} { // they may not know that it exists
		in := w.intake("visitor")
		in.Actor, in.Typed.Title = a, phone
		in.Typed.Privacy = "confidential"
		if _, err := w.Submit(t.Context(), in); err != nil {
			t.Errorf("%s is told of %v", a.Role, err)
		}
	}
}

// Each of the ways in which a reto may be like another looks at a few candidates: the likest are among them all the same.
func TestTheLikestIsFoundAmongManyThatAreAlike(t *testing.T) {
	w := openCases(t)
	w.open()
	w.reto(challenge.Received, fields{"title": "Pedir cita en el centro", "problem": "Nadie contesta al teléfono en la centralita por la tarde."})
	w.exec(`
		INSERT INTO challenges (code, title, problem, privacy, author_id, state, state_since, submitted_at, submitted_on, answer_due_on, public_title, public_text, published_at)
		SELECT translate(lpad(n::text, 15, 'A'), '018', 'CDE'), title, 'Siempre igual.', 'named', min(u.id), CASE WHEN n < 1000 THEN 'discarded' ELSE 'received' END,
		       now(), now(), '2026-11-01', '2026-11-30', title, 'Siempre igual.', now()
		  FROM users u, generate_series(1, 2000) n, LATERAL (SELECT 'Pedir cita para el centro ' || n AS title) s
		 GROUP BY n, title`)
	for _, who := range []string{"technician", "author", "stranger", "visitor"} {
		if got := titles(w.similar(who, "Pedir cita para el centro 1777")); len(got) != 5 || got[0] != "Pedir cita para el centro 1777" {
			t.Errorf("%s finds %q", who, got)
		}
	}
	for _, who := range []string{"technician", "author"} {
		for _, title := range []string{"La centralita contesta al teléfono por las tardes", "pedir cita en el centro"} {
			if got := titles(w.similar(who, title)); len(got) == 0 || got[0] != "Pedir cita en el centro" {
				t.Errorf("%s finds by %q only %q", who, title, got)
			}
		}
	}
}
