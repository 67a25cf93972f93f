package db

import (
	"context"
	"errors"
)

// Reach finds or starts the server and prepares the roles, and no more: it migrates nothing and opens no pool, so only
// OwnerURL, Where, Notes and Close are of use. It is for commands that handle the database as a whole.
func Reach(ctx context.Context, cfg Config) (*Database, error) {
	d := &Database{}
	access, err := d.reach(ctx, cfg)
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	d.owner = access.Owner
	if access.Weaker != "" {
		d.notes = append(d.notes, access.Weaker)
	}
	return d, nil
}
