package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"filippo.io/age"

	"hito/internal/access"
	"hito/internal/db"
)

// Target is the empty database that is filled.
type Target struct {
	OwnerURL string       // of the role that owns, or will own, the tables
	Actor    access.Actor // of the event that tells what was restored
	Now      func() time.Time

	// BrokenAudit lets a back-up in whose audit something was changed be restored all the same, as it was.
	BrokenAudit bool
}

// undoTimeout bounds how long a failed restoration takes to empty the database again, stopped or not.
const undoTimeout = 5 * time.Minute

// Restore fills an empty database with a back-up, which is verified before it counts, and migrates it to the present
// schema. After any failure the database is as empty as before. What a person can mend comes back as a *db.Problem.
func (t Target) Restore(ctx context.Context, in io.Reader, keys ...age.Identity) (m Manifest, err error) {
	r, err := open(in, keys)
	if err != nil {
		return Manifest{}, err
	}
	defer r.packed.Close()
	if err := r.header.refuseNewer(); err != nil {
		return Manifest{}, err
	}
	release, err := t.alone(ctx)
	if err != nil {
		return Manifest{}, err
	}
	defer release()
	before, err := t.look(ctx)
	if err != nil {
		return Manifest{}, err
	}
	// Empty tables of the same version are filled as they are: until the rows are committed, nothing is to be undone.
	touched := before.version != r.header.Schema || before.queue != r.header.Queue
	if touched {
		err = t.prepare(ctx, before, r.header)
	}
	if err == nil {
		if m, err = t.load(ctx, r); err == nil {
			touched, err = true, t.finish(ctx, m)
		}
	}
	if err == nil || !touched {
		return m, err
	}
	undoing, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoTimeout)
	defer cancel()
	if undone := t.undo(undoing, before); undone != nil {
		return m, errors.Join(err, fmt.Errorf("empty the database again: %w", undone))
	}
	return m, err
}

// prepare makes the schema of the back-up's time.
func (t Target) prepare(ctx context.Context, before place, header Manifest) error {
	if before.version != 0 {
		if err := db.MigrateTo(ctx, t.OwnerURL, 0); err != nil {
			return fmt.Errorf("empty the schema: %w", err)
		}
	}
	if err := db.MigrateAsOf(ctx, t.OwnerURL, header.Schema, header.Queue); err != nil {
		return fmt.Errorf("make the schema of the back-up: %w", err)
	}
	return nil
}

// finish brings what was loaded up to date.
func (t Target) finish(ctx context.Context, m Manifest) error {
	if err := db.Migrate(ctx, t.OwnerURL); err != nil {
		return fmt.Errorf("bring what was restored up to date: %w", err)
	}
	return t.conclude(ctx, m)
}

// undo makes the database what it was found to be.
func (t Target) undo(ctx context.Context, before place) error {
	if err := db.MigrateTo(ctx, t.OwnerURL, 0); err != nil {
		return err
	}
	switch {
	case !before.migrated:
		return t.forget(ctx)
	case before.version > 0:
		return db.MigrateTo(ctx, t.OwnerURL, before.version)
	}
	return nil
}
