package challenge_test

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"hito/internal/challenge"
	"hito/internal/fault"
)

// everyMove is each change of state that handling a reto may make, with who may make it.
var everyMove = map[[2]challenge.State]string{
	{challenge.Received, challenge.Analysis}:    "technician",
	{challenge.Received, challenge.Discarded}:   "technician director",
	{challenge.Analysis, challenge.Waiting}:     "technician",
	{challenge.Analysis, challenge.Admitted}:    "technician director",
	{challenge.Analysis, challenge.Discarded}:   "technician director",
	{challenge.Waiting, challenge.Analysis}:     "technician",
	{challenge.Waiting, challenge.Discarded}:    "technician director",
	{challenge.Admitted, challenge.Analysis}:    "technician",
	{challenge.Admitted, challenge.Project}:     "technician",
	{challenge.Admitted, challenge.Implemented}: "technician",
	{challenge.Admitted, challenge.Discarded}:   "technician director",
	{challenge.Project, challenge.Admitted}:     "technician",
	{challenge.Project, challenge.Pilot}:        "technician",
	{challenge.Project, challenge.Implemented}:  "technician",
	{challenge.Project, challenge.Discarded}:    "technician director",
	{challenge.Pilot, challenge.Project}:        "technician",
	{challenge.Pilot, challenge.Implemented}:    "technician",
	{challenge.Pilot, challenge.Discarded}:      "technician director",
	{challenge.Implemented, challenge.Project}:  "technician",
	{challenge.Discarded, challenge.Analysis}:   "technician director",
}

// Whoever asks, from whichever state, for whichever end, with the reto in whichever state: it moves exactly where it may,
// and nothing is written where it may not.
func TestEverybodyTriesEveryMoveFromEveryState(t *testing.T) {
	w := openCases(t)
	held := map[challenge.State]string{}
	for _, state := range challenge.States {
		held[state] = w.reto(state, nil)
	}
	before := w.written()
	for who, actor := range w.people {
		unknown := who == "visitor" || who == "stranger" || who == "admin"
		for _, state := range challenge.States {
			for _, from := range challenge.States {
				for _, to := range challenge.States {
					who, known := who, everyMove[[2]challenge.State{from, to}]
					may := strings.Contains(known, who)
					if may && state == from {
						continue // below
					}
					d := challenge.MoveDraft{From: from, To: to, Public: "Nota"}
					err := w.Move(t.Context(), challenge.Change{Actor: actor, Key: rand.Text(), Code: held[state]}, d)
					var invalid fault.Invalid
					want := fault.Forbidden
					switch {
					case unknown:
						want = fault.NotFound
					case may:
						want = fault.Conflict
					case known == "" && (who == "technician" || who == "director"):
						if !errors.As(err, &invalid) || invalid["a"] == "" {
							t.Errorf("%s moves from %s to %s: %v", who, from, to, err)
						}
						continue
					}
					if !errors.Is(err, want) {
						t.Errorf("%s moves from %s to %s what is %s: %v, want %v", who, from, to, state, err, want)
					}
				}
			}
		}
	}
	if after := w.written(); after != before {
		t.Errorf("refused moves wrote: %s, then %s", before, after)
	}
	for move, who := range everyMove {
		for who := range strings.FieldsSeq(who) {
			code := w.reto(move[0], nil)
			w.must(w.Move(t.Context(), w.change(who, code), challenge.MoveDraft{From: move[0], To: move[1], Public: "Nota"}))
			if c := w.as("technician", code); c.State != move[1] || c.Version != 2 || !c.StateSince.Equal(w.Now()) {
				t.Errorf("%s moved from %s to %s: it is %s, version %d", who, move[0], move[1], c.State, c.Version)
			}
			if got := w.text(`SELECT concat_ws(' ', from_state, to_state, moved_on, u.name, public_note) FROM challenge_moves m JOIN users u ON u.id = m.moved_by ORDER BY m.id DESC LIMIT 1`); got !=
				strings.Join([]string{string(move[0]), string(move[1]), caseDay.String(), who, "Nota"}, " ") {
				t.Errorf("noted as %q", got)
			}
		}
	}
}

