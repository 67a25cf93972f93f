package snapshot_test

import (
	"crypto/rand"
	"fmt"
	"testing"

	"hito/internal/db/dbtest"
	"hito/internal/snapshot"
)

// The program may end at any moment while it closes a follow-up: it is there afterwards with its event, or neither is,
// and the form that is sent again closes it once.
func TestAClosingThatIsCutOffIsWholeOrNotAtAll(t *testing.T) {
	w := open(t)
	pool, fuse := dbtest.Fused(t, w.pool)
	store := snapshot.Store{Pool: pool, Now: w.store.Now}
	kept := func(title string) (snapshots, events int) { // in one question: a commit may still be under way
		err := w.pool.QueryRow(t.Context(), `
			SELECT (SELECT count(*) FROM snapshots WHERE title = $1),
			       (SELECT count(*) FROM audit_events WHERE action = 'snapshot.close' AND after->>'title' = $1)`, title).Scan(&snapshots, &events)
		if err != nil {
			t.Fatal(err)
		}
		return snapshots, events
	}
	cuts := 0
	for n, blown := 1, true; blown; n++ {
		for _, sent := range []bool{false, true} {
			key, d := rand.Text(), snapshot.Draft{Title: fmt.Sprintf("Corte %d %v", n, sent), TakenOn: on}
			if err := pool.Ping(t.Context()); err != nil {
				t.Fatal(err)
			}
			fuse.Set(n, sent)
			_, err := store.Close(t.Context(), w.actor, key, slug, today, d)
			blown = fuse.Take()
			if blown == (err == nil) {
				t.Fatalf("cut at %d: %v", n, err)
			}
			snapshots, events := kept(d.Title)
			if snapshots != events || snapshots == 0 && !blown {
				t.Fatalf("cut at %d, sent %v: %d follow-ups and %d events stand", n, sent, snapshots, events)
			}
			if snapshots == 0 {
				cuts++
			}
			id, err := store.Close(t.Context(), w.actor, key, slug, today, d)
			if snapshots, events := kept(d.Title); err != nil || id == 0 || snapshots != 1 || events != 1 {
				t.Fatalf("sent again after the cut at %d: %d follow-ups, %d events, %v", n, snapshots, events, err)
			}
		}
	}
	if cuts < 6 {
		t.Errorf("cut off at %d moments", cuts)
	}
}
