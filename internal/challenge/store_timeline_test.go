package challenge_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/db"
)

// road is where somebody sees that a reto has been: "waiting by technician [¿Dónde?] (dentro)".
func (w *cases) road(a access.Actor, code string) string {
	w.Helper()
	var parts []string
	c := w.found(a, code)
	w.must(db.ReadTx(w.Context(), w.Pool, func(tx pgx.Tx) error {
		list, err := challenge.Moves(w.Context(), tx, a, c)
		for _, m := range list {
			by := m.Mover
			if m.ByAuthor {
				by = "its author"
			}
			parts = append(parts, fmt.Sprintf("%s by %s [%s] (%s)", m.To, by, m.Public, m.Internal))
		}
		return err
	}))
	return strings.Join(parts, "|")
}

func TestWhatEachSeesOfTheWay(t *testing.T) {
	w := openCases(t)
	open := fields{"published_at": w.Now(), "public_title": "P", "public_text": "P"}
	named, secret := w.reto(challenge.Analysis, open), w.secretReto(challenge.Analysis, nil)
	for _, code := range []string{named, secret} {
		w.must(w.Move(t.Context(), w.change("technician", code), challenge.MoveDraft{
			From: challenge.Analysis, To: challenge.Waiting, Public: "¿Dónde?", Internal: "Solo dentro",
		}))
	}
	w.must(w.Withdraw(t.Context(), w.change("author", named), "Ya no hace falta"))
	inside := "waiting by technician [¿Dónde?] (Solo dentro)|withdrawn by its author [Ya no hace falta] ()"
	outside := strings.Replace(inside, "Solo dentro", "", 1)
	public := strings.Replace(outside, "technician", "", 1)
	for who, want := range map[string]string{
		"technician": inside, "director": inside, "assigned": inside, "author": outside, "colleague": outside,
		"stranger": public, "follower": public, "admin": public, "visitor": public,
	} {
		if got := w.road(w.people[who], named); got != want {
			t.Errorf("%s sees %q, want %q", who, got, want)
		}
	}
	if got := w.road(access.Actor{}, secretCode); got != "waiting by  [¿Dónde?] ()" {
		t.Errorf("by the code: %q", got)
	}
}

// kin is what somebody learns of the retos that one was merged with.
func (w *cases) kin(who, code string) string {
	w.Helper()
	var parts []string
	c := w.as(who, code)
	w.must(db.ReadTx(w.Context(), w.Pool, func(tx pgx.Tx) error {
		list, err := challenge.Relatives(w.Context(), tx, w.people[who], c)
		for _, r := range list {
			way := "from "
			if r.Target {
				way = "into "
			}
			parts = append(parts, way+r.Title)
		}
		return err
	}))
	return strings.Join(parts, "|")
}

func TestWhoLearnsOfAMerge(t *testing.T) {
	w := openCases(t)
	target := w.reto(challenge.Analysis, fields{"title": "El que queda", "author_id": w.people["stranger"].ID, "shared": false})
	from := w.reto(challenge.Analysis, fields{"title": "El fusionado"})
	w.must(w.merge(from, target))
	for who, want := range map[string]string{
		"technician": "into El que queda", "director": "into El que queda", "author": "into El que queda", // who follows it now
		"colleague": "", "assigned": "into El que queda",
	} {
		if got := w.kin(who, from); got != want {
			t.Errorf("%s learns that it went %q, want %q", who, got, want)
		}
	}
	for who, want := range map[string]string{"technician": "from El fusionado", "director": "from El fusionado", "stranger": "", "assigned": "", "author": ""} {
		if got := w.kin(who, target); got != want {
			t.Errorf("%s learns that it took %q, want %q", who, got, want)
		}
	}
	w.exec(`UPDATE challenges SET published_at = now(), public_title = 'En público', public_text = 'P' WHERE code = $1`, target)
	if got := w.kin("colleague", from); got != "into En público" {
		t.Errorf("of a public one: %q", got)
	}
}
