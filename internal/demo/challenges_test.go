package demo_test

import (
	"os"
	"regexp"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/demo"
	"hito/internal/source"
)

// The published table counts five retos of the seven that were wanted: two on methodology, two on applications of their
// own, one on prescriptions without a decree.
func TestTheRetosAreThoseOfTheTable(t *testing.T) {
	pool := dbtest.New(t)
	if err := demo.Load(t.Context(), pool, date.New(2026, time.November, 27)); err != nil {
		t.Fatal(err)
	}
	var counted, states, codes int
	var value, target string
	err := pool.QueryRow(t.Context(), `
		SELECT (SELECT count(*) FROM challenges c WHERE c.submitted_on BETWEEN s.from_on AND least(s.to_on, '2022-11-30') AND c.state <> 'merged'),
		       (SELECT count(DISTINCT state) FROM challenges), (SELECT count(*) FROM challenges WHERE code LIKE 'DEM%'),
		       (SELECT m.value::text FROM measurements m WHERE m.plan_id = i.plan_id AND m.indicator_id = i.id ORDER BY m.measured_on DESC LIMIT 1), i.target::text
		  FROM indicator_sources s
		  JOIN indicators i ON i.plan_id = s.plan_id AND i.id = s.indicator_id
		 WHERE s.automatic AND s.counts = 'received'`).Scan(&counted, &states, &codes, &value, &target)
	if err != nil {
		t.Fatal(err)
	}
	if counted != 5 || value != "5" || target != "7" {
		t.Errorf("%d retos, a value of %s and a target of %s, want 5 of 7", counted, value, target)
	}
	if states != 10 || codes < 16 {
		t.Errorf("the demo shows %d states with %d retos", states, codes)
	}
	store := source.Store{Pool: pool, Now: time.Now, Today: func() date.Date { return date.New(2026, time.November, 27) }}
	for _, today := range []date.Date{date.New(2022, time.November, 30), date.New(2026, time.November, 27)} {
		if written, err := store.Refresh(t.Context(), today); written != 0 || err != nil {
			t.Errorf("on %s the program records %d other values, %v", today, written, err)
		}
		err := db.ReadTx(t.Context(), pool, func(tx pgx.Tx) error {
			var plan, id int64
			if err := tx.QueryRow(t.Context(), `SELECT plan_id, indicator_id FROM indicator_sources`).Scan(&plan, &id); err != nil {
				return err
			}
			p, err := source.Find(t.Context(), tx, plan, id, today)
			if err == nil && (p.Number != 5 || !p.Same()) {
				t.Errorf("as of %s it counts %d, beside a value of %v", today, p.Number, p.Value)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// The code that the README gives is that of an anonymous author of the demo.
func TestTheReadmeTellsAnAnonymousCode(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	pool := dbtest.New(t)
	if err := demo.Load(t.Context(), pool, date.New(2026, time.November, 27)); err != nil {
		t.Fatal(err)
	}
	code := string(regexp.MustCompile("DEM[0-9A-Z]{2}-[0-9A-Z]{5}-[0-9A-Z]{5}").Find(readme))
	err = db.ReadTx(t.Context(), pool, func(tx pgx.Tx) error {
		c, err := challenge.Find(t.Context(), tx, access.Actor{}, code)
		if !c.Secret() {
			t.Errorf("by %q found %q", code, c.Title)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
