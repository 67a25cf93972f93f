package notice_test

import (
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/demo/demotest"
	"hito/internal/notice"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var clock = time.Date(2026, time.November, 27, 9, 0, 0, 0, time.UTC)

// world is the demo with one reto that its author, of the staff, brought confidentially, and one of an anonymous author.
type world struct {
	*testing.T
	pool                *pgxpool.Pool
	store               notice.Store
	staff, tech, admin  access.Actor
	hidden, anonymous   int64
	hiddenCode, noOnesC string
}

func open(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, pool: demotest.New(t, date.Of(clock)), hiddenCode: "CCCCCCCCCCCCCCC", noOnesC: "AAAAAAAAAAAAAAA"}
	w.store = notice.Store{Pool: w.pool, Now: func() time.Time { return clock }}
	w.staff, w.tech, w.admin = dbtest.Actor(t, w.pool, access.Staff), dbtest.Actor(t, w.pool, access.Technician), dbtest.Actor(t, w.pool, access.Admin)
	w.exec(`UPDATE users SET name = 'Nombre Secreto' WHERE id = $1`, w.staff.ID)
	const columns = `INSERT INTO challenges (code, privacy, title, problem, author_id, secret_digest, contact_email, state_since, submitted_at, submitted_on, answer_due_on) `
	w.exec(columns+`VALUES ($1, 'confidential', 'Título interno', 'P', $2, NULL, '', now(), now(), '2026-11-01', '2026-12-01')`, w.hiddenCode, w.staff.ID)
	w.exec(columns+`VALUES ($1, 'anonymous', 'Sin nombre', 'P', NULL, decode(repeat('ab', 32), 'hex'), 'contacto@example.org', now(), now(), '2026-11-01', '2026-12-01')`, w.noOnesC)
	w.hidden = w.number(`SELECT id FROM challenges WHERE code = $1`, w.hiddenCode)
	w.anonymous = w.number(`SELECT id FROM challenges WHERE code = $1`, w.noOnesC)
	return w
}

func (w *world) exec(sql string, args ...any) {
	w.Helper()
	if _, err := w.pool.Exec(w.Context(), sql, args...); err != nil {
		w.Fatalf("%s: %v", sql, err)
	}
}

func (w *world) number(sql string, args ...any) (n int64) {
	w.Helper()
	if err := w.pool.QueryRow(w.Context(), sql, args...).Scan(&n); err != nil {
		w.Fatalf("%s: %v", sql, err)
	}
	return n
}

func (w *world) text(sql string, args ...any) (text string) {
	w.Helper()
	if err := w.pool.QueryRow(w.Context(), sql, args...).Scan(&text); err != nil {
		w.Fatalf("%s: %v", sql, err)
	}
	return text
}

var errChanged = errors.New("changed my mind")

// tell tells of a reto, and returns afterwards what is given.
func (w *world) tell(by notice.Writer, t notice.Telling, outcome error) {
	w.Helper()
	err := db.Tx(w.Context(), w.pool, func(tx pgx.Tx) error {
		if err := by.Tell(w.Context(), tx, clock, t); err != nil {
			return err
		}
		return outcome
	})
	if !errors.Is(err, outcome) {
		w.Fatal(err)
	}
}

func (w *world) of(id int64, contact bool, users ...int64) notice.Telling {
	return notice.Telling{ChallengeID: id, Code: "CCCCC-CCCCC-CCCCC", Kind: notice.Moved, Body: "El reto pasa a estar en análisis.", Users: users, Contact: contact}
}

// read returns what an actor was told, in a transaction that can write nothing.
func (w *world) read(a access.Actor) notice.Told {
	w.Helper()
	var told notice.Told
	err := db.ReadTx(w.Context(), w.pool, func(tx pgx.Tx) (err error) {
		told, err = notice.List(w.Context(), tx, a, 10, 0)
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return told
}

func (w *world) queue(a access.Actor) (q notice.Queue, err error) {
	w.Helper()
	err = db.ReadTx(w.Context(), w.pool, func(tx pgx.Tx) (err error) {
		q, err = notice.LoadQueue(w.Context(), tx, a, 10, 0)
		return err
	})
	return q, err
}
