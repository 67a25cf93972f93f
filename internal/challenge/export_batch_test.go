package challenge

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"hito/internal/access"
	"hito/internal/db/dbtest"
)

func TestExportsGoOnInBatches(t *testing.T) {
	pool := dbtest.New(t)
	_, err := pool.Exec(t.Context(), `
		INSERT INTO challenges (code, title, problem, privacy, secret_digest, state_since, submitted_at, submitted_on, answer_due_on)
		SELECT '22222222222222' || n, 'R' || n, 'P', 'anonymous', decode(repeat('0' || n, 32), 'hex'), now(), now(), '2026-01-01', '2026-02-01'
		  FROM generate_series(2, 8) n`)
	if err != nil {
		t.Fatal(err)
	}
	e := Export{Actor: access.Actor{Kind: access.Person, ID: 1, Role: access.Technician}, At: time.Now()}
	for _, c := range []struct {
		batch, most int
		want        string
		more        bool
	}{{3, 100, "[R8 R7 R6 R5 R4 R3 R2]", false}, {7, 7, "[R8 R7 R6 R5 R4 R3 R2]", false}, {2, 5, "[R8 R7 R6 R5 R4]", true}} {
		var got []string
		more, err := e.each(t.Context(), pool, c.batch, c.most, func(one Exported) error {
			got = append(got, one.Title)
			return nil
		})
		if err != nil || more != c.more || fmt.Sprint(got) != c.want {
			t.Errorf("by %d at most %d: %v, more %v, %v", c.batch, c.most, got, more, err)
		}
	}
	ctx, leave := context.WithCancel(t.Context())
	given := 0
	_, err = e.each(ctx, pool, 2, 100, func(Exported) error { // whoever downloads it goes away
		given++
		leave()
		return nil
	})
	if !errors.Is(err, context.Canceled) || given != 2 {
		t.Errorf("after it was given up: %d given, %v", given, err)
	}
}
