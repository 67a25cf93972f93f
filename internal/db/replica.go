package db

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	// askReplica is how often the two servers are asked how far they are.
	askReplica = 5 * time.Second
	// mostBehind is how much later than the primary a standby may be: it is used while it has all that the primary had
	// so long ago. No clock but ours is asked, and a quiet primary makes nobody late.
	mostBehind = time.Minute
	// replicaPoolSize is as many connections as pages have at the primary.
	replicaPoolSize = DefaultPoolSize
)

// Replica is a standby at which what everybody may read is read while it answers and keeps up with the primary. One that
// is nil is never of use.
type Replica struct {
	primary *pgxpool.Pool
	url     string
	role    func(*pgxpool.Config)
	log     *slog.Logger
	stop    context.CancelFunc
	over    chan struct{}

	standby *pgxpool.Pool // the goroutine's own, nil until it answers
	usable  atomic.Pointer[pgxpool.Pool]
	told    bool // that it is of no use
	reached []reach
}

// reach is how far the primary was at a time.
type reach struct {
	at time.Time
	to string // a place in its log
}

// WatchReplica begins to ask after the standby at an address, which need not answer yet. It is read as the role of the
// primary's pool, whoever the address names. Close it at the end.
func WatchReplica(primary *pgxpool.Pool, address string, log *slog.Logger) (*Replica, error) {
	if _, err := pgxpool.ParseConfig(address); err != nil {
		return nil, problem("--replica-url no es una dirección de PostgreSQL: escríbala como «postgres://servidor:5432/base».", err)
	}
	if log == nil {
		log = slog.Default()
	}
	own := primary.Config().ConnConfig
	as := func(cfg *pgxpool.Config) {
		cfg.ConnConfig.User, cfg.ConnConfig.Password = own.User, own.Password
		cfg.ConnConfig.RuntimeParams["default_transaction_read_only"] = "on"
		cfg.ConnConfig.ConnectTimeout = 2 * time.Second
		cfg.ConnConfig.Tracer = own.Tracer
	}
	ctx, stop := context.WithCancel(context.Background())
	r := &Replica{primary: primary, url: address, role: as, log: log, stop: stop, over: make(chan struct{})}
	go r.watch(ctx)
	return r, nil
}

// Pool returns the pool of the standby, or nil while it is of no use.
func (r *Replica) Pool() *pgxpool.Pool {
	if r == nil {
		return nil
	}
	return r.usable.Load()
}

// Fail leaves the standby alone until it has been asked again.
func (r *Replica) Fail() { r.usable.Store(nil) }

// Close stops asking and closes the standby's pool, which waits for connections in use.
func (r *Replica) Close() {
	r.stop()
	<-r.over
	if r.standby != nil {
		r.standby.Close()
	}
}

func (r *Replica) watch(ctx context.Context) {
	defer close(r.over)
	again := time.NewTicker(askReplica)
	defer again.Stop()
	for {
		r.look(ctx, time.Now())
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
	}
}

// look asks both servers how far they are, and tells once when the standby begins or ceases to be of use.
func (r *Replica) look(ctx context.Context, now time.Time) {
	asking, cancel := context.WithTimeout(ctx, askReplica)
	defer cancel()
	err := r.compare(asking, now)
	switch {
	case ctx.Err() != nil:
	case err != nil:
		r.Fail()
		if !r.told {
			r.log.Warn("the standby is of no use: public pages are read at the primary", "err", err)
		}
		r.told = true
	default:
		if r.told {
			r.log.Info("the standby keeps up again: public pages are read there")
		}
		r.told = false
		r.usable.Store(r.standby)
	}
}

func (r *Replica) compare(ctx context.Context, now time.Time) (err error) {
	to, err := farOf(ctx, r.primary)
	if err != nil {
		return fmt.Errorf("ask the primary how far it is: %w", err)
	}
	r.reached = append(r.reached, reach{now, to})
	for len(r.reached) > 1 && now.Sub(r.reached[1].at) >= mostBehind {
		r.reached = r.reached[1:]
	}
	if r.standby == nil {
		if r.standby, err = Connect(ctx, r.url, PoolSize(0, replicaPoolSize), Patience(pagePatience), Silence(pageSilence), r.role); err != nil {
			r.standby = nil
			return fmt.Errorf("reach the standby: %w", err)
		}
	}
	var behind bool
	far, err := farOf(ctx, r.standby)
	if err == nil {
		err = r.primary.QueryRow(ctx, `SELECT $1::pg_lsn < $2::pg_lsn`, far, r.reached[0].to).Scan(&behind)
	}
	if err != nil {
		return fmt.Errorf("ask the standby how far it is: %w", err)
	}
	if behind {
		return fmt.Errorf("it has come to %s, and the primary was at %s %s ago", far, r.reached[0].to, now.Sub(r.reached[0].at).Round(time.Second))
	}
	return nil
}

// farOf is the place in the log of a server up to which its readers see.
func farOf(ctx context.Context, pool *pgxpool.Pool) (place string, err error) {
	err = pool.QueryRow(ctx, `
		SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END::text`).Scan(&place)
	return place, err
}
