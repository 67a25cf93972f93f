package indicator_test

import (
	"crypto/rand"
	"testing"

	"hito/internal/db/dbtest"
	"hito/internal/indicator"
)

// The program may end at any moment while it saves a sheet: either all of it is there afterwards or nothing, and the
// form that is sent again leaves all of it, once.
func TestASheetThatIsCutOffIsSavedWholeOrNotAtAll(t *testing.T) {
	s := openShelf(t)
	pool, fuse := dbtest.Fused(t, s.Pool)
	store := indicator.Store{Pool: pool, Now: s.Now}
	rows := rowsOf(s.sheet(s.technician, today))
	kept := func(day string) (rows, events, results int) {
		t.Helper()
		err := s.Pool.QueryRow(t.Context(), `
			SELECT (SELECT count(*) FROM measurements WHERE measured_on = $1::text::date),
			       (SELECT count(*) FROM audit_events WHERE action = 'measurement.record' AND after->>'measured_on' = $1::text),
			       (SELECT count(*) FROM results WHERE title = 'Acta ' || $1)`, day).Scan(&rows, &events, &results)
		if err != nil {
			t.Fatal(err)
		}
		return rows, events, results
	}
	cuts, whole := 0, 0
	for n, blown := 1, true; blown; n++ {
		for k, sent := range []bool{false, true} {
			day := today.AddMonths(-2*n - k).EndOfMonth().AddMonths(-240).String() // another one each time, without any value
			for r := range rows {
				rows[r].MeasuredOn, rows[r].ResultTitle = day, "Acta "+day
			}
			key := rand.Text()
			if err := pool.Ping(t.Context()); err != nil {
				t.Fatal(err)
			}
			fuse.Set(n, sent)
			_, err := store.SaveSheet(t.Context(), s.technician, key, example, rows, today)
			blown = fuse.Take()
			if blown == (err == nil) {
				t.Fatalf("cut at %d: %v", n, err)
			}
			values, events, results := kept(day)
			switch {
			case blown && values+events+results == 0:
				cuts++
			case values != len(rows) || events != len(rows) || results != 1:
				t.Fatalf("cut at %d, sent %v: %d values, %d events and %d results stand, of %d rows", n, sent, values, events, results, len(rows))
			default:
				whole++
			}
			again, err := store.SaveSheet(t.Context(), s.technician, key, example, rows, today)
			if err != nil || again.Saved() != len(rows) {
				t.Fatalf("after the cut at %d: %d saved, %v", n, again.Saved(), err)
			}
			if values, events, results := kept(day); values != len(rows) || events != len(rows) || results != 1 {
				t.Fatalf("sent again after the cut at %d: %d values, %d events, %d results", n, values, events, results)
			}
		}
	}
	if cuts < 6 || whole < 1 {
		t.Errorf("cut off at %d moments, and %d times at the end", cuts, whole)
	}
}
