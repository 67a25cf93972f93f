package job

import (
	"testing"

	"github.com/riverqueue/river"
)

const (
	countCounted  = `SELECT count(*) FROM river.river_job WHERE kind = 'count_challenges' AND state = 'completed'`
	countRecorded = `
		SELECT count(*)
		  FROM measurements m
		  JOIN indicators i ON i.id = m.indicator_id
		 WHERE i.code = 'I1.1' AND m.measured_on = '2027-01-01'`
)

// counting lets an indicator of the plan in force take its value from the retos.
func counting(t *testing.T) yard {
	t.Helper()
	y := open(t)
	y.exec(`
		INSERT INTO indicator_sources (plan_id, indicator_id, counts, from_on, to_on, automatic)
		SELECT i.plan_id, i.id, 'received', '2026-01-01', '2027-12-31', true
		  FROM indicators i
		  JOIN plans p ON p.id = i.plan_id
		 WHERE i.code = 'I1.1' AND p.slug = 'plan-de-ejemplo'`)
	return y
}

func TestRetosAreCountedAtTheStartAndOnce(t *testing.T) {
	y := counting(t)
	r := y.start()
	y.until("the count", func() bool { return y.count(countCounted) == 1 })
	y.stop(r)
	if n := y.count(countRecorded); n != 1 {
		t.Errorf("%d values recorded, want one", n)
	}
	again := y.start()
	y.until("the count of the next start", func() bool { return y.count(countCounted) == 2 })
	y.stop(again)
	if n := y.count(countRecorded); n != 1 {
		t.Errorf("%d values after another start, want the same one", n)
	}
}

func TestTwoServersCountOnce(t *testing.T) {
	y := counting(t)
	a, b := y.start(), y.start()
	y.until("a count", func() bool { return y.count(countCounted) > 0 })
	y.stop(a, b)
	if n := y.count(countRecorded); n != 1 {
		t.Errorf("%d values recorded by two servers", n)
	}
}

var _ river.Worker[sources] = &sourcesWorker{}
