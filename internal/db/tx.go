package db

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Tx runs fn in a read-write transaction (read committed), commits when fn returns nil and
// otherwise rolls back; errors come back through Translate.
func Tx(ctx context.Context, pool *pgxpool.Pool, fn func(pgx.Tx) error) error {
	return Translate(pgx.BeginTxFunc(ctx, pool, pgx.TxOptions{}, fn))
}

var readOnly = pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}

// ReadTx runs fn in a transaction that sees one state of the database and can change nothing;
// it costs two round trips beside those of fn. Errors come back through Translate.
func ReadTx(ctx context.Context, pool *pgxpool.Pool, fn func(pgx.Tx) error) error {
	return Translate(pgx.BeginTxFunc(ctx, pool, readOnly, fn))
}
