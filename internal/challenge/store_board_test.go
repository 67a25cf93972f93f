package challenge_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"hito/internal/challenge"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/fault"
)

func (w *cases) board(who string, q challenge.ListQuery) (columns []challenge.Column, err error) {
	w.Helper()
	err = db.ReadTx(w.Context(), w.Pool, func(tx pgx.Tx) (err error) {
		columns, err = challenge.Board(w.Context(), tx, w.people[who], caseDay, q)
		return err
	})
	return columns, err
}

// column are the titles of a state of the board, in their order.
func column(columns []challenge.Column, state challenge.State) string {
	for _, c := range columns {
		if c.State == state {
			titles := make([]string, len(c.Cards))
			for n, card := range c.Cards {
				titles[n] = card.Title
			}
			return strings.Join(titles, " ")
		}
	}
	return "no column"
}

func TestTheBoardHasWhatIsLateOnTop(t *testing.T) {
	w := openCases(t)
	put := func(state challenge.State, title string, due int, more fields) {
		f := fields{"title": title, "answer_due_on": caseDay + date.Date(due), "submitted_on": caseDay - 40}
		for name, value := range more {
			f[name] = value
		}
		w.reto(state, f)
	}
	answered := fields{"answered_at": w.Now()}
	put(challenge.Analysis, "Holgado", 9, nil)
	put(challenge.Analysis, "Contestado", -30, answered)
	put(challenge.Analysis, "MuyTarde", -12, nil)
	put(challenge.Analysis, "Hoy", 0, nil)
	put(challenge.Analysis, "Tarde", -1, nil)
	put(challenge.Analysis, "ContestadoAntes", 3, fields{"answered_at": w.Now(), "state_since": w.Now().AddDate(0, 0, -9)})
	for n := range 7 {
		put(challenge.Implemented, string(rune('A'+n)), -10, fields{"state_since": w.Now().AddDate(0, 0, -n)})
	}
	columns, err := w.board("director", challenge.ListQuery{})
	w.must(err)
	if got := column(columns, challenge.Analysis); got != "MuyTarde Tarde Hoy Holgado ContestadoAntes Contestado" {
		t.Errorf("in analysis: %s", got)
	}
	if got := column(columns, challenge.Implemented); got != "A B C D E" {
		t.Errorf("implemented: %s", got)
	}
	for n, c := range columns {
		if c.State != challenge.States[n] {
			t.Errorf("column %d is %s", n, c.State)
		}
		if c.State == challenge.Implemented && c.Total != 7 {
			t.Errorf("%d of 7", c.Total)
		}
		for _, card := range c.Cards {
			if late := strings.Contains(card.Title, "Tarde"); card.Late(caseDay) != late || card.Supporters != 1 || card.Assignee != "assigned" {
				t.Errorf("%+v", card)
			}
		}
	}
}

func TestTheBoardIsNarrowed(t *testing.T) {
	w := openCases(t)
	w.reto(challenge.Received, fields{"title": "Peticiónes de cita", "assignee_id": nil})
	w.reto(challenge.Received, fields{"title": "Transporte", "unit_id": nil, "shared": false})
	w.reto(challenge.Admitted, fields{"title": "Citas", "assigned_unit_id": w.unit})
	for want, q := range map[string]challenge.ListQuery{
		"Peticiónes de cita|":      {Holder: challenge.Holder{Nobody: true}},
		"Transporte|Citas":         {Holder: challenge.Holder{PersonID: w.people["assigned"].ID}},
		"|Citas":                   {Holder: challenge.Holder{UnitID: w.unit}},
		"Peticiónes de cita|Citas": {UnitID: w.unit, Text: "CITA"},
		"|":                        {Text: "nada de esto"},
	} {
		columns, err := w.board("technician", q)
		w.must(err)
		if got := column(columns, challenge.Received) + "|" + column(columns, challenge.Admitted); got != want {
			t.Errorf("%+v: %s, want %s", q, got, want)
		}
	}
	for _, who := range []string{"author", "assigned", "admin"} {
		_, err := w.board(who, challenge.ListQuery{})
		w.is(err, fault.Forbidden)
	}
	_, err := w.board("visitor", challenge.ListQuery{})
	w.is(err, fault.SignIn)
}

func TestAColumnHasAnEnd(t *testing.T) {
	w := openCases(t)
	w.exec(`
		INSERT INTO challenges (code, title, problem, privacy, author_id, state_since, submitted_at, submitted_on, answer_due_on)
		SELECT 'AAAAAAAAAAAA' || translate(to_char(n, 'FM000'), '0123456789', 'ACDEFHKMNP'), 'R', 'P', 'named', $1, now(), now(), $2, $2
		  FROM generate_series(1, 60) n`, w.people["author"].ID, caseDay)
	columns, err := w.board("technician", challenge.ListQuery{})
	w.must(err)
	if first := columns[0]; first.Total != 60 || len(first.Cards) != 50 {
		t.Errorf("%d of %d", len(first.Cards), first.Total)
	}
}
