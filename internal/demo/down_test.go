package demo_test

import (
	"testing"

	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/demo"
)

// beforeChallenges is the version of the schema that knew nothing of retos.
const beforeChallenges = 24

// What retos brought goes and comes back with everything else in its place, and the audit stays whole.
func TestADatabaseWithRetosGoesBackToBeforeThem(t *testing.T) {
	d := dbtest.Fresh(t)
	if err := demo.Load(t.Context(), d.Pool, date.New(2026, 11, 27)); err != nil {
		t.Fatal(err)
	}
	count := func(sql string) (n int) {
		t.Helper()
		if err := d.Pool.QueryRow(t.Context(), sql).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	const rest = `SELECT (SELECT count(*) FROM measurements) * 1000000 + (SELECT count(*) FROM users) * 10000 + (SELECT count(*) FROM audit_events)`
	before, retos := count(rest), count(`SELECT count(*) FROM challenges`)
	for _, version := range []uint{beforeChallenges, 0} {
		move := func() error { return db.MigrateTo(t.Context(), d.OwnerURL, version) }
		if version == 0 {
			move = func() error { return db.Migrate(t.Context(), d.OwnerURL) }
		}
		if err := move(); err != nil {
			t.Fatal(err)
		}
		d.Pool.Reset()
		if got := count(rest); got != before {
			t.Errorf("at %d: %d, before it was %d", version, got, before)
		}
		if v, err := audit.Verify(t.Context(), d.Pool, audit.Head{}); err != nil || v.Reason != "" {
			t.Errorf("at %d: %+v, %v", version, v, err)
		}
	}
	if left := count(`SELECT count(*) FROM challenges`); left != 0 || retos == 0 {
		t.Errorf("%d retos, then %d", retos, left)
	}
}
