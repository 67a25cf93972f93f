package db_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/fault"
)

// same tells one error from another that merely wraps it.
func same(a, b error) bool { return any(a) == any(b) }

func TestTranslateGivesEachRefusalItsKind(t *testing.T) {
	pool := dbtest.New(t)
	plan := `INSERT INTO plans (slug, title, body, starts_on, ends_on) VALUES ('%s', '%s', 'Hospital', '%s', '2023-12-31')`
	if _, err := pool.Exec(t.Context(), fmt.Sprintf(plan, "uno", "Plan", "2021-01-01")); err != nil {
		t.Fatal(err)
	}
	raise := func(code string) string {
		return "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '" + code + "'; END $$"
	}
	for name, c := range map[string]struct {
		sql        string
		args       []any
		kind       error
		constraint string
	}{
		"unique":         {sql: fmt.Sprintf(plan, "uno", "Plan", "2021-01-01"), kind: fault.Conflict, constraint: "plans_slug_unique"},
		"check":          {sql: fmt.Sprintf(plan, "dos", "Plan", "2024-01-01"), kind: fault.BadInput, constraint: "plans_dates_ordered"},
		"foreign key":    {sql: "INSERT INTO periods (plan_id, title, starts_on, ends_on) VALUES (99, 'x', '2021-01-01', '2021-01-02')", kind: fault.Conflict, constraint: "periods_plan_fkey"},
		"not null":       {sql: "INSERT INTO units (name) VALUES (NULL)", kind: fault.BadInput},
		"NUL byte":       {sql: "INSERT INTO units (name) VALUES ($1)", args: []any{"a\x00b"}, kind: fault.BadInput},
		"invalid UTF-8":  {sql: "INSERT INTO units (name) VALUES ($1)", args: []any{"a\xff"}, kind: fault.BadInput},
		"out of range":   {sql: "SELECT 1 WHERE 70000::smallint = 1", kind: fault.BadInput},
		"malformed date": {sql: "SELECT '2021-02-30'::date", kind: fault.BadInput},
		"serialization":  {sql: raise("40001"), kind: fault.Conflict},
		"deadlock":       {sql: raise("40P01"), kind: fault.Conflict},
		"append-only":    {sql: raise("restrict_violation"), kind: fault.Conflict},
	} {
		_, err := pool.Exec(t.Context(), c.sql, c.args...)
		err = db.Translate(fmt.Errorf("save: %w", err))
		if !errors.Is(err, c.kind) {
			t.Errorf("%s: %v is not %v", name, err, c.kind)
		}
		if got := db.Constraint(err); got != c.constraint {
			t.Errorf("%s: the constraint is %q, want %q", name, got, c.constraint)
		}
		if again := db.Translate(err); !same(again, err) {
			t.Errorf("%s: translated twice", name)
		}
	}
}

func TestTranslateTellsTheFormItsField(t *testing.T) {
	pool := dbtest.New(t)
	insert := func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), insertUnit, "Calidad")
		return err
	}
	if err := db.Tx(t.Context(), pool, insert); err != nil {
		t.Fatal(err)
	}
	err := db.Tx(t.Context(), pool, insert)
	var invalid fault.Invalid
	if !errors.As(err, &invalid) || !strings.Contains(invalid["name"], "Ya hay una unidad") || !errors.Is(err, fault.Conflict) {
		t.Errorf("the second unit of one name gives %v, fields %v", err, invalid)
	}
}

func TestTranslateLeavesDefectsAlone(t *testing.T) {
	pool := dbtest.New(t)
	for _, sql := range []string{"SELECT * FROM nothing", "DELETE FROM measurements", "SELEC 1"} {
		_, err := pool.Exec(t.Context(), sql)
		if got := db.Translate(err); err == nil || !same(got, err) {
			t.Errorf("%s: %v became %v", sql, err, got)
		}
	}
	if err := db.Translate(nil); err != nil {
		t.Errorf("no error became %v", err)
	}
	var n int
	err := db.Translate(pool.QueryRow(t.Context(), "SELECT 1 WHERE false").Scan(&n))
	if !errors.Is(err, fault.NotFound) || !errors.Is(err, pgx.ErrNoRows) {
		t.Errorf("no row became %v", err)
	}
}

func TestTranslatedConstraintsExist(t *testing.T) {
	pool := dbtest.New(t)
	for name := range db.ConstraintFields {
		var exists bool
		err := pool.QueryRow(t.Context(), `
			SELECT EXISTS (SELECT FROM pg_constraint WHERE conname = $1)
			    OR EXISTS (SELECT FROM pg_index WHERE indisunique AND indexrelid = to_regclass($1))`, name).Scan(&exists)
		if err != nil || !exists {
			t.Errorf("no constraint is called %s, error %v", name, err)
		}
	}
}
