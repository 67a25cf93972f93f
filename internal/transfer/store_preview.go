package transfer

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/db"
)

// Preview is an import that is looked at and not kept.
type Preview struct {
	Import
	tx pgx.Tx
}

// errLooked ends a transaction in which something was looked at.
var errLooked = errors.New("looked at")

// Look reads a file and compares it, as Begin does, gives what it found to fn, and writes nothing at all. Errors are those
// of Begin and of fn.
func (s Store) Look(ctx context.Context, actor access.Actor, u Upload, fn func(context.Context, Preview) error) error {
	err := db.Tx(ctx, s.Slow, func(tx pgx.Tx) error {
		if err := patient(ctx, tx); err != nil {
			return err
		}
		k, err := s.keep(ctx, tx, actor, u)
		if err != nil {
			return err
		}
		if err := s.read(ctx, tx, k, u.Content, nobody); err != nil {
			return err
		}
		found, err := find(ctx, tx, actor, k.ID, "")
		if err != nil {
			return err
		}
		found.Plan = k.Plan
		if err := fn(ctx, Preview{found.Import, tx}); err != nil {
			return err
		}
		return errLooked
	})
	if errors.Is(err, errLooked) {
		return nil
	}
	return fmt.Errorf("look at a file: %w", err)
}

// Changes is Store.Changes.
func (p Preview) Changes(ctx context.Context, outcome Outcome, limit int) ([]Change, error) {
	list, _, err := changesOf(ctx, p.tx, p.ID, outcome, "", limit, 0)
	return list, err
}

// ValueChanges is Store.ValueChanges.
func (p Preview) ValueChanges(ctx context.Context, outcome Outcome, limit int) ([]ValueChange, error) {
	return valueChangesOf(ctx, p.tx, p.ID, outcome, limit, 0)
}
