package db

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/jackc/pgerrcode"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Unavailable tells an error of a database that cannot be used now and may be soon: it does not answer, is starting,
// stopping or taking another's place, is full, all connections are taken, or somebody else holds what is wanted for too
// long. Nobody's input explains it. A write that
// ended so may have been done all the same.
func Unavailable(err error) bool {
	if err == nil {
		return false
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return movedAway(pg.Code) || pg.Code == pgerrcode.CannotConnectNow || pg.Code == pgerrcode.LockNotAvailable ||
			pgerrcode.IsConnectionException(pg.Code) || pgerrcode.IsInsufficientResources(pg.Code)
	}
	var broken *linkError
	var unreachable *pgconn.ConnectError
	return errors.As(err, &broken) || errors.As(err, &unreachable) || errors.Is(err, context.DeadlineExceeded) ||
		pgconn.SafeToRetry(err) // of a connection that was closed before
}

// movedAway tells that the server no longer is what the connection was made for: it became a standby, or ends.
func movedAway(code string) bool {
	switch code {
	case pgerrcode.ReadOnlySQLTransaction, pgerrcode.AdminShutdown, pgerrcode.CrashShutdown:
		return true
	}
	return false
}

// leaveServers closes a connection whose server answers that it moved away, and then all others of the pool, which
// are most likely to the same server: each would fail once more. Those in use are closed when they are given back.
func leaveServers(cfg *pgxpool.Config) *atomic.Pointer[pgxpool.Pool] {
	own := &atomic.Pointer[pgxpool.Pool]{}
	usual := cfg.ConnConfig.OnPgError
	cfg.ConnConfig.OnPgError = func(conn *pgconn.PgConn, err *pgconn.PgError) bool {
		if !movedAway(err.Code) {
			return usual == nil || usual(conn, err)
		}
		if pool := own.Load(); pool != nil {
			pool.Reset()
		}
		return false
	}
	return own
}

// Ready tells whether the pool's database answers. Connections to a server that only reads any more are closed first:
// new ones go where the address says, to the primary where it asks for one.
func Ready(ctx context.Context, pool *pgxpool.Pool) error {
	readOnly, err := readsOnly(ctx, pool)
	if err == nil && readOnly {
		pool.Reset()
		readOnly, err = readsOnly(ctx, pool)
	}
	if err == nil && readOnly {
		err = errors.New("it can only be read")
	}
	if err != nil {
		return fmt.Errorf("ask whether the database answers: %w", err)
	}
	return nil
}

func readsOnly(ctx context.Context, pool *pgxpool.Pool) (readOnly bool, err error) {
	err = pool.QueryRow(ctx, "SELECT current_setting('transaction_read_only')::boolean").Scan(&readOnly)
	return readOnly, err
}
