package demo

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// claim marks an empty database as a demo and tells whether it did so: false where it is one
// already. Anything else is ErrForeign. A second claim waits for the transaction of the first.
func claim(ctx context.Context, tx pgx.Tx) (bool, error) {
	inserted, err := tx.Exec(ctx, `
		INSERT INTO installation (demo)
		SELECT true
		 WHERE NOT EXISTS (SELECT FROM plans)
		   AND NOT EXISTS (SELECT FROM units)
		   AND NOT EXISTS (SELECT FROM users)
		ON CONFLICT ON CONSTRAINT installation_pkey DO NOTHING`)
	if err != nil {
		return false, fmt.Errorf("mark the installation as a demo: %w", err)
	}
	if inserted.RowsAffected() == 1 {
		return true, nil
	}
	var demo bool
	err = tx.QueryRow(ctx, `SELECT demo FROM installation`).Scan(&demo)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && !demo {
		return false, ErrForeign
	}
	if err != nil {
		return false, fmt.Errorf("read what the installation is: %w", err)
	}
	return false, nil
}

// markReal marks an installation as one that is no demo and tells whether it is one all the same.
func markReal(ctx context.Context, tx pgx.Tx) (isDemo bool, err error) {
	if _, err = tx.Exec(ctx, `
		INSERT INTO installation (demo)
		VALUES (false)
		ON CONFLICT ON CONSTRAINT installation_pkey DO NOTHING`); err != nil {
		return false, fmt.Errorf("mark the installation as no demo: %w", err)
	}
	if err = tx.QueryRow(ctx, `SELECT demo FROM installation`).Scan(&isDemo); err != nil {
		return false, fmt.Errorf("read what the installation is: %w", err)
	}
	return isDemo, nil
}
