package db_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/fault"
)

const formKey = "k2345678901234567890"

// unitOnce makes a unit with a form and returns its name as the result.
func unitOnce(ctx context.Context, pool *pgxpool.Pool, s db.Submission, name string) (string, error) {
	return db.Once(ctx, pool, s, func(tx pgx.Tx) (string, error) {
		_, err := tx.Exec(ctx, insertUnit, name)
		return name, err
	})
}

func repeatsOf(t *testing.T, pool *pgxpool.Pool, key string) (repeats int) {
	t.Helper()
	if err := pool.QueryRow(t.Context(), "SELECT repeats FROM submissions WHERE key = $1", key).Scan(&repeats); err != nil {
		t.Fatal(err)
	}
	return repeats
}

func insertPerson(t *testing.T, pool *pgxpool.Pool, email string) (id int64) {
	t.Helper()
	err := pool.QueryRow(t.Context(), "INSERT INTO users (email, name, role) VALUES ($1, 'Ana', 'admin') RETURNING id", email).Scan(&id)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestSecurity18AFormThatComesTwiceIsCarriedOutOnce(t *testing.T) {
	pool := dbtest.New(t)
	form := db.Submission{Key: formKey, Action: "unit.create"}
	for n, name := range []string{"Calidad", "Otra", "Otra más"} {
		result, err := unitOnce(t.Context(), pool, form, name)
		if err != nil || result != "Calidad" {
			t.Errorf("time %d: %q, %v; want the first result", n, result, err)
		}
		if got := repeatsOf(t, pool, formKey); got != n { // a repeat is never answered without writing
			t.Errorf("time %d: %d repeats are counted", n, got)
		}
	}
	if n := countUnits(t, pool); n != 1 {
		t.Errorf("%d units", n)
	}
	if result, err := unitOnce(t.Context(), pool, db.Submission{Key: formKey + "b", Action: "unit.create"}, "Otra"); err != nil || result != "Otra" {
		t.Errorf("another form: %q, %v", result, err)
	}
}

func TestSecurity18OfManyAtOnceOneIsCarriedOut(t *testing.T) {
	const many = 12
	pool := dbtest.New(t)
	var ran atomic.Int32
	var group sync.WaitGroup
	for range many {
		group.Go(func() {
			result, err := db.Once(t.Context(), pool, db.Submission{Key: formKey, Action: "unit.create"}, func(tx pgx.Tx) (string, error) {
				ran.Add(1)
				_, err := tx.Exec(t.Context(), insertUnit, "Calidad")
				return "first", err
			})
			if err != nil || result != "first" {
				t.Errorf("%q, %v", result, err)
			}
		})
	}
	group.Wait()
	if ran.Load() != 1 || countUnits(t, pool) != 1 || repeatsOf(t, pool, formKey) != many-1 {
		t.Errorf("carried out %d times, %d units, %d repeats", ran.Load(), countUnits(t, pool), repeatsOf(t, pool, formKey))
	}
}

func TestAFormThatFailedLeavesNoTrace(t *testing.T) {
	pool := dbtest.New(t)
	form, refused := db.Submission{Key: formKey, Action: "unit.create"}, errors.New("refused by the rule")
	_, err := db.Once(t.Context(), pool, form, func(tx pgx.Tx) (string, error) {
		if _, err := tx.Exec(t.Context(), insertUnit, "Calidad"); err != nil {
			return "", err
		}
		return "lost", refused
	})
	var kept int
	if err := pool.QueryRow(t.Context(), "SELECT count(*) FROM submissions").Scan(&kept); err != nil {
		t.Fatal(err)
	}
	if !errors.Is(err, refused) || countUnits(t, pool) != 0 || kept != 0 {
		t.Errorf("%v leaves %d units and %d submissions", err, countUnits(t, pool), kept)
	}
	// The corrected form has the same key.
	if result, err := unitOnce(t.Context(), pool, form, "Calidad"); err != nil || result != "Calidad" || repeatsOf(t, pool, formKey) != 0 {
		t.Errorf("the corrected form: %q, %v", result, err)
	}
}

// While the first is under way the second waits; where the first fails after all, the second is carried out.
func TestARepeatWaitsForTheFirst(t *testing.T) {
	pool := dbtest.New(t)
	form := db.Submission{Key: formKey, Action: "unit.create"}
	for _, fails := range []error{nil, errors.New("refused by the rule")} {
		second := make(chan string)
		_, err := db.Once(t.Context(), pool, form, func(pgx.Tx) (string, error) {
			go func() {
				result, err := unitOnce(t.Context(), pool, form, "second")
				if err != nil {
					t.Error(err)
				}
				second <- result
			}()
			awaitBlocked(t, pool)
			select {
			case result := <-second:
				t.Errorf("the second did not wait and returned %q", result)
			default:
			}
			return "first", fails
		})
		want := "first"
		if fails != nil {
			want = "second"
		}
		if got := <-second; got != want || !errors.Is(err, fails) {
			t.Errorf("with the first returning %v: the second returns %q, want %q", err, got, want)
		}
		form.Key += "b"
	}
}

// awaitBlocked returns once a statement of this database waits for a lock.
func awaitBlocked(t *testing.T, pool *pgxpool.Pool) {
	t.Helper()
	const ask = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"
	for range 2000 {
		var blocked bool
		if err := pool.QueryRow(t.Context(), ask).Scan(&blocked); err != nil {
			t.Error(err)
			return
		}
		if blocked {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Error("nothing waits for a lock")
}

func TestAKeyServesOneFormOfOnePerson(t *testing.T) {
	pool := dbtest.New(t)
	ana, berta := insertPerson(t, pool, "ana@x.es"), insertPerson(t, pool, "berta@x.es")
	if _, err := unitOnce(t.Context(), pool, db.Submission{Key: formKey, Action: "unit.create", UserID: ana}, "Calidad"); err != nil {
		t.Fatal(err)
	}
	for _, s := range []db.Submission{
		{Key: formKey, Action: "unit.create", UserID: berta},
		{Key: formKey, Action: "unit.create"},
		{Key: formKey, Action: "unit.update", UserID: ana},
		{Key: formKey, UserID: ana},
	} {
		if result, err := unitOnce(t.Context(), pool, s, "Otra"); !errors.Is(err, fault.BadInput) || result == "Otra" {
			t.Errorf("%+v: %q, %v; want BadInput", s, result, err)
		}
		if repeated, err := db.Repeated(t.Context(), pool, s); repeated || err != nil {
			t.Errorf("%+v counts as a repeat: %v, %v", s, repeated, err)
		}
	}
	if n := repeatsOf(t, pool, formKey); n != 0 || countUnits(t, pool) != 1 {
		t.Errorf("%d repeats, %d units", n, countUnits(t, pool))
	}
}

func TestMalformedKeysAreBadInput(t *testing.T) {
	pool := dbtest.New(t)
	for _, key := range []string{
		"", " ", "short", formKey[:19], strings.Repeat("k", 65), strings.Repeat("k", 1<<16), formKey + "\n", formKey + " ", "k23456789-1234567890",
		"ñ2345678901234567890", formKey + "\x00", formKey + "\xff", "'; DROP TABLE units;--",
	} {
		if _, err := unitOnce(t.Context(), pool, db.Submission{Key: key, Action: "unit.create"}, "Calidad"); !errors.Is(err, fault.BadInput) {
			t.Errorf("%.70q: %v, want BadInput", key, err)
		}
	}
	for _, key := range []string{formKey, strings.Repeat("Zz9", 21) + "9"} {
		if _, err := unitOnce(t.Context(), pool, db.Submission{Key: key, Action: "unit.create"}, "Unidad "+key); err != nil {
			t.Errorf("%q: %v", key, err)
		}
	}
	if n := countUnits(t, pool); n != 2 {
		t.Errorf("%d units", n)
	}
}

func TestRepeatedTellsAndCounts(t *testing.T) {
	pool := dbtest.New(t)
	ana := insertPerson(t, pool, "ana@x.es")
	for _, form := range []db.Submission{{Key: formKey, Action: "unit.create", UserID: ana}, {Key: formKey + "b", Action: "unit.create"}} {
		if repeated, err := db.Repeated(t.Context(), pool, form); repeated || err != nil {
			t.Errorf("before the first: %v, %v", repeated, err)
		}
		if _, err := unitOnce(t.Context(), pool, form, "Unidad "+form.Key); err != nil {
			t.Fatal(err)
		}
		for n := 1; n <= 2; n++ {
			if repeated, err := db.Repeated(t.Context(), pool, form); !repeated || err != nil || repeatsOf(t, pool, form.Key) != n {
				t.Errorf("repeat %d: %v, %v", n, repeated, err)
			}
		}
	}
	if _, err := db.Repeated(t.Context(), pool, db.Submission{Key: "\x00"}); !errors.Is(err, fault.BadInput) {
		t.Errorf("a key with NUL: %v, want BadInput", err)
	}
}

// A database that only reads, as one left behind by a failover does, answers no repeat.
func TestSecurity18ARepeatIsNotAnsweredWhereNothingCanBeWritten(t *testing.T) {
	d := dbtest.Fresh(t)
	form := db.Submission{Key: formKey, Action: "unit.create"}
	if _, err := unitOnce(t.Context(), d.Pool, form, "Calidad"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Admin(t).Exec(t.Context(), "ALTER ROLE hito_runtime IN DATABASE "+d.Name+" SET default_transaction_read_only = on"); err != nil {
		t.Fatal(err)
	}
	d.Pool.Reset() // the setting counts from the next connection on
	if result, err := unitOnce(t.Context(), d.Pool, form, "Otra"); err == nil {
		t.Errorf("acknowledged with %q", result)
	}
	if repeated, err := db.Repeated(t.Context(), d.Pool, form); err == nil {
		t.Errorf("acknowledged: %v", repeated)
	}
}
