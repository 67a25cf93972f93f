package plan

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
)

// Change is one thing that somebody does to a plan with a form.
type Change struct {
	Actor  access.Actor
	Key    string        // of the form, see db.Once
	Slug   string        // of the plan
	Action string        // as the audit names it: "objective.update"
	Needs  access.Action // what the actor must be allowed to do in the plan
}

// Written is what a change did: what it was done to, and that before and after, nil for none.
type Written struct {
	Object        audit.Object
	Before, After any
	More          []audit.Event // what came along with it; their time, actor and plan are filled in
}

// Write carries out a change once, however often its form comes, in one transaction that holds the plan (see Lock)
// and records the event last. It returns the number of what was written. Errors are those of Lock, of db.Once, and
// of fn: fault.Conflict where the version is not the one shown, fault.Invalid where a field is wrong.
func (s Store) Write(ctx context.Context, c Change, fn func(pgx.Tx, Plan) (Written, error)) (id int64, err error) {
	result, err := db.Once(ctx, s.Pool, db.Submission{Key: c.Key, Action: c.Action, UserID: c.Actor.ID}, func(tx pgx.Tx) (string, error) {
		p, err := Lock(ctx, tx, c.Actor, c.Needs, c.Slug)
		if err != nil {
			return "", err
		}
		w, err := fn(tx, p)
		if err != nil {
			return "", err
		}
		w.More = append(w.More, audit.Event{Action: c.Action, Object: w.Object, Before: w.Before, After: w.After})
		for n := range w.More {
			w.More[n].At, w.More[n].Actor, w.More[n].PlanID = s.Now(), c.Actor, p.ID
		}
		return strconv.FormatInt(w.Object.ID, 10), audit.Record(ctx, tx, w.More...)
	})
	if err != nil {
		return 0, fmt.Errorf("%s in %q: %w", c.Action, c.Slug, err)
	}
	return strconv.ParseInt(result, 10, 64)
}
