package tally

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// CreateDatabase makes an empty one.
func CreateDatabase(ctx context.Context, conn *pgx.Conn, name string) error {
	if _, err := conn.Exec(ctx, `CREATE DATABASE `+pgx.Identifier{name}.Sanitize()+` TEMPLATE template0`); err != nil {
		return fmt.Errorf("create a database: %w", err)
	}
	return nil
}

// Synchronous has commits wait until a standby has them as well, or no longer.
func Synchronous(ctx context.Context, conn *pgx.Conn, wait bool) error {
	names := `''`
	if wait {
		names = `'*'`
	}
	for _, statement := range []string{`ALTER SYSTEM SET synchronous_standby_names = ` + names, `SELECT pg_reload_conf()`} {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("set synchronous commit: %w", err)
		}
	}
	return nil
}

// Followed tells whether commits wait for a standby that keeps up.
func Followed(ctx context.Context, conn *pgx.Conn) (bool, error) {
	var followed bool
	err := conn.QueryRow(ctx, `
		SELECT current_setting('synchronous_standby_names') = '*' AND current_setting('synchronous_commit') = 'on'
		       AND EXISTS (SELECT
		                     FROM pg_stat_replication
		                    WHERE state = 'streaming' AND sync_state = 'sync')`).Scan(&followed)
	if err != nil {
		return false, fmt.Errorf("look for the standby: %w", err)
	}
	return followed, nil
}

// Promote makes a standby the primary and returns when it is.
func Promote(ctx context.Context, conn *pgx.Conn) error {
	var done bool
	if err := conn.QueryRow(ctx, `SELECT pg_promote(true, 60)`).Scan(&done); err != nil {
		return fmt.Errorf("promote the standby: %w", err)
	}
	if !done {
		return fmt.Errorf("the standby is not promoted within a minute")
	}
	return nil
}

// Timeline returns the number of a primary's history, which grows with every promotion.
func Timeline(ctx context.Context, conn *pgx.Conn) (int, error) {
	var number int
	if err := conn.QueryRow(ctx, `SELECT ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int`).Scan(&number); err != nil {
		return 0, fmt.Errorf("ask for the timeline: %w", err)
	}
	return number, nil
}
