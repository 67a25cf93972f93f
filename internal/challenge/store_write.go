package challenge

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/fault"
)

// Change is one thing that somebody does to a reto with a form.
type Change struct {
	Actor   access.Actor
	Key     string // of the form, see db.Once
	Code    string // in the address of the form
	Version int    // that the form was made from; 0 where it does not matter
}

// Written is what a change did to the reto: before and after, as events tell them, nil for none.
type Written struct {
	Action        string       // as the audit names it: "challenge.assign"; blank for the change's own
	Object        audit.Object // what it was done to; the reto where it is zero
	Before, After any
	More          []audit.Event // what came along with it; time and actor are filled in
	Hidden        bool          // nobody is named: it would tell who wrote a reto
	Needs         access.Action // the right by which it was done; that of the operation where it is blank
}

// write carries out a change once, however often its form comes, in one transaction that holds the reto, and records
// the event last. Errors are those of Find, of Challenge.Require, of db.Once and of fn; fault.Conflict where the version
// is not the one shown.
func (s Store) write(ctx context.Context, c Change, action string, o Operation, fn func(pgx.Tx, Challenge) (Written, error)) error {
	_, err := db.Once(ctx, s.Pool, db.Submission{Key: c.Key, Action: action, UserID: c.Actor.ID}, func(tx pgx.Tx) (string, error) {
		if err := hold(ctx, tx, c.Code); err != nil {
			return "", err
		}
		held, err := FindKnown(ctx, tx, c.Actor, c.Code)
		if err != nil {
			return "", err
		}
		if err := held.Require(c.Actor, o); err != nil {
			return "", err
		}
		if c.Version != 0 && c.Version != held.Version {
			return "", fmt.Errorf("reto %d is at version %d, not %d: %w", held.ID, held.Version, c.Version, fault.Conflict)
		}
		w, err := fn(tx, held)
		if err != nil {
			return "", err
		}
		return strconv.FormatInt(held.ID, 10), s.record(ctx, tx, held, c.Actor, cmp.Or(w.Needs, o.Needs), action, w)
	})
	if err != nil {
		return fmt.Errorf("%s: %w", action, err)
	}
	return nil
}

// hold keeps others from the retos with some codes until the transaction ends, in the order of their numbers. They are
// read afterwards: a statement that waits for a row sees the others, such as who supports the reto, as they were before.
func hold(ctx context.Context, tx pgx.Tx, typed ...string) error {
	codes, secrets := make([]string, len(typed)), make([][]byte, len(typed))
	for n := range typed {
		codes[n] = ReadCode(typed[n])
		secrets[n] = digestOf(codes[n])
	}
	_, err := tx.Exec(ctx, `
		SELECT
		  FROM challenges c
		 WHERE c.code = ANY(@codes) OR c.secret_digest = ANY(@secrets)
		 ORDER BY c.id
		   FOR NO KEY UPDATE`, pgx.NamedArgs{"codes": codes, "secrets": secrets})
	if err != nil {
		return fmt.Errorf("hold retos: %w", err)
	}
	return nil
}

// record tells what was done by the right that it needs. Of an author who is not to be known nothing is told: neither who,
// nor from where.
func (s Store) record(ctx context.Context, tx pgx.Tx, c Challenge, by access.Actor, needs access.Action, action string, w Written) error {
	if w.Action != "" {
		action = w.Action
	}
	w.More = append(w.More, audit.Event{Action: action, Object: w.Object, Before: w.Before, After: w.After})
	for n := range w.More {
		if w.More[n].At = s.Now(); !w.Hidden {
			w.More[n].Actor = teller(c, by, needs)
		}
		if w.More[n].Object == (audit.Object{}) {
			w.More[n].Object = audit.Object{Type: "challenge", ID: c.ID}
		}
	}
	return audit.Record(ctx, tx, w.More...)
}

// teller is who events name: an author who wants not to be known is nobody from nowhere, but for what that person does as
// one who handles retos: a blank there would tell who wrote it.
func teller(c Challenge, by access.Actor, needs access.Action) access.Actor {
	handling := []access.Action{access.ReadChallenges, access.WorkOnChallenge, access.HandleChallenge, access.DecideChallenge}
	if c.Own && c.Privacy != Named && !slices.Contains(handling, needs) {
		return access.Actor{}
	}
	return by
}