// The author who has only the code of an anonymous reto handles nothing by it.
func TestACodeMovesNothing(t *testing.T) {
	w := openCases(t)
	digest := w.anonymous()
	code := w.reto(challenge.Analysis, fields{"privacy": "anonymous", "author_id": nil, "secret_digest": digest})
	for _, typed := range []string{secretCode, code} {
		err := w.Move(t.Context(), challenge.Change{Key: rand.Text(), Code: typed}, challenge.MoveDraft{From: challenge.Analysis, To: challenge.Admitted})
		if typed == secretCode {
			w.is(err, fault.SignIn)
		} else {
			w.is(err, fault.NotFound)
		}
	}
	w.is(w.AskDecision(t.Context(), challenge.Change{Key: rand.Text(), Code: secretCode}, true), fault.SignIn)
	w.is(w.Assign(t.Context(), challenge.Change{Key: rand.Text(), Code: secretCode}, challenge.AssignDraft{}), fault.SignIn)
	w.is(w.Merge(t.Context(), challenge.Change{Key: rand.Text(), Code: secretCode, Version: 1}, code), fault.SignIn)
	w.is(w.Publish(t.Context(), challenge.Change{Key: rand.Text(), Code: secretCode}, challenge.PublicDraft{}), fault.SignIn)
	w.is(w.Unpublish(t.Context(), challenge.Change{Key: rand.Text(), Code: secretCode}), fault.SignIn)
}

const secretCode = "K7MD29PX4TRA3CE"

// anonymous is the digest of secretCode, as it is stored.
func (w *cases) anonymous() []byte {
	w.Helper()
	var digest []byte
	w.must(w.Pool.QueryRow(w.Context(), `SELECT sha256(convert_to('reto', 'UTF8') || '\x00'::bytea || convert_to($1, 'UTF8'))`, secretCode).Scan(&digest))
	return digest
}

func TestWhatAMoveTells(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Received, nil)
	w.must(w.Move(t.Context(), w.change("technician", code), challenge.MoveDraft{From: challenge.Received, To: challenge.Analysis, Internal: "Solo dentro"}))
	if c := w.as("technician", code); !c.AnsweredAt.IsZero() {
		t.Error("it is answered without a word")
	}
	w.must(w.Move(t.Context(), w.change("technician", code), challenge.MoveDraft{From: challenge.Analysis, To: challenge.Waiting, Public: "¿En qué centro?\r\n¿Y desde cuándo?"}))
	if c := w.as("technician", code); !c.AnsweredAt.Equal(w.Now()) {
		t.Error("it is not answered")
	}
	w.must(w.Move(t.Context(), w.change("technician", code), challenge.MoveDraft{From: challenge.Waiting, To: challenge.Discarded, Public: strings.Repeat("á", 4000)}))
	want := []string{
		"author: El reto está en análisis.", "follower: El reto está en análisis.",
		"author: El reto está pendiente de información. ¿En qué centro? ¿Y desde cuándo?", "follower: El reto está pendiente de información. ¿En qué centro? ¿Y desde cuándo?",
		"author: El reto se ha descartado. Motivo: " + strings.Repeat("á", 700) + "…", "follower: El reto se ha descartado. Motivo: " + strings.Repeat("á", 700) + "…",
	}
	if got := w.told(code); got != strings.Join(want, "\n") {
		t.Errorf("told:\n%s", got)
	}
	if got := w.happened(code); got != `technician challenge.move {"state": "waiting"} {"state": "discarded"}` {
		t.Errorf("happened: %s", got)
	}
	if notes := w.text(`SELECT string_agg(internal_note, '|' ORDER BY id) FROM challenge_moves`); notes != "Solo dentro||" {
		t.Errorf("internal notes %q", notes)
	}
}

