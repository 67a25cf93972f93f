// Package db opens Hito's database: it finds or starts the server, prepares the roles, migrates,
// and gives the rest of the program a pool, transactions and translated errors.
package db

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	pgxdecimal "github.com/jackc/pgx-shopspring-decimal"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// DefaultPoolSize is the number of connections a pool keeps open: four to eight serve two cores best.
const DefaultPoolSize = 6

// Limits of a runtime session; a page that needs more is a defect.
const (
	statementTimeout = 15 * time.Second
	lockTimeout      = 5 * time.Second
	idleInTxTimeout  = 30 * time.Second
	connectTimeout   = 10 * time.Second
	failoverTimeout  = 3 * time.Second // to connect to one of several servers: a dead one must not use up the patience for the next
	pingTimeout      = 2 * time.Second
)

// Connect opens a pool of DefaultPoolSize connections that decode numeric as decimal.Decimal, in UTC;
// options change its settings last. It fails when the server does not answer.
func Connect(ctx context.Context, url string, options ...func(*pgxpool.Config)) (*pgxpool.Pool, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("read the database address: %w", err)
	}
	PoolSize(DefaultPoolSize, DefaultPoolSize)(cfg)
	setSession(cfg.ConnConfig, "hito", map[string]time.Duration{
		"statement_timeout":                   statementTimeout,
		"lock_timeout":                        lockTimeout,
		"idle_in_transaction_session_timeout": idleInTxTimeout,
	})
	cfg.AfterConnect = func(_ context.Context, conn *pgx.Conn) error {
		pgxdecimal.Register(conn.TypeMap())
		return nil
	}
	cfg.PingTimeout = pingTimeout // a connection that was idle for a second is tried before it is handed out
	for _, option := range options {
		option(cfg)
	}
	own := leaveServers(cfg)
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("make the connection pool: %w", err)
	}
	own.Store(pool)
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("reach the database: %w", err)
	}
	return pool, nil
}

// PoolSize keeps at least and allows at most so many connections. They had better be equal: an idle pool
// that shrinks to one halves the page rate afterwards.
func PoolSize(least, most int32) func(*pgxpool.Config) {
	return func(cfg *pgxpool.Config) { cfg.MinConns, cfg.MaxConns = least, most }
}

// Traced has a tracer told of every statement; nil is none.
func Traced(tracer pgx.QueryTracer) func(*pgxpool.Config) {
	return func(cfg *pgxpool.Config) {
		if tracer != nil {
			cfg.ConnConfig.Tracer = tracer
		}
	}
}

// setSession names the session and sets its limits in the startup packet, before any statement.
func setSession(cfg *pgx.ConnConfig, name string, limits map[string]time.Duration) {
	cfg.RuntimeParams["application_name"] = name
	cfg.RuntimeParams["timezone"] = "UTC"
	cfg.RuntimeParams["jit"] = "off" // on a server that is not ours it is on, and takes longer to compile than a page takes
	for param, limit := range limits {
		cfg.RuntimeParams[param] = strconv.FormatInt(limit.Milliseconds(), 10)
	}
	cfg.DialFunc = dialer{}.dial
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = connectTimeout
		if severalServers(cfg) {
			cfg.ConnectTimeout = failoverTimeout
		}
	}
}

// severalServers tells an address of more than one server; one is tried twice where TLS is preferred only.
func severalServers(cfg *pgx.ConnConfig) bool {
	return slices.ContainsFunc(cfg.Fallbacks, func(next *pgconn.FallbackConfig) bool {
		return next.Host != cfg.Host || next.Port != cfg.Port
	})
}
