package demo_test

import (
	"testing"
	"time"

	"hito/internal/date"
	"hito/internal/db/dbtest"
	"hito/internal/demo"
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
}