func TestNotesOfAMove(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Analysis, nil)
	before := w.written()
	move := func(to challenge.State, public, internal string) error {
		return w.Move(t.Context(), w.change("technician", code), challenge.MoveDraft{From: challenge.Analysis, To: to, Public: public, Internal: internal})
	}
	w.wrong(move(challenge.Discarded, " \n", ""), "public", "por qué")
	w.wrong(move(challenge.Waiting, "", ""), "public", "qué información")
	w.wrong(move(challenge.Waiting, strings.Repeat("a", 4001), ""), "public", "4000")
	w.wrong(move(challenge.Admitted, "a\u202eb", ""), "public", "")
	w.wrong(move(challenge.Admitted, "", "a\x00b"), "internal", "")
	w.wrong(move("", "x", ""), "a", "Elija")
	w.wrong(move("<script>", "x", ""), "a", "Elija")
	if after := w.written(); after != before {
		t.Errorf("refused notes wrote: %s, then %s", before, after)
	}
}

// An author who handles retos is noted like anybody else who does: a blank would tell who wrote it.
func TestTheAuthorWhoHandlesRetos(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Analysis, fields{"author_id": w.people["technician"].ID})
	w.must(w.Move(t.Context(), w.change("technician", code), challenge.MoveDraft{From: challenge.Analysis, To: challenge.Admitted}))
	if got := w.text(`SELECT coalesce(u.name, 'nobody') FROM challenge_moves m LEFT JOIN users u ON u.id = m.moved_by`); got != "technician" {
		t.Errorf("moved by %s", got)
	}
	if c := w.as("director", code); c.AnsweredAt.IsZero() {
		t.Error("a decision is no answer")
	}
	w.must(w.Withdraw(t.Context(), w.change("technician", code), ""))
	if got := w.text(`SELECT coalesce(u.name, 'nobody') FROM challenge_moves m LEFT JOIN users u ON u.id = m.moved_by ORDER BY m.id DESC LIMIT 1`); got != "nobody" {
		t.Errorf("withdrawn by %s", got)
	}
}

func TestADecisionIsAskedForAndTakenBack(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Analysis, nil)
	before := w.written()
	for _, who := range []string{"author", "assigned", "colleague", "director"} {
		w.is(w.AskDecision(t.Context(), w.change(who, code), true), fault.Forbidden)
	}
	for _, who := range []string{"visitor", "admin", "stranger"} {
		w.is(w.AskDecision(t.Context(), w.change(who, code), true), fault.NotFound)
	}
	for _, state := range challenge.States {
		if state != challenge.Analysis {
			before = ""
			w.is(w.AskDecision(t.Context(), w.change("technician", w.reto(state, nil)), true), fault.Conflict)
		}
	}
	w.is(w.AskDecision(t.Context(), w.change("technician", code), false), fault.Conflict)
	if before != "" && w.written() != before {
		t.Error("something was written")
	}
	change := w.change("technician", code)
	for range 2 { // the same form again
		w.must(w.AskDecision(t.Context(), change, true))
	}
	if c := w.as("director", code); !c.DecisionAsked.Equal(w.Now()) || c.Version != 2 {
		t.Errorf("asked %v, version %d", c.DecisionAsked, c.Version)
	}
	if got := w.told(code); got != "director: Se pide a dirección que decida si el reto se admite o se descarta." {
		t.Errorf("told: %s", got)
	}
	if got := w.happened(code); got != `technician challenge.ask_decision {"decision_asked": false} {"decision_asked": true}` {
		t.Errorf("happened: %s", got)
	}
	stale := w.change("technician", code)
	stale.Version = 1
	w.is(w.AskDecision(t.Context(), stale, false), fault.Conflict)
	w.must(w.AskDecision(t.Context(), w.change("technician", code), false))
	if got := w.happened(code); got != `technician challenge.unask_decision {"decision_asked": true} {"decision_asked": false}` {
		t.Errorf("happened: %s", got)
	}
	w.must(w.AskDecision(t.Context(), w.change("technician", code), true))
	w.must(w.Move(t.Context(), w.change("director", code), challenge.MoveDraft{From: challenge.Analysis, To: challenge.Admitted}))
	if c := w.as("technician", code); !c.DecisionAsked.IsZero() {
		t.Error("what was decided still waits")
	}
	if got := w.told(code); !strings.Contains(got, "technician: El reto se ha admitido.") {
		t.Errorf("whoever asked is not told what was decided: %s", got)
	}
}
