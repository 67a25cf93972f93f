package source_test

import (
	"testing"

	"hito/internal/db/dbtest"
	"hito/internal/source"
)

// A value that is confirmed, or recorded by the program, while the connection is cut is there once with its event, or not
// at all; sent again, or looked at an hour later, it is there once.
func TestAValueThatIsCutOffIsRecordedOnceOrNotAtAll(t *testing.T) {
	for name, automatic := range map[string]bool{"confirmed": false, "automatic": true} {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			pool, fuse := dbtest.Fused(t, w.Pool)
			cuttable := w.Store
			cuttable.Pool = pool
			w.counts(source.Received, 1, 365, automatic)
			// In one question: the server may still be carrying out what it got last.
			kept := func() (got [2]int64) {
				t.Helper()
				err := w.Pool.QueryRow(t.Context(), `
					SELECT (SELECT count(*) FROM measurements WHERE measured_on = $1),
					       (SELECT count(*) FROM audit_events WHERE action LIKE 'measurement.%' AND after->>'measured_on' = $1::date::text)`,
					w.today).Scan(&got[0], &got[1])
				if err != nil {
					t.Fatal(err)
				}
				return got
			}
			cuts, ends := 0, 0
			for n, blown := 1, true; blown; n++ {
				for _, sent := range []bool{false, true} {
					w.today++
					w.reto([]step{{"received", 50}})
					p := w.proposal(w.today)
					e := w.edit(p.Version)
					do := func() error {
						if automatic {
							_, err := cuttable.Refresh(t.Context(), w.today)
							return err
						}
						return cuttable.Confirm(t.Context(), e, p.Number, p.Basis)
					}
					if err := pool.Ping(t.Context()); err != nil {
						t.Fatal(err)
					}
					fuse.Set(n, sent)
					err := do()
					blown = fuse.Take()
					if blown == (err == nil) {
						t.Fatalf("cut at %d: %v", n, err)
					}
					switch got := kept(); {
					case blown && got == [2]int64{}:
						cuts++
					case got == [2]int64{1, 1}:
						ends++
					default:
						t.Fatalf("cut at %d, sent %v: %d values and events", n, sent, got)
					}
					for range 2 {
						if err := do(); err != nil {
							t.Fatalf("again after the cut at %d: %v", n, err)
						}
					}
					if got := kept(); got != [2]int64{1, 1} {
						t.Fatalf("again after the cut at %d: %d values and events", n, got)
					}
				}
			}
			if cuts < 6 || ends < 1 {
				t.Errorf("cut off at %d moments, and %d times at the end", cuts, ends)
			}
		})
	}
}
